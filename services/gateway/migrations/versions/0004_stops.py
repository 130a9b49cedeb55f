"""add stop switches"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stop",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("level", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(500), nullable=False),
        sa.Column("actor_id", sa.String(36), nullable=False),
        sa.Column("stopped_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", name=op.f("pk_stop")),
    )


def downgrade() -> None:
    op.drop_table("stop")
