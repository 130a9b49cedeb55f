"""Positions: the order in which changes became visible; deleted rows stay, and snoozes end by a look-up."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime
from shared.positions import history

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

_TABLES = (
    ("ticket_case", ("case_id",), ("tenant_id", "pos", "case_id", "updated_at")),
    ("macro", ("macro_id",), ("tenant_id", "pos", "macro_id", "updated_at")),
    (
        "account_metric",
        ("tenant_id", "seller_id", "marketplace_id", "metric"),
        ("tenant_id", "pos", "seller_id", "marketplace_id", "metric", "updated_at"),
    ),
    ("finding", ("finding_id",), ("tenant_id", "pos", "finding_id", "updated_at")),
    ("sync", ("sync_id",), ("tenant_id", "pos", "sync_id", "updated_at")),
)
"""Each with its key, and the columns of the index in which its list is read."""

_TIMES = (
    ("ix_ticket_case_updated", "ticket_case", ("tenant_id", "updated_at", "case_id")),
    ("ix_macro_updated", "macro", ("tenant_id", "updated_at", "macro_id")),
    (
        "ix_account_metric_updated",
        "account_metric",
        ("tenant_id", "updated_at", "seller_id", "marketplace_id", "metric"),
    ),
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
    op.add_column("macro", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    op.add_column("account_metric", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    snoozed = sa.text("snoozed_until IS NOT NULL")
    op.create_index(
        "ix_finding_snoozed", "finding", ["snoozed_until"], sqlite_where=snoozed, postgresql_where=snoozed
    )


def downgrade() -> None:
    op.drop_index("ix_finding_snoozed", table_name="finding")
    op.drop_column("macro", "deleted_at")
    op.drop_column("account_metric", "deleted_at")
    for table, _, _ in _TABLES:
        history.drop_position(table)
    for name, table, columns in _TIMES:
        op.create_index(name, table, list(columns))
    history.drop_tables()
