"""Numbers of rows by which reports are judged, and since when Amazon does not name a listing."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "report_count",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("report", sa.String(40), nullable=False),
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("row_count", sa.BigInteger(), nullable=False),
        sa.Column("is_believed", sa.Boolean(), nullable=False),
        sa.Column("counted_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint(
            *("tenant_id", "seller_id", "marketplace_id", "report", "sync_id"), name=op.f("pk_report_count")
        ),
    )
    op.add_column("listing", sa.Column("absent_since", UtcDateTime(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("listing") as batch_op:
        batch_op.drop_column("absent_since")
    op.drop_table("report_count")
