"""Units that Amazon delivered for orders taken elsewhere."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "multi_channel_line",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("amazon_order_id", sa.String(30), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("order_status", sa.String(40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=False),
        sa.Column("last_updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "amazon_order_id", "sku", name=op.f("pk_multi_channel_line")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_multi_channel_line_day", "multi_channel_line", ["marketplace_key", "purchased_on"])
    with op.batch_alter_table("sales_day") as sales:
        sales.add_column(sa.Column("multi_channel_units", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("sales_day", table_kwargs={"sqlite_with_rowid": False}) as sales:
        sales.drop_column("multi_channel_units")
    op.drop_table("multi_channel_line")
