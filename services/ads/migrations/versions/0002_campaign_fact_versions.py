"""keep what days of campaigns were first reported as, beside the latest"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "campaign_fact_version",
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("sales_micros", sa.BigInteger(), nullable=False),
        sa.Column("attribution_days", sa.SmallInteger(), nullable=False),
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("date_on", sa.Date(), nullable=False),
        sa.Column("campaign_key", sa.BigInteger(), nullable=False),
        sa.Column("ad_group_key", sa.BigInteger(), nullable=False),
        sa.Column("reported_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "profile_key",
            "date_on",
            "campaign_key",
            "ad_group_key",
            "reported_at",
            name="pk_campaign_fact_version",
        ),
        sqlite_with_rowid=False,
    )
    # What was stored before says only when it was delivered last.
    op.execute("""
        INSERT INTO campaign_fact_version (impressions, clicks, cost_micros, orders, units, sales_micros,
            attribution_days, profile_key, date_on, campaign_key, ad_group_key, reported_at)
        SELECT f.impressions, f.clicks, f.cost_micros, f.orders, f.units, f.sales_micros,
            f.attribution_days, f.profile_key, f.date_on, f.campaign_key, f.ad_group_key, d.last_delivered_at
        FROM campaign_fact f JOIN delivery d ON d.profile_key = f.profile_key AND d.date_on = f.date_on
            AND d.report = CASE WHEN f.ad_group_key = 0 THEN 'spCampaigns' ELSE 'spCampaigns.adGroup' END
    """)


def downgrade() -> None:
    op.drop_table("campaign_fact_version")
