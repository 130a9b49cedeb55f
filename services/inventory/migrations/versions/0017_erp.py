"""The ERP: its connection, what it has told, and the readings of it."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None

_IS_THERE, _IS_GONE = sa.text("deleted_at IS NULL"), sa.text("deleted_at IS NOT NULL")
_IS_UNDER_WAY = sa.text("status IN ('waiting', 'running')")


def upgrade() -> None:
    op.create_table(
        "erp_change",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("erp_sku", sa.String(100), nullable=False),
        sa.Column("place", sa.String(150), nullable=False),
        sa.Column("before", sa.String(), nullable=True),
        sa.Column("after", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", "kind", "erp_sku", "place", name=op.f("pk_erp_change")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erp_connection",
        sa.Column("connection_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("livemode", sa.Boolean(), nullable=False),
        sa.Column("erp", sa.String(20), nullable=False),
        sa.Column("app_key", sa.String(100), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("base_url", sa.String(2000), nullable=False),
        sa.Column("protocol_version", sa.String(10), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("warehouses", sa.String(), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("every_minutes", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.Column("next_run_at", UtcDateTime(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("failing_since", UtcDateTime(), nullable=True),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.Column("last_success_at", UtcDateTime(), nullable=True),
        sa.Column("whole_read_at", UtcDateTime(), nullable=True),
        sa.Column("read_until", UtcDateTime(), nullable=True),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("connection_id", name=op.f("pk_erp_connection")),
    )
    op.create_index(
        "ix_erp_connection_deleted",
        "erp_connection",
        ["deleted_at"],
        sqlite_where=_IS_GONE,
        postgresql_where=_IS_GONE,
    )
    op.create_index(
        "ix_erp_connection_account",
        "erp_connection",
        ["tenant_id", "erp", "app_key"],
        unique=True,
        sqlite_where=_IS_THERE,
        postgresql_where=_IS_THERE,
    )
    op.create_index(
        "ix_erp_connection_position", "erp_connection", ["tenant_id", "pos", "connection_id", "updated_at"]
    )
    op.create_table(
        "erp_count",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("connection_id", sa.String(36), nullable=False),
        sa.Column("erp_sku", sa.String(100), nullable=False),
        sa.Column("erp_warehouse_id", sa.String(50), nullable=False),
        sa.Column("available_quantity", sa.BigInteger(), nullable=False),
        sa.Column("in_transit_quantity", sa.BigInteger(), nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            "tenant_id", "connection_id", "erp_sku", "erp_warehouse_id", name=op.f("pk_erp_count")
        ),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erp_dead_letter",
        sa.Column("dead_letter_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("connection_id", sa.String(36), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("erp_sku", sa.String(100), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("reason", sa.String(50), nullable=False),
        sa.Column("detail", sa.String(500), nullable=False),
        sa.Column("record", sa.String(), nullable=False),
        sa.Column("dismissed_because", sa.String(500), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("last_seen_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("dead_letter_id", name=op.f("pk_erp_dead_letter")),
        sa.UniqueConstraint(
            "connection_id",
            "part",
            "erp_sku",
            name=op.f("uq_erp_dead_letter_connection_id_part_erp_sku"),
        ),
    )
    op.create_index(
        "ix_erp_dead_letter_position", "erp_dead_letter", ["tenant_id", "pos", "dead_letter_id", "updated_at"]
    )
    op.create_table(
        "erp_place",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("connection_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("erp_id", sa.String(50), nullable=False),
        sa.Column("name", sa.String(200), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "connection_id", "kind", "erp_id", name=op.f("pk_erp_place")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_erp_place_position", "erp_place", ["tenant_id", "pos", "connection_id", "kind", "erp_id"])
    op.create_table(
        "erp_product",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("erp_sku", sa.String(100), nullable=False),
        sa.Column("connection_id", sa.String(36), nullable=False),
        sa.Column("is_bundle", sa.Boolean(), nullable=False),
        sa.Column("name_cn", sa.String(500), nullable=True),
        sa.Column("name_en", sa.String(500), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("purchase_price_micros", sa.BigInteger(), nullable=True),
        sa.Column("stock_cost_micros", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("warning_days", sa.Integer(), nullable=True),
        sa.Column("in_transit_quantity", sa.BigInteger(), nullable=True),
        sa.Column("parts", sa.String(), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "erp_sku", name=op.f("pk_erp_product")),
        sqlite_with_rowid=False,
    )
    op.create_index("ix_erp_product_position", "erp_product", ["tenant_id", "pos", "erp_sku", "updated_at"])
    op.create_table(
        "erp_record",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("erp_sku", sa.String(100), nullable=False),
        sa.Column("content", sa.String(), nullable=False),
        sa.Column("reason", sa.String(50), nullable=True),
        sa.Column("detail", sa.String(500), nullable=True),
        sa.Column("observed_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", "part", "erp_sku", name=op.f("pk_erp_record")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "erp_sync",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("connection_id", sa.String(36), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("is_whole", sa.Boolean(), nullable=False),
        sa.Column("is_dry_run", sa.Boolean(), nullable=False),
        sa.Column("wanted", sa.String(), nullable=True),
        sa.Column("requested_by", sa.String(36), nullable=True),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", name=op.f("pk_erp_sync")),
    )
    op.create_index("ix_erp_sync_position", "erp_sync", ["tenant_id", "pos", "sync_id", "updated_at"])
    op.create_index(
        "uq_erp_sync_under_way",
        "erp_sync",
        ["tenant_id", "connection_id"],
        unique=True,
        sqlite_where=_IS_UNDER_WAY,
        postgresql_where=_IS_UNDER_WAY,
    )
    op.create_table(
        "erp_sync_part",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("part", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("rows_received", sa.BigInteger(), nullable=False),
        sa.Column("rows_changed", sa.BigInteger(), nullable=False),
        sa.Column("rows_rejected", sa.BigInteger(), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.PrimaryKeyConstraint("sync_id", "part", name=op.f("pk_erp_sync_part")),
    )


def downgrade() -> None:
    for name in (
        "erp_sync_part",
        "erp_sync",
        "erp_record",
        "erp_product",
        "erp_place",
        "erp_dead_letter",
        "erp_count",
        "erp_connection",
        "erp_change",
    ):
        op.drop_table(name)
