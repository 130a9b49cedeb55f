"""Stock as it is, day by day, and what Amazon says about its age and its offers.

Tables of many rows are `WITHOUT ROWID` on SQLite: the key is the table, which halves the work of an upsert.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, FromClause, Index, column, literal_column, text
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}
_IS_DELETED = column("deleted_at").is_not(None)
_IS_OWN = column("channel") == text("'MFN'")

OF_NO_MARKETPLACE = 0
"""The `marketplace_key` of what one of the seller's own warehouses holds, in place of a marketplace's."""


def is_own(table: FromClause) -> ColumnElement[bool]:
    """Whether a row of stock is the seller's own, in the words of the partial index: a parameter would miss it."""
    return table.c.channel == literal_column("'MFN'")


class Stock(InventoryModel, table=True):
    """Units of a SKU in one warehouse: Amazon's of a marketplace (`AFN`, `AMAZON`), or the seller's own (`MFN`).

    Of the seller's own, `warehouse` is the id and there is no marketplace; releases before had a row by name and
    marketplace, which are all deleted. `observed_at` is when the units were counted, by whoever counted them;
    `updated_at` moves with them only, and so does `changed_by`, the actor who told of the seller's own. Amazon has
    not named the SKU since `absent_since`; after a day of that its units are not known any more. A row with
    `deleted_at` is not there: it is kept for those who follow the list.
    """

    __tablename__ = "stock"
    __table_args__ = (
        Index("ix_stock_position", *("pos", "marketplace_key", "sku", "channel", "warehouse", "updated_at")),
        Index("ix_stock_deleted", "deleted_at", sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED),
        Index("ix_stock_own", "warehouse", "pos", "updated_at", sqlite_where=_IS_OWN, postgresql_where=_IS_OWN),
        _BY_KEY,
    )

    marketplace_key: int = Field(primary_key=True)
    sku: str = Field(primary_key=True, max_length=40)
    channel: str = Field(primary_key=True, max_length=3)
    warehouse: str = Field(primary_key=True, max_length=50)
    fulfillable_quantity: int | None = Field(sa_type=BigInteger)
    inbound_working_quantity: int | None = Field(sa_type=BigInteger)
    inbound_shipped_quantity: int | None = Field(sa_type=BigInteger)
    inbound_receiving_quantity: int | None = Field(sa_type=BigInteger)
    reserved_quantity: int | None = Field(sa_type=BigInteger)
    unfulfillable_quantity: int | None = Field(sa_type=BigInteger)
    observed_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    changed_by: str | None = Field(default=None, max_length=36)
    pos: int | None = position_field()
    absent_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StockDay(InventoryModel, table=True):
    """What was sellable of a SKU at Amazon on one day of the marketplace, from Amazon's ledger."""

    __tablename__ = "stock_day"
    __table_args__ = _BY_KEY

    marketplace_key: int = Field(primary_key=True)
    sku: str = Field(primary_key=True, max_length=40)
    date_on: date = Field(primary_key=True)
    starting_quantity: int = Field(sa_type=BigInteger)
    received_quantity: int = Field(sa_type=BigInteger)
    ending_quantity: int = Field(sa_type=BigInteger)


class OwnStockDay(InventoryModel, table=True):
    """What one of the seller's own warehouses (`warehouse` is its id) had of a SKU on a day on which that changed.

    Days are those of UTC, since it may serve marketplaces of several time zones. `most_quantity` is the most that was
    counted on that day. On days between it is as it was at the end of the last.
    """

    __tablename__ = "own_stock_day"
    __table_args__ = (Index("ix_own_stock_day_warehouse", "warehouse"), _BY_KEY)

    marketplace_key: int = Field(primary_key=True)
    sku: str = Field(primary_key=True, max_length=40)
    warehouse: str = Field(primary_key=True, max_length=50)
    date_on: date = Field(primary_key=True)
    ending_quantity: int = Field(sa_type=BigInteger)
    most_quantity: int = Field(sa_type=BigInteger)


class StockDayElsewhere(InventoryModel, table=True):
    """The same in a place, a country mostly, in which Amazon stores units of an account that has no shop there.

    They are sold by shops elsewhere; by which ones, the ledger does not say.
    """

    __tablename__ = "stock_day_elsewhere"
    __table_args__ = _BY_KEY

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    place: str = Field(primary_key=True, max_length=40)
    sku: str = Field(primary_key=True, max_length=40)
    date_on: date = Field(primary_key=True)
    starting_quantity: int = Field(sa_type=BigInteger)
    received_quantity: int = Field(sa_type=BigInteger)
    ending_quantity: int = Field(sa_type=BigInteger)


