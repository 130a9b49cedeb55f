"""Stock, orders, sales, findings and syncs."""

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
        "ipi_score",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("score", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "measured_on", name=op.f("pk_ipi_score")),
    )
    op.create_table(
        "order_line",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("amazon_order_id", sa.String(30), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("order_status", sa.String(40), nullable=False),
        sa.Column("fulfillment_channel", sa.String(3), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("item_price_micros", sa.BigInteger(), nullable=True),
        sa.Column("purchased_at", UtcDateTime(), nullable=False),
        sa.Column("purchased_on", sa.Date(), nullable=False),
        sa.Column("last_updated_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "amazon_order_id", "sku", name=op.f("pk_order_line")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.create_index("ix_order_line_day", ["marketplace_key", "purchased_on"], unique=False)
        batch_op.create_index(
            "ix_order_line_updated", ["updated_at", "marketplace_key", "amazon_order_id", "sku"], unique=False
        )

    op.create_table(
        "sales_day",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("date_on", sa.Date(), nullable=False),
        sa.Column("units", sa.BigInteger(), nullable=False),
        sa.Column("orders", sa.BigInteger(), nullable=False),
        sa.Column("sales_micros", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "sku", "date_on", name=op.f("pk_sales_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "seller_marketplace",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("timezone", sa.String(50), nullable=False),
        sa.Column("orders_read_at", UtcDateTime(), nullable=True),
        sa.Column("read_at", UtcDateTime(), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", name=op.f("pk_seller_marketplace")),
        sa.UniqueConstraint(
            "tenant_id",
            "seller_id",
            "marketplace_id",
            name=op.f("uq_seller_marketplace_tenant_id_seller_id_marketplace_id"),
        ),
    )
    op.create_table(
        "stock",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("channel", sa.String(3), nullable=False),
        sa.Column("warehouse", sa.String(50), nullable=False),
        sa.Column("fulfillable_quantity", sa.BigInteger(), nullable=False),
        sa.Column("inbound_working_quantity", sa.BigInteger(), nullable=False),
        sa.Column("inbound_shipped_quantity", sa.BigInteger(), nullable=False),
        sa.Column("inbound_receiving_quantity", sa.BigInteger(), nullable=False),
        sa.Column("reserved_quantity", sa.BigInteger(), nullable=False),
        sa.Column("unfulfillable_quantity", sa.BigInteger(), nullable=False),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "sku", "channel", "warehouse", name=op.f("pk_stock")),
        sqlite_with_rowid=False,
    )
    with op.batch_alter_table("stock", schema=None) as batch_op:
        batch_op.create_index(
            "ix_stock_updated", ["updated_at", "marketplace_key", "sku", "channel", "warehouse"], unique=False
        )

    op.create_table(
        "stock_age",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("asin", sa.String(10), nullable=False),
        sa.Column("product_name", sa.String(500), nullable=False),
        sa.Column("available_quantity", sa.BigInteger(), nullable=False),
        sa.Column("over_90_days_quantity", sa.BigInteger(), nullable=False),
        sa.Column("over_180_days_quantity", sa.BigInteger(), nullable=False),
        sa.Column("price_micros", sa.BigInteger(), nullable=True),
        sa.Column("storage_micros", sa.BigInteger(), nullable=True),
        sa.Column("surcharge_micros", sa.BigInteger(), nullable=True),
        sa.PrimaryKeyConstraint("marketplace_key", "sku", name=op.f("pk_stock_age")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stock_day",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("date_on", sa.Date(), nullable=False),
        sa.Column("starting_quantity", sa.BigInteger(), nullable=False),
        sa.Column("received_quantity", sa.BigInteger(), nullable=False),
        sa.Column("ending_quantity", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("marketplace_key", "sku", "date_on", name=op.f("pk_stock_day")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "stranded_stock",
        sa.Column("marketplace_key", sa.Integer(), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("quantity", sa.BigInteger(), nullable=False),
        sa.Column("reason", sa.String(200), nullable=False),
        sa.Column("stranded_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("marketplace_key", "sku", name=op.f("pk_stranded_stock")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "sync",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("attempt", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", name=op.f("pk_sync")),
        sa.UniqueConstraint(
            "tenant_id",
            "seller_id",
            "started_on",
            "attempt",
            name=op.f("uq_sync_tenant_id_seller_id_started_on_attempt"),
        ),
    )
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_sync_updated_at"), ["updated_at"], unique=False)

    op.create_table(
        "sync_part",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("rows_received", sa.BigInteger(), nullable=False),
        sa.Column("rows_changed", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("sync_id", "part", "marketplace_id", name=op.f("pk_sync_part")),
    )
    op.create_table(
        "thresholds",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("lead_time_days", sa.Integer(), nullable=False),
        sa.Column("review_days", sa.Integer(), nullable=False),
        sa.Column("critical_cover_days", sa.Integer(), nullable=False),
        sa.Column("critical_units_a_day", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("long_out_days", sa.Integer(), nullable=False),
        sa.Column("excess_days", sa.Integer(), nullable=False),
        sa.Column("min_sell_through", sa.Numeric(precision=9, scale=6), nullable=False),
        sa.Column("slow_min_units", sa.Integer(), nullable=False),
        sa.Column("min_ipi", sa.Integer(), nullable=False),
        sa.Column("max_ipi_drop", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", name=op.f("pk_thresholds")),
    )


def downgrade() -> None:
    op.drop_table("thresholds")
    op.drop_table("sync_part")
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.drop_index(op.f("ix_sync_updated_at"))

    op.drop_table("sync")
    op.drop_table("stranded_stock")
    op.drop_table("stock_day")
    op.drop_table("stock_age")
    with op.batch_alter_table("stock", schema=None) as batch_op:
        batch_op.drop_index("ix_stock_updated")

    op.drop_table("stock")
    op.drop_table("seller_marketplace")
    op.drop_table("sales_day")
    with op.batch_alter_table("order_line", schema=None) as batch_op:
        batch_op.drop_index("ix_order_line_updated")
        batch_op.drop_index("ix_order_line_day")

    op.drop_table("order_line")
    op.drop_table("ipi_score")
    with op.batch_alter_table("finding", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_finding_unresolved",
            sqlite_where=sa.text("resolved_at IS NULL"),
            postgresql_where=sa.text("resolved_at IS NULL"),
        )
        batch_op.drop_index("ix_finding_updated")

    op.drop_table("finding")
