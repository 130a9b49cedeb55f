"""Positions: the order in which changes became visible; deleted rows stay, and snoozes end by a look-up."""

import sqlalchemy as sa
from alembic import op

from shared.positions import history

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

_TABLES = (
    (
        "stock",
        ("marketplace_key", "sku", "channel", "warehouse"),
        ("pos", "marketplace_key", "sku", "channel", "warehouse", "updated_at"),
    ),
    ("stock_health", ("marketplace_key", "sku"), ("pos", "marketplace_key", "sku", "updated_at")),
    ("ipi_score", ("marketplace_key", "measured_on"), ("pos", "marketplace_key", "measured_on", "updated_at")),
    (
        "order_line",
        ("marketplace_key", "amazon_order_id", "sku"),
        ("pos", "marketplace_key", "amazon_order_id", "sku", "updated_at"),
    ),
    ("finding", ("finding_id",), ("tenant_id", "pos", "finding_id", "updated_at")),
    ("sync", ("sync_id",), ("tenant_id", "pos", "sync_id", "updated_at")),
)
"""Each with its key, and the columns of the index in which its list is read."""

_TIMES = (
    ("ix_stock_updated", "stock", ("updated_at", "marketplace_key", "sku", "channel", "warehouse")),
    ("ix_stock_health_updated", "stock_health", ("updated_at", "marketplace_key", "sku")),
    ("ix_order_line_updated", "order_line", ("updated_at", "marketplace_key", "amazon_order_id", "sku")),
    ("ix_finding_updated", "finding", ("tenant_id", "updated_at", "finding_id")),
    ("ix_sync_updated_at", "sync", ("updated_at",)),
)
"""Indexes of the order of before."""


def upgrade() -> None:
    history.create_tables()
    for name, table, _ in _TIMES:
        op.drop_index(name, table_name=table)
    for table, key, index in _TABLES:
        history.add_position(table, key, index)
    snoozed = sa.text("snoozed_until IS NOT NULL")
    op.create_index(
        "ix_finding_snoozed", "finding", ["snoozed_until"], sqlite_where=snoozed, postgresql_where=snoozed
    )


def downgrade() -> None:
    op.drop_index("ix_finding_snoozed", table_name="finding")
    for table, _, _ in _TABLES:
        history.drop_position(table)
    for name, table, columns in _TIMES:
        op.create_index(name, table, list(columns))
    history.drop_tables()
