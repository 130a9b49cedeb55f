"""Faults and calls."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "call",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(20), nullable=False),
        sa.Column("fault", sa.String(20), nullable=True),
        sa.Column("called_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_call"),
    )
    op.create_index("ix_call_advertiser", "call", ["seed", "size", "called_at"])
    op.create_table(
        "fault",
        sa.Column("fault_id", sa.String(36), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("operation", sa.String(20), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("ends_at", UtcDateTime(), nullable=True),
        sa.Column("retry_after", sa.Integer(), nullable=True),
        sa.Column("pause_seconds", sa.Float(), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("day_on", sa.Date(), nullable=True),
        sa.PrimaryKeyConstraint("fault_id", name="pk_fault"),
    )


def downgrade() -> None:
    op.drop_table("fault")
    op.drop_index("ix_call_advertiser", table_name="call")
    op.drop_table("call")
