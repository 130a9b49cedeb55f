"""first tables"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "ad_group",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("ad_group_key", sa.BigInteger(), nullable=False),
        sa.Column("campaign_key", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("profile_key", "ad_group_key", name="pk_ad_group"),
    )
    op.create_table(
        "ads_profile",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("profile_id", sa.String(30), nullable=True),
        sa.Column("country_code", sa.String(2), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("timezone", sa.String(50), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("profile_key", name="pk_ads_profile"),
        sa.UniqueConstraint(
            "tenant_id", "seller_id", "marketplace_id", name="uq_ads_profile_tenant_id_seller_id_marketplace_id"
        ),
    )
    op.create_index("ix_ads_profile_updated_at", "ads_profile", ["updated_at"], unique=False)

    op.create_table(
        "campaign",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("campaign_key", sa.BigInteger(), nullable=False),
        sa.Column("name", sa.String(500), nullable=False),
        sa.Column("state", sa.String(20), nullable=False),
        sa.Column("targeting_type", sa.String(20), nullable=True),
        sa.Column("budget_micros", sa.BigInteger(), nullable=True),
        sa.Column("budget_type", sa.String(20), nullable=True),
        sa.Column("start_on", sa.Date(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("profile_key", "campaign_key", name="pk_campaign"),
    )
    op.create_index("ix_campaign_updated_at", "campaign", ["updated_at"], unique=False)

    op.create_table(
        "campaign_fact",
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
        sa.PrimaryKeyConstraint("profile_key", "date_on", "campaign_key", "ad_group_key", name="pk_campaign_fact"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "delivery",
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(40), nullable=False),
        sa.Column("date_on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(4), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=False),
        sa.Column("first_delivered_at", UtcDateTime(), nullable=False),
        sa.Column("last_delivered_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("profile_key", "report", "date_on", name="pk_delivery"),
    )
    op.create_index("ix_delivery_last_delivered_at", "delivery", ["last_delivered_at"], unique=False)

    op.create_table(
        "finding",
        sa.Column("finding_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("subject_type", sa.String(30), nullable=False),
        sa.Column("subject_id", sa.String(600), nullable=False),
        sa.Column("subject_name", sa.String(500), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("evidence", sa.String(), nullable=False),
        sa.Column("facts", sa.String(), nullable=False),
        sa.Column("measure", sa.Float(), nullable=False),
        sa.Column("money_at_stake_micros", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("resolved_at", UtcDateTime(), nullable=True),
        sa.Column("snoozed_until", UtcDateTime(), nullable=True),
        sa.Column("decided_by", sa.String(36), nullable=True),
        sa.Column("decision_reason", sa.String(500), nullable=True),
        sa.Column("dismissed_measure", sa.Float(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("finding_id", name="pk_finding"),
    )
    op.create_index("ix_finding_updated", "finding", ["tenant_id", "updated_at", "finding_id"], unique=False)
    op.create_index(
        "uq_finding_unresolved",
        "finding",
        ["tenant_id", "seller_id", "marketplace_id", "code", "subject_type", "subject_id"],
        unique=True,
        sqlite_where=sa.text("resolved_at IS NULL"),
        postgresql_where=sa.text("resolved_at IS NULL"),
    )

    op.create_table(
        "idempotent_request",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("digest", sa.String(64), nullable=False),
        sa.Column("fingerprint", sa.String(64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("headers", sa.String(), nullable=True),
        sa.Column("body", sa.LargeBinary(), nullable=True),
        sa.Column("expires_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "digest", name="pk_idempotent_request"),
    )
    op.create_index("ix_idempotent_request_expires_at", "idempotent_request", ["expires_at"], unique=False)

    op.create_table(
        "import_file",
        sa.Column("import_id", sa.String(36), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name="pk_import_file"),
    )
    op.create_table(
        "outbox",
        sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("kind", sa.String(5), nullable=False),
        sa.Column("name", sa.String(100), nullable=False),
        sa.Column("identity", sa.String(300), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("subject", sa.String(300), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sequence", name="pk_outbox"),
    )
    op.create_table(
        "report_import",
        sa.Column("import_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(255), nullable=False),
        sa.Column("file_sha256", sa.String(64), nullable=False),
        sa.Column("file_bytes", sa.BigInteger(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("report", sa.String(40), nullable=True),
        sa.Column("attribution_days", sa.Integer(), nullable=True),
        sa.Column("rows_read", sa.Integer(), nullable=False),
        sa.Column("rows_imported", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_superseded", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("rows_skipped", sa.Integer(), nullable=False),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("impressions", sa.BigInteger(), nullable=False),
        sa.Column("clicks", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("cost_micros", sa.BigInteger(), nullable=False),
        sa.Column("sales_micros", sa.BigInteger(), nullable=False),
        sa.Column("unknown_columns", sa.String(), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("import_id", name="pk_report_import"),
    )
    op.create_index("ix_report_import_tenant_id", "report_import", ["tenant_id"], unique=False)
    op.create_index("ix_report_import_updated_at", "report_import", ["updated_at"], unique=False)

    op.create_table(
        "report_import_error",
        sa.Column("import_id", sa.String(36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("column_name", sa.String(200), nullable=True),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("message", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint("import_id", "position", name="pk_report_import_error"),
    )
    op.create_table(
        "search_term_day",
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
        sa.PrimaryKeyConstraint("profile_key", "date_on", "campaign_key", name="pk_search_term_day"),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "search_term_fact",
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
        sa.Column("targeting", sa.String(500), nullable=False),
        sa.Column("match_type", sa.String(40), nullable=False),
        sa.Column("search_term", sa.String(500), nullable=False),
        sa.PrimaryKeyConstraint(
            "profile_key",
            "date_on",
            "campaign_key",
            "ad_group_key",
            "targeting",
            "match_type",
            "search_term",
            name="pk_search_term_fact",
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("days", sa.String(21), nullable=False),
        sa.Column("fetched_on", sa.Date(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", name="pk_sync"),
        sa.UniqueConstraint(
            "tenant_id",
            "seller_id",
            "days",
            "fetched_on",
            "attempt",
            name="uq_sync_tenant_id_seller_id_days_fetched_on_attempt",
        ),
    )
    op.create_index("ix_sync_updated_at", "sync", ["updated_at"], unique=False)

    op.create_table(
        "sync_report",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("profile_key", sa.Integer(), nullable=False),
        sa.Column("report", sa.String(40), nullable=False),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("rows_received", sa.BigInteger(), nullable=False),
        sa.Column("rows_changed", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("sync_id", "profile_key", "report", "from_on", name="pk_sync_report"),
    )
    op.create_table(
        "thresholds",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("target_acos", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("acos_min_clicks", sa.Integer(), nullable=False),
        sa.Column("acos_min_orders", sa.Integer(), nullable=False),
        sa.Column("min_ctr", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("ctr_min_impressions", sa.Integer(), nullable=False),
        sa.Column("waste_confidence", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", name="pk_thresholds"),
    )


def downgrade() -> None:
    op.drop_table("thresholds")
    op.drop_table("sync_report")

    op.drop_table("sync")
    op.drop_table("search_term_fact")
    op.drop_table("search_term_day")
    op.drop_table("report_import_error")

    op.drop_table("report_import")
    op.drop_table("outbox")
    op.drop_table("import_file")

    op.drop_table("idempotent_request")

    op.drop_table("finding")

    op.drop_table("delivery")
    op.drop_table("campaign_fact")

    op.drop_table("campaign")

    op.drop_table("ads_profile")
    op.drop_table("ad_group")
