"""The stand-in for Mabang: traps as they were switched, calls, and rows that moved."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "mabang_switch",
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("trap", sa.String(20), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("times", sa.Integer(), nullable=True),
        sa.Column("pause_seconds", sa.Float(), nullable=False),
        sa.PrimaryKeyConstraint("seed", "size", "trap", name="pk_mabang_switch"),
    )
    op.create_table(
        "mabang_call",
        sa.Column("call_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("api", sa.String(80), nullable=False),
        sa.Column("asked", sa.Text(), nullable=False),
        sa.Column("trap", sa.String(20), nullable=True),
        sa.Column("called_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("call_id", name="pk_mabang_call"),
    )
    op.create_index("ix_mabang_call_account", "mabang_call", ["seed", "size", "call_id"])
    op.create_table(
        "mabang_move",
        sa.Column("seed", sa.BigInteger(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("moved_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("seed", "size", "place", name="pk_mabang_move"),
    )


def downgrade() -> None:
    op.drop_table("mabang_move")
    op.drop_index("ix_mabang_call_account", table_name="mabang_call")
    op.drop_table("mabang_call")
    op.drop_table("mabang_switch")
