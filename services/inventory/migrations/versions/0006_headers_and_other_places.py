"""The headers of the reports' last files, and stock in countries without a shop of the account."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_header",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("report", sa.String(100), nullable=False),
        sa.Column("columns", sa.String(), nullable=False),
        sa.Column("changed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "marketplace_id", "report", name=op.f("pk_report_header")),
    )
    op.create_table(
        "stock_day_elsewhere",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("place", sa.String(40), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("date_on", sa.Date(), nullable=False),
        sa.Column("starting_quantity", sa.BigInteger(), nullable=False),
        sa.Column("received_quantity", sa.BigInteger(), nullable=False),
        sa.Column("ending_quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "seller_id", "place", "sku", "date_on", name=op.f("pk_stock_day_elsewhere")
        ),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    op.drop_table("stock_day_elsewhere")
    op.drop_table("report_header")
