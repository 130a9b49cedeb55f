"""Orders API version 2026-01-01.

Who the buyer is and where the order goes is neither asked for nor read: nothing here needs it. Usage plans:
developer-docs.amazon.com/sp-api/docs/orders-api-v2026-01-01-reference.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Literal

from sp_api.api import OrdersV20260101

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Moment, Money, PagedShape
from shared.throttle import Rate

_SEARCH = Operation("orders.searchOrders", OrdersV20260101, "search_orders", Rate(0.0056, 20))
_GET = Operation("orders.getOrder", OrdersV20260101, "get_order", Rate(0.5, 30))

IncludedData = Literal["PROCEEDS", "EXPENSE", "PROMOTION", "CANCELLATION", "FULFILLMENT", "PACKAGES"]
ALL_DATA: tuple[IncludedData, ...] = (
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
)


class TimeWindow(CamelStruct, frozen=True):
    """From when until when."""

    earliest_date_time: Moment | None = None
    latest_date_time: Moment | None = None


class SalesChannel(CamelStruct, frozen=True):
    """Where the order was placed."""

    channel_name: str
    marketplace_id: str | None = None


class OrderProceeds(CamelStruct, frozen=True):
    """What the seller gets for the order, before Amazon's fees."""

    grand_total: Money | None = None


class OrderFulfillment(CamelStruct, frozen=True):
    """How far the order is; `fulfilled_by` is AMAZON or MERCHANT."""

    fulfillment_status: str
    fulfilled_by: str | None = None
    fulfillment_service_level: str | None = None
    ship_by_window: TimeWindow | None = None
    deliver_by_window: TimeWindow | None = None


class Condition(CamelStruct, frozen=True):
    """New, used and so on."""

    condition_type: str | None = None
    condition_subtype: str | None = None


class Price(CamelStruct, frozen=True):
    """What one unit was sold for."""

    unit_price: Money | None = None


class Product(CamelStruct, frozen=True):
    """What was ordered."""

    asin: str | None = None
    seller_sku: str | None = None
    title: str | None = None
    condition: Condition | None = None
    price: Price | None = None


class ProceedsBreakdown(CamelStruct, frozen=True):
    """A part of the proceeds: ITEM, SHIPPING, TAX, DISCOUNT and so on."""

    type: str
    subtotal: Money


class ItemProceeds(CamelStruct, frozen=True):
    """What the seller gets for the item."""

    proceeds_total: Money | None = None
    breakdowns: tuple[ProceedsBreakdown, ...] = ()


class CancellationRequest(CamelStruct, frozen=True):
    """That somebody, mostly the buyer, asks to cancel."""

    requester: str | None = None
    cancel_reason: str | None = None


class Cancellation(CamelStruct, frozen=True):
    """Whether the item is to be cancelled."""

    cancellation_request: CancellationRequest | None = None


class ItemFulfillment(CamelStruct, frozen=True):
    """How many units were shipped, and how many not."""

    quantity_fulfilled: int | None = None
    quantity_unfulfilled: int | None = None


class OrderItem(CamelStruct, frozen=True):
    """A line of an order."""

    order_item_id: str
    quantity_ordered: int
    product: Product
    proceeds: ItemProceeds | None = None
    cancellation: Cancellation | None = None
    fulfillment: ItemFulfillment | None = None


class PackageStatus(CamelStruct, frozen=True):
    """Where a parcel is."""

    status: str
    detailed_status: str | None = None


class PackageItem(CamelStruct, frozen=True):
    """What is in a parcel."""

    order_item_id: str
    quantity: int


class Package(CamelStruct, frozen=True):
    """A parcel of an order."""

    package_reference_id: str
    created_time: Moment | None = None
    package_status: PackageStatus | None = None
    carrier: str | None = None
    ship_time: Moment | None = None
    tracking_number: str | None = None
    package_items: tuple[PackageItem, ...] = ()


class Order(CamelStruct, frozen=True):
    """An order, with as much as was asked for."""

    order_id: str
    created_time: Moment
    last_updated_time: Moment
    sales_channel: SalesChannel
    order_items: tuple[OrderItem, ...]
    programs: tuple[str, ...] = ()
    proceeds: OrderProceeds | None = None
    fulfillment: OrderFulfillment | None = None
    packages: tuple[Package, ...] = ()


class OrderPage(PagedShape, frozen=True):
    """A slice of a search; `last_updated_before` is the moment from which the next search can go on."""

    orders: tuple[Order, ...]
    last_updated_before: Moment | None = None
    created_before: Moment | None = None


class _Found(CamelStruct, frozen=True):
    order: Order


class Orders:
    """The Orders API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def search(
        self,
        marketplace_ids: Sequence[str],
        *,
        last_updated_after: datetime | None = None,
        created_after: datetime | None = None,
        fulfillment_statuses: Sequence[str] | None = None,
        included_data: Sequence[IncludedData] = ALL_DATA,
    ) -> Iterator[OrderPage]:
        """The orders that changed, or were placed, since a moment; Amazon wants exactly one of the two."""
        return self._connection.pages(
            _SEARCH,
            OrderPage,
            cursor="paginationToken",
            marketplaceIds=list(marketplace_ids),
            lastUpdatedAfter=last_updated_after,
            createdAfter=created_after,
            fulfillmentStatuses=fulfillment_statuses,
            includedData=list(included_data),
            maxResultsPerPage=100,
        )

    def get_order(self, order_id: str, *, included_data: Sequence[IncludedData] = ALL_DATA) -> Order:
        """One order. Raises NotFound."""
        return self._connection.call(_GET, _Found, order_id, includedData=list(included_data)).order
