"""GET_LEDGER_SUMMARY_VIEW_DATA: what came and went at Amazon's warehouses, period by period.

Orders leave on the day after they were placed, so the balance at a day's start holds yesterday's orders.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.listings.rules.attributes import title_of
from services.sandbox.listings.rules.items import Present
from services.sandbox.seller_reports.rules.asked import Asked, Rows
from services.sandbox.sellers.rules import days, flows
from services.sandbox.sellers.rules.account import Listing
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.flows import Flows

PERIODS = ("DAILY", "WEEKLY", "MONTHLY")
_FIGURES = slice(6, -2)
"""The cells of a row that hold units."""


class _Balance(NamedTuple):
    """At the start of a day: units in the warehouse, shipped and returned ever, damaged ones now."""

    units: Whole
    shipped: Whole
    returned: Whole
    damaged: Whole


def ledger_rows(asked: Asked) -> Rows:
    """One row a period, country, SKU and disposition; periods that have not ended are left out.

    A pool is told once, whichever of its shops are asked for, and of it only where there was something.
    """
    is_pool = asked.seller.is_pan_eu
    for present in asked.presents[:1] if is_pool else asked.presents:
        zone, flow = present.shelf.market.zone, present.shelf.stores.flows
        first, end = days.number_of(asked.start, zone), min(days.number_of(asked.end, zone) + 1, present.day)
        for begin, stop in _periods(first, end, asked.options.get("aggregatedByTimePeriod", "MONTHLY"), zone):
            on = days.day_of(stop - 1, zone).on.strftime("%m/%d/%Y")
            for row in _period_rows(present, on, _balance(flow, begin), _balance(flow, stop)):
                if not is_pool or any(row[_FIGURES]):
                    yield row


def _period_rows(present: Present, on: str, before: _Balance, after: _Balance) -> Iterator[tuple[object, ...]]:
    stores = present.shelf.stores
    for number, country in enumerate(stores.countries):
        was, is_now = (_Balance(*(stores.sum_in(number, each) for each in both)) for both in (before, after))
        for listing in present.shelf.listings:
            if listing.channel == AFN:
                yield _sellable(present, listing, on, country, was, is_now)
                yield _damaged(present, listing, on, country, was, is_now)


def _periods(first: int, end: int, period: str, zone: str) -> Iterator[tuple[int, int]]:
    """Day numbers from `first` up to `end`, cut where a period ends."""
    begin = first
    for day in range(first + 1, end + 1):
        if day == end or _starts_period(days.day_of(day, zone).on, period):
            yield begin, day
            begin = day


def _starts_period(on: date, period: str) -> bool:
    if period == "WEEKLY":
        return on.weekday() == 0
    return period == "DAILY" or (on - timedelta(days=1)).month != on.month


def _balance(flow: Flows, day: int) -> _Balance:
    orders, earlier = flows.orders_before(flow, day), flows.orders_before(flow, day - 1)
    fulfillable = flows.fulfillable_after(flow, day - 1, orders)
    waiting = flows.units_of(orders) - flows.units_of(earlier)
    returned = flows.returns_of(flows.orders_before(flow, day - flows.RETURN_DAYS))
    return _Balance(fulfillable + waiting, flows.units_of(earlier), returned, flows.unfulfillable_on(flow, day - 1))


def _sellable(
    present: Present, listing: Listing, on: str, country: str, before: _Balance, after: _Balance
) -> tuple[object, ...]:
    place = listing.product.index
    shipped = int(after.shipped[place] - before.shipped[place])
    received = int(after.units[place] - before.units[place]) + shipped
    events = (0, received, -shipped, 0, 0, 0, 0, 0, 0, 0, 0)
    figures = (int(before.units[place]), *events, int(after.units[place]))
    return _row(present, listing, on, country, "SELLABLE", figures)


def _damaged(
    present: Present, listing: Listing, on: str, country: str, before: _Balance, after: _Balance
) -> tuple[object, ...]:
    place = listing.product.index
    returned = int(after.returned[place] - before.returned[place])
    disposed = int(before.damaged[place]) + returned - int(after.damaged[place])
    events = (0, 0, 0, returned, 0, 0, 0, 0, 0, -disposed, 0)
    figures = (int(before.damaged[place]), *events, int(after.damaged[place]))
    return _row(present, listing, on, country, "CUSTOMER_DAMAGED", figures)


def _row(
    present: Present, listing: Listing, on: str, country: str, disposition: str, figures: tuple[int, ...]
) -> tuple[object, ...]:
    """A row; `figures` are the balance at the start, the events, and the balance at the end."""
    product = listing.product
    title = title_of(listing, present.shelf.market)
    return (on, product.fn_sku, product.asin, product.sku, title, disposition, *figures, 0, country)
