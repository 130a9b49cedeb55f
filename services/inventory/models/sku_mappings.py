"""Which goods of the ERP a seller's SKU consists of."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint, column
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_IS_DELETED = column("deleted_at").is_not(None)


class SkuMapping(InventoryModel, table=True):
    """What one unit of a seller account's SKU consists of, on whichever marketplace it is sold (ADR-0054).

    `parts` is JSON: pairs of the ERP's SKU and how many of it, in one order, so that equal texts are equal parts. One
    with `deleted_at` is not there: it is kept for those who follow the list. Told again it begins anew, under its id.
    """

    __tablename__ = "sku_mapping"
    __table_args__ = (
        UniqueConstraint("mapping_id"),
        Index("ix_sku_mapping_position", "tenant_id", "pos", "mapping_id", "updated_at"),
        Index("ix_sku_mapping_deleted", "deleted_at", sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    sku: str = Field(primary_key=True, max_length=40)
    mapping_id: str = Field(max_length=36)
    parts: str
    source: str = Field(max_length=10)
    version: int = 1
    changed_by: str = Field(max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SkuMappingRefusal(InventoryModel, table=True):
    """Parts that somebody has said a SKU does not consist of: they are not suggested again."""

    __tablename__ = "sku_mapping_refusal"

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    sku: str = Field(primary_key=True, max_length=40)
    parts: str = Field(primary_key=True)
    changed_by: str = Field(max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
