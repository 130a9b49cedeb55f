"""How far Amazon's clock is ahead of ours for an advertiser."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("ads_profile") as profile:
        profile.add_column(sa.Column("clock_ahead_seconds", sa.Integer(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("ads_profile") as profile:
        profile.drop_column("clock_ahead_seconds")
