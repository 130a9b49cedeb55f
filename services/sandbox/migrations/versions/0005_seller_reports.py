"""Reports that sellers ask for."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "seller_report",
        sa.Column("report_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("report_type", sa.String(100), nullable=False),
        sa.Column("marketplace_ids", sa.String(), nullable=False),
        sa.Column("options", sa.String(), nullable=False),
        sa.Column("start_at", UtcDateTime(), nullable=True),
        sa.Column("end_at", UtcDateTime(), nullable=True),
        sa.Column("moment", UtcDateTime(), nullable=False),
        sa.Column("requested_at", UtcDateTime(), nullable=False),
        sa.Column("cancelled_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("report_id", name="pk_seller_report"),
    )
    with op.batch_alter_table("seller_report", schema=None) as batch_op:
        batch_op.create_index("ix_seller_report_seller", ["seller_id", "moment"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("seller_report", schema=None) as batch_op:
        batch_op.drop_index("ix_seller_report_seller")

    op.drop_table("seller_report")
