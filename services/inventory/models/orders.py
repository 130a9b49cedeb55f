"""Order lines, and the daily sales that are kept with them."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}


class OrderLine(InventoryModel, table=True):
    """A SKU of an order; `item_price_micros` is what all its units cost, unknown while the order is pending.

    `purchased_on` is the day on the marketplace; `last_updated_at` is Amazon's, `updated_at` ours.
    """

    __tablename__ = "order_line"
    __table_args__ = (
        Index("ix_order_line_day", "marketplace_key", "purchased_on"),
        Index("ix_order_line_position", *("pos", "marketplace_key", "amazon_order_id", "sku", "updated_at")),
        _BY_KEY,
    )

    marketplace_key: int = Field(primary_key=True)
    amazon_order_id: str = Field(primary_key=True, max_length=30)
    sku: str = Field(primary_key=True, max_length=40)
    order_status: str = Field(max_length=40)
    fulfillment_channel: str = Field(max_length=3)
    quantity: int = Field(sa_type=BigInteger)
    item_price_micros: int | None = Field(default=None, sa_type=BigInteger)
    purchased_at: datetime = Field(sa_type=UtcDateTime)
    purchased_on: date
    last_updated_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()


class MultiChannelLine(InventoryModel, table=True):
    """A SKU of an order that was taken elsewhere, and that Amazon only delivers: units of its stock, but no sale.

    `purchased_on` is the day on the marketplace whose stock is taken; `last_updated_at` is Amazon's.
    """

    __tablename__ = "multi_channel_line"
    __table_args__ = (Index("ix_multi_channel_line_day", "marketplace_key", "purchased_on"), _BY_KEY)

    marketplace_key: int = Field(primary_key=True)
    amazon_order_id: str = Field(primary_key=True, max_length=30)
    sku: str = Field(primary_key=True, max_length=40)
    order_status: str = Field(max_length=40)
    quantity: int = Field(sa_type=BigInteger)
    purchased_on: date
    last_updated_at: datetime = Field(sa_type=UtcDateTime)


class SalesDay(InventoryModel, table=True):
    """What a SKU sold on one day of the marketplace; cancelled orders do not count.

    `multi_channel_units` were delivered for orders taken elsewhere, and are not among the `units`.
    """

    __tablename__ = "sales_day"
    __table_args__ = _BY_KEY

    marketplace_key: int = Field(primary_key=True)
    sku: str = Field(primary_key=True, max_length=40)
    date_on: date = Field(primary_key=True)
    units: int = Field(sa_type=BigInteger)
    orders: int = Field(sa_type=BigInteger)
    sales_micros: int = Field(sa_type=BigInteger)
    multi_channel_units: int = Field(default=0, sa_type=BigInteger)
