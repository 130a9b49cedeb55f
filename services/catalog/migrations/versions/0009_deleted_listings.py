"""When a listing was deleted: its row is kept for those who follow the list."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

_IS_DELETED = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    op.add_column("listing", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_listing_deleted",
        "listing",
        ["tenant_id", "seller_id", "marketplace_id"],
        sqlite_where=_IS_DELETED,
        postgresql_where=_IS_DELETED,
    )


def downgrade() -> None:
    op.drop_index("ix_listing_deleted", table_name="listing")
    with op.batch_alter_table("listing") as batch_op:
        batch_op.drop_column("deleted_at")
