"""Lines of orders, and which of them count."""

from typing import NamedTuple

CANCELLED = "Cancelled"
"""The `order-status` of lines that leave the sales: the order is cancelled, or all its items of the SKU are."""


class Line(NamedTuple):
    """A row of `order_line`, in its columns' order but for `updated_at`; moments and days as texts.

    A multi-channel order was taken elsewhere, and Amazon only delivers it: no sale of the marketplace.
    """

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
    is_multi_channel: bool = False


def join_lines(first: Line, second: Line) -> Line:
    """Two lines of one order and SKU as one; it is cancelled when both are."""
    lines = (first, second)
    told = [line.item_price_micros for line in lines if line.item_price_micros is not None]
    return first._replace(
        order_status=next((line.order_status for line in lines if line.order_status != CANCELLED), CANCELLED),
        quantity=first.quantity + second.quantity,
        item_price_micros=sum(told) if told else None,
        last_updated_at=max(line.last_updated_at for line in lines),
    )
