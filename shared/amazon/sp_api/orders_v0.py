"""Orders API version 0, which still has what version 2026-01-01 does not: the items of an order, page by page.

Who the buyer is and where the order goes is not read. Usage plans:
developer-docs.amazon.com/sp-api/docs/orders-api-v0-reference.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from decimal import Decimal

import msgspec
from sp_api.api import OrdersV0 as _Library

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import Moment, PascalStruct, Payload
from shared.throttle import Rate

_LIST = Operation("ordersV0.getOrders", _Library, "get_orders", Rate(0.0167, 20))
_GET = Operation("ordersV0.getOrder", _Library, "get_order", Rate(0.5, 30))
_ITEMS = Operation("ordersV0.getOrderItems", _Library, "get_order_items", Rate(0.5, 30))


class Money(PascalStruct, frozen=True):
    """An amount in a currency."""

    currency_code: str
    amount: Decimal


class Order(PascalStruct, frozen=True):
    """An order; `fulfillment_channel` is AFN (Amazon) or MFN (merchant)."""

    amazon_order_id: str
    purchase_date: Moment
    last_update_date: Moment
    order_status: str
    fulfillment_channel: str | None = None
    sales_channel: str | None = None
    marketplace_id: str | None = None
    order_type: str | None = None
    order_total: Money | None = None
    number_of_items_shipped: int | None = None
    number_of_items_unshipped: int | None = None
    earliest_ship_date: Moment | None = None
    latest_ship_date: Moment | None = None
    latest_delivery_date: Moment | None = None
    is_business_order: bool = False
    is_prime: bool = False
    is_replacement_order: bool | str = False


class _Orders(PascalStruct, frozen=True):
    orders: tuple[Order, ...]
    next_token: str | None = None


class OrderPage(Payload[_Orders], frozen=True):
    """A slice of the orders."""

    @property
    def orders(self) -> tuple[Order, ...]:
        """The orders of the slice."""
        return self.payload.orders

    @property
    def next_token(self) -> str | None:
        """What asks for the next slice."""
        return self.payload.next_token


class OrderItem(PascalStruct, frozen=True):
    """A line of an order; prices and discounts are for all units together."""

    asin: str = msgspec.field(name="ASIN")
    order_item_id: str
    quantity_ordered: int
    seller_sku: str | None = msgspec.field(name="SellerSKU", default=None)
    title: str | None = None
    quantity_shipped: int | None = None
    item_price: Money | None = None
    item_tax: Money | None = None
    shipping_price: Money | None = None
    shipping_discount: Money | None = None
    promotion_discount: Money | None = None
    promotion_ids: tuple[str, ...] = ()
    condition_id: str | None = None


class _Items(PascalStruct, frozen=True):
    order_items: tuple[OrderItem, ...]
    next_token: str | None = None


class OrderItemPage(Payload[_Items], frozen=True):
    """A slice of an order's lines."""

    @property
    def items(self) -> tuple[OrderItem, ...]:
        """The lines of the slice."""
        return self.payload.order_items

    @property
    def next_token(self) -> str | None:
        """What asks for the next slice."""
        return self.payload.next_token


class OrdersV0:
    """The old Orders API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_orders(
        self,
        marketplace_ids: Sequence[str],
        *,
        last_updated_after: datetime | None = None,
        created_after: datetime | None = None,
        order_statuses: Sequence[str] | None = None,
    ) -> Iterator[OrderPage]:
        """The orders that changed, or were placed, since a moment; Amazon wants exactly one of the two."""
        return self._connection.pages(
            _LIST,
            OrderPage,
            cursor="NextToken",
            MarketplaceIds=list(marketplace_ids),
            LastUpdatedAfter=last_updated_after,
            CreatedAfter=created_after,
            OrderStatuses=order_statuses,
            MaxResultsPerPage=100,
        )

    def get_order(self, amazon_order_id: str) -> Order:
        """One order. Raises NotFound."""
        return self._connection.call(_GET, Payload[Order], amazon_order_id).payload

    def list_order_items(self, amazon_order_id: str) -> Iterator[OrderItemPage]:
        """The lines of an order."""
        return self._connection.pages(_ITEMS, OrderItemPage, amazon_order_id, cursor="NextToken")
