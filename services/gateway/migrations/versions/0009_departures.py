"""When a seller account was deleted, and which of our services have yet to end what they hold of it."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("seller_account", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    op.create_table(
        "departure",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("service", sa.String(20), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "service", name=op.f("pk_departure")),
    )


def downgrade() -> None:
    op.drop_table("departure")
    # In place: a table made anew would take its consents with it, which SQLite refuses.
    op.drop_column("seller_account", "deleted_at")
