"""add account health"""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "account_metric",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_id", sa.String(20), nullable=False),
        sa.Column("metric", sa.String(80), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("target_value", sa.Float(), nullable=False),
        sa.Column("target_condition", sa.String(20), nullable=False),
        sa.Column("is_missed", sa.Boolean(), nullable=False),
        sa.Column("order_count", sa.BigInteger(), nullable=True),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "marketplace_id", "metric", name=op.f("pk_account_metric")),
    )
    with op.batch_alter_table("account_metric", schema=None) as batch_op:
        batch_op.create_index(
            "ix_account_metric_updated",
            ["tenant_id", "updated_at", "seller_id", "marketplace_id", "metric"],
            unique=False,
        )

    op.create_table(
        "sync",
        sa.Column("sync_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("rows_received", sa.Integer(), nullable=False),
        sa.Column("rows_changed", sa.Integer(), nullable=False),
        sa.Column("rows_rejected", sa.Integer(), nullable=False),
        sa.Column("failure_code", sa.String(100), nullable=True),
        sa.Column("failure_detail", sa.String(500), nullable=True),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("sync_id", name=op.f("pk_sync")),
    )
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.create_index("ix_sync_updated", ["tenant_id", "updated_at", "sync_id"], unique=False)
        batch_op.create_index(
            "uq_sync_under_way",
            ["tenant_id", "seller_id"],
            unique=True,
            sqlite_where=sa.text("status IN ('waiting', 'running')"),
            postgresql_where=sa.text("status IN ('waiting', 'running')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("sync", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_sync_under_way",
            sqlite_where=sa.text("status IN ('waiting', 'running')"),
            postgresql_where=sa.text("status IN ('waiting', 'running')"),
        )
        batch_op.drop_index("ix_sync_updated")

    op.drop_table("sync")
    with op.batch_alter_table("account_metric", schema=None) as batch_op:
        batch_op.drop_index("ix_account_metric_updated")

    op.drop_table("account_metric")
