"""The item highlight of a listing, which Amazon shows beside short titles since July 2026."""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("listing", sa.Column("item_highlight", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("listing") as batch_op:
        batch_op.drop_column("item_highlight")
