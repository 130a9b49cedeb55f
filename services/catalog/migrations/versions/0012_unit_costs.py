"""Unit costs: what a SKU costs its seller, by kind and the day from which it counts."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

_IS_DELETED = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "unit_cost",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("kind", sa.String(20), nullable=False),
        sa.Column("valid_from", sa.Date(), nullable=False),
        sa.Column("cost_id", sa.String(36), nullable=False),
        sa.Column("amount_micros", sa.BigInteger(), nullable=False),
        sa.Column("currency", sa.String(3), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint(*("tenant_id", "seller_id", "sku", "kind", "valid_from"), name=op.f("pk_unit_cost")),
        sa.UniqueConstraint("cost_id", name=op.f("uq_unit_cost_cost_id")),
    )
    op.create_index("ix_unit_cost_position", "unit_cost", ["tenant_id", "pos", "cost_id", "updated_at"])
    op.create_index(
        *("ix_unit_cost_deleted", "unit_cost", ["deleted_at"]),
        sqlite_where=_IS_DELETED,
        postgresql_where=_IS_DELETED,
    )


def downgrade() -> None:
    op.drop_table("unit_cost")
