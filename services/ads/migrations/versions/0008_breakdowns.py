"""Breakdowns and periods; what more an import tells; the advertiser account that a shop's files were of."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TEXTS = {
    "target_id": 40, "targeting": 500, "match_type": 40, "search_term": 500, "asin": 40, "sku": 100,
    "product_name": 500, "ad_id": 40, "placement": 500, "target_type": 40, "target_state": 40,
}  # fmt: skip
_SUMMED = ("impressions", "clicks", "cost_micros", "orders", "units", "sales_micros")
_OPTIONAL = ("bid_micros", "promoted_orders", "promoted_units", "promoted_sales_micros")


def upgrade() -> None:
    op.create_table(
        "breakdown_fact",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("period_id", sa.String(36), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("ad_product", sa.String(2), nullable=False),
        sa.Column("campaign_key", sa.BigInteger(), nullable=False),
        sa.Column("ad_group_key", sa.BigInteger(), nullable=False),
        sa.Column("subject_key", sa.BigInteger(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        *(sa.Column(name, sa.String(length), nullable=False) for name, length in _TEXTS.items()),
        *(sa.Column(name, sa.BigInteger(), nullable=False) for name in _SUMMED),
        *(sa.Column(name, sa.BigInteger(), nullable=True) for name in _OPTIONAL),
        sa.PrimaryKeyConstraint(
            *("profile_key", "kind", "period_id", "from_on", "ad_product", "campaign_key", "ad_group_key"),
            *("subject_key", "to_on"),
            name="pk_breakdown_fact",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "breakdown_period",
        sa.Column("period_id", sa.String(36), nullable=False),
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("import_id", sa.String(36), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("period_id", name="pk_breakdown_period"),
    )
    op.create_index("ix_breakdown_period_updated_at", "breakdown_period", ["updated_at"])
    op.add_column("report_import", sa.Column("details", sa.String(), nullable=False, server_default="{}"))
    op.add_column("report_import", sa.Column("failure_detail_zh", sa.String(500), nullable=True))
    op.create_table(
        "advertiser_account",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("account_id", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("profile_key", name="pk_advertiser_account"),
    )


def downgrade() -> None:
    op.drop_table("advertiser_account")
    op.drop_column("report_import", "failure_detail_zh")
    op.drop_column("report_import", "details")
    op.drop_table("breakdown_period")
    op.drop_table("breakdown_fact")
