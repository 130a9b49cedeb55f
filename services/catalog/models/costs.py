"""What a unit of a SKU costs its seller."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, column
from sqlmodel import Field

from services.catalog.models.base import CatalogModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_IS_DELETED = column("deleted_at").is_not(None)


class UnitCost(CatalogModel, table=True):
    """A kind of cost of one unit of a seller's SKU from a day on, on whichever marketplace it is sold (ADR-0054).

    It counts until the day before the next one of its kind; none is overwritten by a later day, so the history stays.
    `changed_by` is the actor who last told of it. One with `deleted_at` is not there: it is kept for those who follow
    the list. Told again it begins anew, under its id.
    """

    __tablename__ = "unit_cost"
    __table_args__ = (
        UniqueConstraint("cost_id"),
        Index("ix_unit_cost_position", "tenant_id", "pos", "cost_id", "updated_at"),
        Index("ix_unit_cost_deleted", "deleted_at", sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    sku: str = Field(primary_key=True, max_length=40)
    kind: str = Field(primary_key=True, max_length=20)
    valid_from: date = Field(primary_key=True)
    cost_id: str = Field(max_length=36)
    amount_micros: int = Field(sa_type=BigInteger)
    currency: str = Field(max_length=3)
    source: str = Field(max_length=10)
    version: int = 1
    changed_by: str = Field(max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
