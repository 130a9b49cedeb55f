"""give people roles, seller accounts and their names on what they did"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

_NAMED = ("seller_account", "webhook_endpoint")
_SELLER = {
    "sqlite": "json_extract(content, '$.seller_id')",
    "postgresql": "content::json ->> 'seller_id'",
}


def upgrade() -> None:
    """Whoever holds keys goes on as owner of all seller accounts: keys keep the scopes that they have."""
    # Keys point to actors, so that SQLite could not make the table anew: the defaults stay.
    for column in (
        sa.Column("language", sa.String(2), nullable=False, server_default="en"),
        sa.Column("roles", sa.String(200), nullable=False, server_default="owner"),
        sa.Column("seller_ids", sa.String(2000), nullable=True),
        sa.Column("changed_by", sa.String(36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False, server_default="1"),
        sa.Column("deactivated_at", UtcDateTime(), nullable=True),
    ):
        op.add_column("actor", column)
    op.add_column("api_key", sa.Column("seller_ids", sa.String(2000), nullable=True))
    for name in ("created_by", "revoked_by"):
        op.add_column("api_key", sa.Column(name, sa.String(36), nullable=True))
    for table in _NAMED:
        op.add_column(table, sa.Column("changed_by", sa.String(36), nullable=True))
    op.add_column("event", sa.Column("seller_id", sa.String(20), nullable=True))
    told = _SELLER[op.get_bind().dialect.name]
    op.execute(f"UPDATE event SET seller_id = {told}")  # noqa: S608 - our own text


def downgrade() -> None:
    op.drop_column("event", "seller_id")
    for table in _NAMED:
        op.drop_column(table, "changed_by")
    for name in ("seller_ids", "created_by", "revoked_by"):
        op.drop_column("api_key", name)
    for name in ("language", "roles", "seller_ids", "changed_by", "version", "deactivated_at"):
        op.drop_column("actor", name)
