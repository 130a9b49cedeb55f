"""Rows about orders, returns and feedback."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from services.sandbox.advertisers.rules import chance
from services.sandbox.listings.rules.attributes import title_of
from services.sandbox.seller_reports.rules.asked import Asked, Row, Rows, money_text, offset_text
from services.sandbox.sellers.rules import buyers, days, flows, mail, orders
from services.sandbox.sellers.rules.account import COUNTRY_CODES, Shelf
from services.sandbox.sellers.rules.causes import AFN, MFN
from services.sandbox.sellers.rules.orders import Item, Order, Status

_STATUSES = {
    Status.PENDING: ("Pending", "Unshipped"),
    Status.UNSHIPPED: ("Unshipped", "Unshipped"),
    Status.SHIPPED: ("Shipped", "Shipped"),
    Status.CANCELLED: ("Cancelled", "Cancelled"),
}
_CHANNELS = {AFN: "Amazon", MFN: "Merchant"}
_CHANGES_UNTIL = timedelta(days=2)
_RETURNED_AFTER = timedelta(days=flows.RETURN_DAYS)
_REASONS = ("DEFECTIVE", "NOT_AS_DESCRIBED", "UNWANTED_ITEM", "QUALITY_UNACCEPTABLE", "ORDERED_WRONG_ITEM")
_MERCHANT_REASONS = ("AMZ-PG-BAD-ITEM", "AMZ-PG-DAMAGED", "AMZ-PG-MISORDERED")
_CENTRES = {
    "UK": ("LTN1", "BHX4", "MAN1"),
    "DE": ("LEJ1", "FRA3", "DUS2"),
    "FR": ("ORY1", "LIL1", "MRS1"),
    "IT": ("MXP5", "FCO1", "BLQ1"),
    "ES": ("MAD4", "BCN1", "SVQ1"),
}
_WITH_DOTS = ("DE",)
"""Where dates are written with dots; elsewhere with slashes."""


def order_rows(asked: Asked) -> Rows:
    """GET_FLAT_FILE_ALL_ORDERS_DATA_BY_LAST_UPDATE_GENERAL: one row an order item, by the order's last change.

    The second items of orders stand far from the first, at the end of the file.
    """
    second: list[Row] = []
    for present in asked.presents:
        shelf = present.shelf
        titles = [title_of(each, shelf.market) for each in shelf.listings]
        for order in _placed_between(asked, shelf, asked.start - _CHANGES_UNTIL, asked.end):
            if asked.start <= order.updated_at < asked.end:
                first, *more = (_order_row(order, each, titles[order.listing.product.index]) for each in order.items)
                yield first
                second += more
    yield from second


def fba_return_rows(asked: Asked) -> Rows:
    """GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA: returns that arrived, two weeks after they were ordered."""
    for order, returned_at in _returns(asked, AFN):
        product, market = order.listing.product, order.shelf.market
        yield (
            *(offset_text(returned_at), order.order_id, product.sku, product.asin, product.fn_sku),
            *(title_of(order.listing, market), 1, chance.pick(_CENTRES[market.country], "centre", order.order_id)),
            *("CUSTOMER_DAMAGED", chance.pick(_REASONS, "reason", order.order_id), "Unit returned to inventory"),
            *(f"LPN{order.items[0].item_id}", ""),
        )


def seller_return_rows(asked: Asked) -> Rows:
    """GET_FLAT_FILE_RETURNS_DATA_BY_RETURN_DATE: returns to the seller, by the date that they were asked for."""
    for order, returned_at in _returns(asked, MFN):
        product, market = order.listing.product, order.shelf.market
        on, ordered_on = (_local(each, order.shelf).strftime("%d-%b-%Y") for each in (returned_at, order.placed_at))
        cents, item_id = money_text(order.listing.price), order.items[0].item_id
        yield (
            *(order.order_id, ordered_on, on, "Approved", f"RMA{item_id[:9]}", "", "AmazonUnPaidLabel"),
            *("0.00", market.currency, "", "", "Customer", "N", "N", product.asin, product.sku),
            *(title_of(order.listing, market), 1, chance.pick(_MERCHANT_REASONS, "reason", order.order_id)),
            *("Y", "C-Returns", "StandardRefund", "", "", cents, order.quantity, "", "", "", "", "", cents),
        )


def feedback_rows(asked: Asked) -> Rows:
    """GET_SELLER_FEEDBACK_DATA: ratings, with the date as the marketplace writes it."""
    for present in asked.presents:
        shelf = present.shelf
        for each in mail.feedback_between(asked.seller, shelf, asked.start, min(asked.end, asked.moment)):
            form = "{0.day}.{0.month}.{0:%y}" if shelf.market.country in _WITH_DOTS else "{0.day}/{0.month}/{0:%y}"
            on = form.format(_local(each.on, shelf))
            email = buyers.buyer_of(each.order).email
            yield on, each.rating, each.comment, "", each.order.order_id, email


def _order_row(order: Order, item: Item, title: str) -> Row:
    product, buyer, market = order.listing.product, buyers.buyer_of(order), order.shelf.market
    status, item_status = _STATUSES[order.status]
    price, tax = (item.cents, orders.tax_of(item.cents, order.shelf)) if order.has_price else (None, None)
    return (
        order.order_id,
        f"MCF-{item.item_id}" if order.is_multi_channel else order.order_id,
        *(offset_text(order.placed_at), offset_text(order.updated_at), status, _CHANNELS[order.listing.channel]),
        *(order.sales_channel, "", "", "Standard", title, product.sku, product.asin),
        "Cancelled" if item.is_cancelled else item_status,
        0 if order.status is Status.CANCELLED else item.quantity,
        *(market.currency if order.has_price else "", money_text(price), money_text(tax)),
        *("", "", "", "", "", "", buyer.city, "", buyer.postal_code, COUNTRY_CODES[market.country]),
        *("", "false", "", ""),
    )


def _returns(asked: Asked, channel: str) -> Iterator[tuple[Order, datetime]]:
    end = min(asked.end, asked.moment)
    only = (flows.RETURNED_EVERY, flows.RETURNED_AT)
    for present in asked.presents:
        placed = (asked.start - _RETURNED_AFTER, end - _RETURNED_AFTER)
        for order in _placed_between(asked, present.shelf, *placed, only):
            if order.listing.channel == channel and placed[0] <= order.placed_at < placed[1]:
                yield order, order.placed_at + _RETURNED_AFTER


def _placed_between(
    asked: Asked, shelf: Shelf, since: datetime, until: datetime, only: tuple[int, int] | None = None
) -> Iterator[Order]:
    """Orders of every local day from that of `since` to that of `until`."""
    zone = shelf.market.zone
    for number in range(days.number_of(since, zone), days.number_of(until, zone) + 1):
        yield from orders.orders_on(asked.seller, shelf, number, asked.moment, only)


def _local(moment: datetime, shelf: Shelf) -> datetime:
    return moment.astimezone(ZoneInfo(shelf.market.zone))
