"""Listings, their syncs and findings, and how many SKUs are without an error."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
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
        sa.PrimaryKeyConstraint("finding_id", name=op.f("pk_finding")),
    )
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.create_index("ix_finding_updated", ["tenant_id", "updated_at", "finding_id"], unique=False)
        batch_op.create_index(
            "uq_finding_unresolved",
            ["tenant_id", "seller_id", "marketplace_id", "code", "subject_type", "subject_id"],
            unique=True,
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )

    op.create_table(
        "listing",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("sku", sa.String(100), nullable=False),
        sa.Column("source", sa.String(6), nullable=False),
        sa.Column("listing_id", sa.String(36), nullable=False),
        sa.Column("asin", sa.String(20), nullable=True),
        sa.Column("fn_sku", sa.String(20), nullable=True),
        sa.Column("title", sa.String(2000), nullable=True),
        sa.Column("brand", sa.String(500), nullable=True),
        sa.Column("bullets", sa.String(), nullable=False),
        sa.Column("description", sa.String(), nullable=True),
        sa.Column("search_terms", sa.String(), nullable=True),
        sa.Column("product_type", sa.String(100), nullable=True),
        sa.Column("condition_type", sa.String(40), nullable=True),
        sa.Column("gtin", sa.String(100), nullable=True),
        sa.Column("gtin_type", sa.String(20), nullable=True),
        sa.Column("images", sa.String(), nullable=False),
        sa.Column("price_micros", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("quantity", sa.BigInteger(), nullable=True),
        sa.Column("fulfillment_channel", sa.String(40), nullable=True),
        sa.Column("status", sa.String(30), nullable=False),
        sa.Column("is_listed", sa.Boolean(), nullable=False),
        sa.Column("is_parent", sa.Boolean(), nullable=False),
        sa.Column("attributes", sa.String(), nullable=False),
        sa.Column("issues", sa.String(), nullable=False),
        sa.Column("report_digest", sa.String(32), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("content_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "marketplace_id", "sku", "source", name=op.f("pk_listing")),
        sa.UniqueConstraint("listing_id", name=op.f("uq_listing_listing_id")),
    )
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.create_index("ix_listing_asin", ["tenant_id", "asin"], unique=False)
        batch_op.create_index("ix_listing_sku", ["tenant_id", "sku"], unique=False)
        batch_op.create_index("ix_listing_updated", ["tenant_id", "updated_at", "listing_id"], unique=False)

    op.create_table(
        "shelf",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("read_whole_at", UtcDateTime(), nullable=True),
        sa.Column("is_stale", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("judged_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "marketplace_id", name=op.f("pk_shelf")),
    )
    op.create_table(
        "sku_accuracy",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=False),
        sa.Column("skus", sa.Integer(), nullable=False),
        sa.Column("skus_with_error", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "marketplace_id", "day_on", name=op.f("pk_sku_accuracy")),
    )
    with op.batch_alter_table("sku_accuracy", schema=None) as batch_op:
        batch_op.create_index("ix_sku_accuracy_updated", ["tenant_id", "updated_at"], unique=False)

    op.create_table(
        "sync",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", name=op.f("pk_sync")),
    )
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.create_index("ix_sync_updated", ["tenant_id", "updated_at", "sync_id"], unique=False)
        batch_op.create_index(
            "uq_sync_under_way",
            ["tenant_id", "seller_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('waiting', 'running')"),
            postgresql_where=sa.text("status IN ('waiting', 'running')"),
        )

    op.create_table(
        "sync_part",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("part", sa.String(40), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("rows_received", sa.BigInteger(), nullable=False),
        sa.Column("rows_changed", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("sync_id", "part", "marketplace_id", name=op.f("pk_sync_part")),
    )


def downgrade() -> None:
    op.drop_table("sync_part")
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sync_under_way",
            sqlite_where=sa.text("status IN ('waiting', 'running')"),
            postgresql_where=sa.text("status IN ('waiting', 'running')"),
        )
        batch_op.drop_index("ix_sync_updated")

    op.drop_table("sync")
    with op.batch_alter_table("sku_accuracy", schema=None) as batch_op:
        batch_op.drop_index("ix_sku_accuracy_updated")

    op.drop_table("sku_accuracy")
    op.drop_table("shelf")
    with op.batch_alter_table("listing", schema=None) as batch_op:
        batch_op.drop_index("ix_listing_updated")
        batch_op.drop_index("ix_listing_sku")
        batch_op.drop_index("ix_listing_asin")

    op.drop_table("listing")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_finding_unresolved",
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )
        batch_op.drop_index("ix_finding_updated")

    op.drop_table("finding")
