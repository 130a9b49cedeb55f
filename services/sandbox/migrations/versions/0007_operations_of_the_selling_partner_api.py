"""Faults and calls of operations with the names of the Selling Partner API."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

SHORT, LONG = sa.String(20), sa.String(80)


def upgrade() -> None:
    _alter(SHORT, LONG)


def downgrade() -> None:
    _alter(LONG, SHORT)


def _alter(before: sa.String, after: sa.String) -> None:
    for table in ("fault", "call"):
        with op.batch_alter_table(table, schema=None) as batch:
            batch.alter_column("operation", existing_type=before, type_=after, existing_nullable=False)
