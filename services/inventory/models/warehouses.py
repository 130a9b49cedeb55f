"""The seller's own warehouses."""

from datetime import datetime

from sqlalchemy import Index, column
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_IS_THERE = column("deleted_at").is_(None)


class Warehouse(InventoryModel, table=True):
    """A warehouse of a seller account's own.

    Its rows of `stock` and `own_stock_day` have `OF_NO_MARKETPLACE` for a marketplace and `warehouse_id` for a
    warehouse. `marketplace_ids` are those that it serves, separated by blanks; null is all of the account. Of
    `differing_skus` an older release had several counts, by marketplace, that differed.
    """

    __tablename__ = "warehouse"
    __table_args__ = (
        Index("ix_warehouse_position", "tenant_id", "pos", "warehouse_id", "updated_at"),
        Index(
            *("ix_warehouse_name", "tenant_id", "seller_id", "name"),
            unique=True,
            sqlite_where=_IS_THERE,
            postgresql_where=_IS_THERE,
        ),
        Index("ix_warehouse_deleted", "deleted_at", sqlite_where=~_IS_THERE, postgresql_where=~_IS_THERE),
    )

    warehouse_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    name: str = Field(max_length=50)
    marketplace_ids: str | None = Field(default=None, max_length=1000)
    differing_skus: int = 0
    version: int = 1
    changed_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
