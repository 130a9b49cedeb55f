"""Days of the seller's own stock, and what demand and safety stock are told with."""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "own_stock_day",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("warehouse", sa.String(50), nullable=False),
        sa.Column("date_on", sa.Date(), nullable=False),
        sa.Column("ending_quantity", sa.BigInteger(), nullable=False),
        sa.Column("most_quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "sku", "warehouse", "date_on", name=op.f("pk_own_stock_day")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("thresholds") as thresholds:
        thresholds.add_column(sa.Column("fill_rate_target", sa.Numeric(9, 6), nullable=False, server_default="0.95"))
    with op.batch_alter_table("stock_health") as health:
        health.add_column(sa.Column("multi_channel_units", sa.BigInteger(), nullable=False, server_default="0"))
        health.add_column(sa.Column("demand_confidence", sa.String(10), nullable=False, server_default="usual"))
        health.add_column(sa.Column("safety_units", sa.BigInteger(), nullable=False, server_default="0"))


def downgrade() -> None:
    with op.batch_alter_table("stock_health", table_kwargs={"sqlite_with_rowid": False}) as health:
        for name in ("safety_units", "demand_confidence", "multi_channel_units"):
            health.drop_column(name)
    with op.batch_alter_table("thresholds") as thresholds:
        thresholds.drop_column("fill_rate_target")
    op.drop_table("own_stock_day")
