"""When the stock of a marketplace was judged."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("seller_marketplace", schema=None) as batch_op:
        batch_op.add_column(sa.Column("judged_at", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("seller_marketplace", schema=None) as batch_op:
        batch_op.drop_column("judged_at")
