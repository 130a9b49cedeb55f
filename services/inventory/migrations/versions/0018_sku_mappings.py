"""SKU mappings: which goods of the ERP a seller's SKU consists of."""

import sqlalchemy as sa
from alembic import op

from shared.db import UtcDateTime

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

_IS_DELETED = sa.text("deleted_at IS NOT NULL")


def upgrade() -> None:
    op.create_table(
        "sku_mapping",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("mapping_id", sa.String(36), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column("source", sa.String(10), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.Column("updated_at", UtcDateTime(), nullable=False),
        sa.Column("pos", sa.BigInteger(), nullable=False),
        sa.Column("deleted_at", UtcDateTime(), nullable=True),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "sku", name=op.f("pk_sku_mapping")),
        sa.UniqueConstraint("mapping_id", name=op.f("uq_sku_mapping_mapping_id")),
    )
    op.create_index("ix_sku_mapping_position", "sku_mapping", ["tenant_id", "pos", "mapping_id", "updated_at"])
    op.create_index(
        *("ix_sku_mapping_deleted", "sku_mapping", ["deleted_at"]),
        sqlite_where=_IS_DELETED,
        postgresql_where=_IS_DELETED,
    )
    op.create_table(
        "sku_mapping_refusal",
        sa.Column("tenant_id", sa.String(36), nullable=False),
        sa.Column("seller_id", sa.String(20), nullable=False),
        sa.Column("sku", sa.String(40), nullable=False),
        sa.Column("parts", sa.String(), nullable=False),
        sa.Column("changed_by", sa.String(36), nullable=False),
        sa.Column("created_at", UtcDateTime(), nullable=False),
        sa.PrimaryKeyConstraint("tenant_id", "seller_id", "sku", "parts", name=op.f("pk_sku_mapping_refusal")),
    )


def downgrade() -> None:
    op.drop_table("sku_mapping_refusal")
    op.drop_table("sku_mapping")
