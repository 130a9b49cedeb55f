"""Positions: the order in which changes became visible; deleted rows stay, and snoozes end by a look-up."""

import sqlalchemy as sa
from alembic import op

from shared.positions import history

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = (
    (
        "listing",
        ("tenant_id", "seller_id", "marketplace_id", "sku", "source"),
        ("tenant_id", "pos", "listing_id", "updated_at"),
    ),
    (
        "sku_accuracy",
        ("tenant_id", "seller_id", "marketplace_id", "day_on"),
        ("tenant_id", "pos", "seller_id", "marketplace_id", "day_on", "updated_at"),
    ),
    ("finding", ("finding_id",), ("tenant_id", "pos", "finding_id", "updated_at")),
    ("sync", ("sync_id",), ("tenant_id", "pos", "sync_id", "updated_at")),
)
"""Each with its key, and the columns of the index in which its list is read."""

_TIMES = (
    ("ix_listing_updated", "listing", ("tenant_id", "updated_at", "listing_id")),
    ("ix_sku_accuracy_updated", "sku_accuracy", ("tenant_id", "updated_at")),
    ("ix_finding_updated", "finding", ("tenant_id", "updated_at", "finding_id")),
    ("ix_sync_updated", "sync", ("tenant_id", "updated_at", "sync_id")),
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
