"""The day on the seller's clock on which a report was asked for; of older ones it is taken for their last day."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("report_request", sa.Column("asked_on", sa.Date(), nullable=True))
    op.execute("UPDATE report_request SET asked_on = end_on")
    with op.batch_alter_table("report_request", schema=None) as batch:
        batch.alter_column("asked_on", existing_type=sa.Date(), nullable=False)


def downgrade() -> None:
    with op.batch_alter_table("report_request", schema=None) as batch:
        batch.drop_column("asked_on")
