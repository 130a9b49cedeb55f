"""Pools: one stock of Amazon's that several marketplaces sell."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

_IS_DELETED = sa.text("deleted_at IS NOT NULL")
_TABLES = ("pool_settings", "pool_agreement", "pool")


def _create_pools() -> None:
    op.create_table(
        "pool",
        sa.Column("pool_id", sa.String(36), nullable=False),
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("marketplace_ids", sa.String(), nullable=False),
        sa.Column("source", sa.String(8), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=True),
        sa.Column("formed_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("pool_id", name=op.f("pk_pool")),
    )
    op.create_index("ix_pool_position", "pool", ["tenant_id", "pos", "pool_id", "updated_at"])
    op.create_index("ix_pool_seller", "pool", ["tenant_id", "seller_id"])
    op.create_index("ix_pool_deleted", "pool", ["deleted_at"], sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED)


def _create_what_forms_them() -> None:
    op.create_table(
        "pool_agreement",
        sa.Column("first_key", sa.Integer(), nullable=False),
        sa.Column("second_key", sa.Integer(), nullable=False),
        sa.Column("shared_skus", sa.Integer(), nullable=False),
        sa.Column("equal_skus", sa.Integer(), nullable=False),
        sa.Column("agreeing", sa.Integer(), nullable=False),
        sa.Column("differing", sa.Integer(), nullable=False),
        sa.Column("read_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("first_key", "second_key", name=op.f("pk_pool_agreement")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "pool_settings",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("pools", sa.String(), nullable=False),
        sa.Column("separate", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=True),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", name=op.f("pk_pool_settings")),
    )


def upgrade() -> None:
    _create_pools()
    _create_what_forms_them()
    op.add_column("stock_health", sa.Column("pool_id", sa.String(36), nullable=True))
    op.add_column("stock_health", sa.Column("shares", sa.String(), nullable=True))
    op.add_column("stock_health", sa.Column("deleted_at", UtcDateTime(), nullable=True))
    op.create_index(
        "ix_stock_health_deleted",
        "stock_health",
        ["deleted_at"],
        sqlite_where=_IS_DELETED,
        postgresql_where=_IS_DELETED,
    )
    op.add_column("finding", sa.Column("pool_id", sa.String(36), nullable=True))
    op.add_column("finding", sa.Column("shares", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table("finding") as finding:
        for name in ("shares", "pool_id"):
            finding.drop_column(name)
    op.drop_index("ix_stock_health_deleted", table_name="stock_health")
    with op.batch_alter_table("stock_health", table_kwargs={"sqlite_with_rowid": False}) as health:
        for name in ("deleted_at", "shares", "pool_id"):
            health.drop_column(name)
    for name in _TABLES:
        op.drop_table(name)
