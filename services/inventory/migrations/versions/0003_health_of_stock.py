"""The health of stock."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "stock_health",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("product_name", sa.String(500), nullable=False),
        sa.Column("channel", sa.String(3), nullable=False),
        sa.Column("fulfillable_quantity", sa.BigInteger(), nullable=False),
        sa.Column("arriving_quantity", sa.BigInteger(), nullable=False),
        sa.Column("inbound_quantity", sa.BigInteger(), nullable=False),
        sa.Column("own_quantity", sa.BigInteger(), nullable=False),
        sa.Column("units_sold", sa.BigInteger(), nullable=False),
        sa.Column("in_stock_days", sa.Integer(), nullable=False),
        sa.Column("out_days", sa.Integer(), nullable=False),
        sa.Column("units_a_day", sa.Float(), nullable=False),
        sa.Column("cover_days", sa.Float(), nullable=True),
        sa.Column("stock_out_on", sa.Date(), nullable=True),
        sa.Column("sell_through", sa.Float(), nullable=True),
        sa.Column("units_to_send", sa.BigInteger(), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "sku", name=op.f("pk_stock_health")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stock_health", schema=None) as batch_op:
        batch_op.create_index("ix_stock_health_updated", ["updated_at", "marketplace_key", "sku"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("stock_health", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_health_updated")

    op.drop_table("stock_health")