class StockAge(InventoryModel, table=True):
    """How old a SKU's units at Amazon are and what they cost to keep, from Amazon's planning report."""

    __tablename__ = "stock_age"
    __table_args__ = _BY_KEY

    marketplace_key: int = Field(primary_key=True)
    sku: str = Field(primary_key=True, max_length=40)
    asin: str = Field(max_length=10)
    product_name: str = Field(max_length=500)
    available_quantity: int = Field(sa_type=BigInteger)
    over_90_days_quantity: int = Field(sa_type=BigInteger)
    over_180_days_quantity: int = Field(sa_type=BigInteger)
    price_micros: int | None = Field(default=None, sa_type=BigInteger)
    storage_micros: int | None = Field(default=None, sa_type=BigInteger)
    surcharge_micros: int | None = Field(default=None, sa_type=BigInteger)
    absent_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StrandedStock(InventoryModel, table=True):
    """Units at Amazon that nobody can buy, from Amazon's report of stranded inventory."""

    __tablename__ = "stranded_stock"
    __table_args__ = _BY_KEY

    marketplace_key: int = Field(primary_key=True)
    sku: str = Field(primary_key=True, max_length=40)
    quantity: int = Field(sa_type=BigInteger)
    reason: str = Field(max_length=200)
    stranded_on: date | None = None
    absent_since: datetime | None = Field(default=None, sa_type=UtcDateTime)


class StockHealth(InventoryModel, table=True):
    """How a SKU's stock was doing when it was last judged, over the days from `from_on` until `to_on`.

    `channel` says whose units are counted; `own_quantity` are the seller's own, `own_old_quantity` those of them that
    were counted too long ago to be relied on. Of the `units_needed`, `units_to_send` are the share of this stock in
    what is there, which it holds until it is judged again. `units_a_day` counts multi-channel
    units, and is `low` in confidence where too few days tell it. `updated_at` moves with the rest. The health of a
    pool stands at its home: `shares` is JSON of what each of its shops has sold. A row with `deleted_at` is counted
    there now.
    """

    __tablename__ = "stock_health"
    __table_args__ = (
        Index("ix_stock_health_position", "pos", "marketplace_key", "sku", "updated_at"),
        Index("ix_stock_health_deleted", "deleted_at", sqlite_where=_IS_DELETED, postgresql_where=_IS_DELETED),
        _BY_KEY,
    )

    marketplace_key: int = Field(primary_key=True)
    sku: str = Field(primary_key=True, max_length=40)
    product_name: str = Field(max_length=500)
    channel: str = Field(max_length=3)
    fulfillable_quantity: int = Field(sa_type=BigInteger)
    arriving_quantity: int = Field(sa_type=BigInteger)
    inbound_quantity: int = Field(sa_type=BigInteger)
    own_quantity: int = Field(sa_type=BigInteger)
    own_old_quantity: int = Field(sa_type=BigInteger)
    units_sold: int = Field(sa_type=BigInteger)
    multi_channel_units: int = Field(sa_type=BigInteger)
    in_stock_days: int
    out_days: int
    units_a_day: float
    demand_confidence: str = Field(max_length=10)
    cover_days: float | None = None
    stock_out_on: date | None = None
    sell_through: float | None = None
    safety_units: int = Field(sa_type=BigInteger)
    units_needed: int = Field(sa_type=BigInteger)
    units_to_send: int = Field(sa_type=BigInteger)
    from_on: date
    to_on: date
    pool_id: str | None = Field(default=None, max_length=36)
    shares: str | None = None
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class IpiScore(InventoryModel, table=True):
    """An Inventory Performance Index as Amazon showed it to the seller; no API tells it."""

    __tablename__ = "ipi_score"
    __table_args__ = (Index("ix_ipi_score_position", "pos", "marketplace_key", "measured_on", "updated_at"),)

    marketplace_key: int = Field(primary_key=True)
    measured_on: date = Field(primary_key=True)
    score: int
    changed_by: str | None = Field(default=None, max_length=36)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
