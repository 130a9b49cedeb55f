"""When a note was written."""

import sqlalchemy as sa
from alembic import op

from shared.db.columns import UtcDateTime

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    with op.batch_alter_table("note") as table:
        table.add_column(sa.Column("written_at", UtcDateTime))
