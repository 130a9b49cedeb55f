"""add the worklist"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "received_event",
        sa.Column("event_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("type", sa.String(100), nullable=False),
        sa.Column("received_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("event_id", name=op.f("pk_received_event")),
    )
    op.create_table(
        "worklist_item",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("item_id", sa.String(36), nullable=False),
        sa.Column("kind", sa.String(7), nullable=False),
        sa.Column("service", sa.String(20), nullable=False),
        sa.Column("code", sa.String(100), nullable=False),
        sa.Column("severity", sa.String(10), nullable=False),
        sa.Column("status", sa.String(12), nullable=False),
        sa.Column("listed", sa.Boolean(), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("subject_type", sa.String(30), nullable=False),
        sa.Column("subject_id", sa.String(600), nullable=False),
        sa.Column("subject_name", sa.String(500), nullable=False),
        sa.Column("title_en", sa.String(500), nullable=False),
        sa.Column("title_zh", sa.String(500), nullable=False),
        sa.Column("reason_en", sa.String(1000), nullable=False),
        sa.Column("reason_zh", sa.String(1000), nullable=False),
        sa.Column("action_en", sa.String(1000), nullable=False),
        sa.Column("action_zh", sa.String(1000), nullable=False),
        sa.Column("href", sa.String(1000), nullable=False),
        sa.Column("due_at", UtcDateTime(), nullable=True),
        sa.Column("money_at_stake_micros", sa.BigInteger(), nullable=True),
        sa.Column("currency", sa.String(3), nullable=True),
        sa.Column("severity_place", sa.Integer(), nullable=False),
        sa.Column("due_place", sa.BigInteger(), nullable=False),
        sa.Column("stake_place", sa.BigInteger(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("first_seen_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "item_id", name=op.f("pk_worklist_item")),
    )
    op.create_index(
        "ix_worklist_item_rank",
        "worklist_item",
        ["tenant_id", "severity_place", "due_place", "stake_place", "item_id"],
        unique=False,
        sqlite_where=sa.text("listed = 1"),
        postgresql_where=sa.text("listed"),
    )


def downgrade() -> None:
    op.drop_table("worklist_item")
    op.drop_table("received_event")
