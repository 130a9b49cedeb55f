"""Positions: the order in which changes became visible; deleted rows stay, and snoozes end by a look-up."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime
from shared.positions import history

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

_TABLES = (
    ("webhook_endpoint", ("endpoint_id",), ("tenant_id", "pos", "endpoint_id", "updated_at")),
    ("webhook_delivery", ("delivery_id",), ("tenant_id", "pos", "delivery_id", "updated_at")),
    ("seller_account", ("seller_account_id",), ("tenant_id", "pos", "seller_id", "updated_at")),
    ("actor", ("actor_id",), ("tenant_id", "pos", "actor_id", "updated_at")),
    ("api_key", ("key_id",), ("tenant_id", "pos", "key_id", "updated_at")),
)
"""Each with its key, and the columns of the index in which its list is read."""

_TIMES = (
    ("ix_webhook_endpoint_updated", "webhook_endpoint", ("tenant_id", "updated_at", "endpoint_id")),
    ("ix_webhook_delivery_updated", "webhook_delivery", ("tenant_id", "updated_at", "delivery_id")),
    ("ix_actor_tenant_id", "actor", ("tenant_id",)),
    ("ix_api_key_tenant_id", "api_key", ("tenant_id",)),
)
"""Indexes of the order of before."""


def upgrade() -> None:
    history.create_tables(serial_table="event")
    for name, table, _ in _TIMES:
        op.drop_index(name, table_name=table)
    for table, key, index in _TABLES:
        history.add_position(table, key, index)
    op.add_column("webhook_endpoint", sa.Column("deleted_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    op.drop_column("webhook_endpoint", "deleted_at")
    for table, _, _ in _TABLES:
        history.drop_position(table)
    for name, table, columns in _TIMES:
        op.create_index(name, table, list(columns))
    history.drop_tables()
