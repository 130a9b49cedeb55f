"""How many metrics the reports of account health told, so that a shrunken one is not taken for the truth."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0011"
down_revision = "0010"
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


def downgrade() -> None:
    op.drop_table("report_count")
