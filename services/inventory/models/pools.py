"""Pools: stocks of Amazon's that several marketplaces sell, what speaks for them, and what people have set."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, column
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}
_IS_DELETED = column("deleted_at").is_not(None)


class Pool(InventoryModel, table=True):
    """One stock of Amazon's that several marketplaces of an account sell.

    `marketplace_ids` is JSON. The first is the home, the shop that sold most when the pool was formed: findings stand
    there, in its currency.
    `source` is `detected` or `set`, by the actor `changed_by`. One with `deleted_at` was dissolved: it is kept for
    those who follow the list, and for links to what it sold.
    """

    __tablename__ = "pool"
    __table_args__ = (
        Index("ix_pool_position", "tenant_id", "pos", "pool_id", "updated_at"),
        Index("ix_pool_seller", "tenant_id", "seller_id"),
        Index("ix_pool_deleted", "deleted_at", sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED),
    )

    pool_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_ids: str
    source: str = Field(max_length=8)
    changed_by: str | None = Field(default=None, max_length=36)
    formed_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    version: int = 1
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class PoolAgreement(InventoryModel, table=True):
    """How often Amazon has told two marketplaces of an account the same stock: `agreeing` and `differing` readings
    in a row, the last of them at `read_at` by Amazon's clock, with `equal_skus` of `shared_skus` alike."""

    __tablename__ = "pool_agreement"
    __table_args__ = _BY_KEY

    first_key: int = Field(primary_key=True)
    second_key: int = Field(primary_key=True)
    shared_skus: int
    equal_skus: int
    agreeing: int
    differing: int
    read_at: datetime = Field(sa_type=UtcDateTime)


class PoolSettings(InventoryModel, table=True):
    """What people have said of an account's pools, in place of what is detected; both lists are JSON.

    Each of `pools` is a list of marketplace ids, the home first; those of `separate` are in no pool.
    """

    __tablename__ = "pool_settings"

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    pools: str
    separate: str
    version: int
    changed_by: str | None = Field(default=None, max_length=36)
    updated_at: datetime = Field(sa_type=UtcDateTime)
