"""Lines of orders, and which of them count."""

from typing import NamedTuple

CANCELLED = "Cancelled"
"""The `order-status` of orders that leave the sales."""


class Line(NamedTuple):
    """A row of `order_line`, in its columns' order but for `updated_at`; moments and days as texts."""

    marketplace_key: int
    amazon_order_id: str
    sku: str
    order_status: str
    fulfillment_channel: str
    quantity: int
    item_price_micros: int | None
    purchased_at: str
    purchased_on: str
    last_updated_at: str
