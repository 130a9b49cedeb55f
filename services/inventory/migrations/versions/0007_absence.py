"""Numbers of rows by which reports are judged, and since when Amazon does not name a SKU."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_QUANTITIES = (
    *("fulfillable_quantity", "inbound_working_quantity", "inbound_shipped_quantity"),
    *("inbound_receiving_quantity", "reserved_quantity", "unfulfillable_quantity"),
)
_BY_KEY = {"sqlite_with_rowid": False}


def upgrade() -> None:
    op.create_table(
        "report_count",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("report", sa.String(40), nullable=False),
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("is_believed", sa.Boolean(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("tenant_id", "seller_id", "marketplace_id", "report", "sync_id"), name=op.f("pk_report_count")
        ),
    )
    with op.batch_alter_table("stock", table_kwargs=_BY_KEY) as batch_op:
        for name in _QUANTITIES:
            batch_op.alter_column(name, existing_type=sa.BigInteger(), nullable=True)
        batch_op.add_column(sa.Column("absent_since", UtcDateTime(), nullable=True))
    for table in ("stock_age", "stranded_stock"):
        op.add_column(table, sa.Column("absent_since", UtcDateTime(), nullable=True))


def downgrade() -> None:
    for table in ("stranded_stock", "stock_age"):
        with op.batch_alter_table(table, table_kwargs=_BY_KEY) as batch_op:
            batch_op.drop_column("absent_since")
    op.execute("DELETE FROM stock WHERE fulfillable_quantity IS NULL")
    with op.batch_alter_table("stock", table_kwargs=_BY_KEY) as batch_op:
        batch_op.drop_column("absent_since")
        for name in _QUANTITIES:
            batch_op.alter_column(name, existing_type=sa.BigInteger(), nullable=False)
    op.drop_table("report_count")
