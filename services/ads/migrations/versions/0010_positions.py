"""Positions: the order in which changes became visible; deleted rows stay, and snoozes end by a look-up."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime
from shared.positions import history

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

_TABLES = (
    ("ads_profile", ("profile_key",), ("tenant_id", "pos", "profile_key", "updated_at")),
    (
        "campaign",
        ("profile_key", "ad_product", "campaign_key"),
        ("pos", "profile_key", "campaign_key", "ad_product", "updated_at"),
    ),
    ("breakdown_period", ("period_id",), ("pos", "period_id", "updated_at")),
    (
        "delivery",
        ("profile_key", "ad_product", "report", "date_on"),
        ("pos", "profile_key", "report", "date_on", "last_delivered_at"),
    ),
    ("report_import", ("import_id",), ("tenant_id", "pos", "import_id", "updated_at")),
    ("finding", ("finding_id",), ("tenant_id", "pos", "finding_id", "updated_at")),
    ("sync", ("sync_id",), ("tenant_id", "pos", "sync_id", "updated_at")),
)
"""Each with its key, and the columns of the index in which its list is read."""

_TIMES = (
    ("ix_ads_profile_updated_at", "ads_profile", ("updated_at",)),
    ("ix_campaign_updated_at", "campaign", ("updated_at",)),
    ("ix_breakdown_period_updated_at", "breakdown_period", ("updated_at",)),
    ("ix_delivery_last_delivered_at", "delivery", ("last_delivered_at",)),
    ("ix_report_import_updated_at", "report_import", ("updated_at",)),
    ("ix_finding_updated", "finding", ("tenant_id", "updated_at", "finding_id")),
    ("ix_sync_updated_at", "sync", ("updated_at",)),
    ("ix_report_import_tenant_id", "report_import", ("tenant_id",)),
)
"""Indexes of the order of before."""


def upgrade() -> None:
    history.create_tables()
    for name, table, _ in _TIMES:
        op.drop_index(name, table_name=table)
    for table, key, index in _TABLES:
        moment = "last_delivered_at" if table == "delivery" else "updated_at"
        history.add_position(table, key, index, moment=moment)
    op.add_column("campaign", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    op.add_column("campaign", sa.Column("replaced_by_key", sa.BigInteger(), nullable=True))
    snoozed = sa.text("snoozed_until IS NOT NULL")
    op.create_index(
        "ix_finding_snoozed", "finding", ["snoozed_until"], sqlite_where=snoozed, postgresql_where=snoozed
    )


def downgrade() -> None:
    op.drop_index("ix_finding_snoozed", table_name="finding")
    op.drop_column("campaign", "replaced_by_key")
    op.drop_column("campaign", "deleted_at")
    for table, _, _ in _TABLES:
        history.drop_position(table)
    for name, table, columns in _TIMES:
        op.create_index(name, table, list(columns))
    history.drop_tables()
