"""GET_LEDGER_SUMMARY_VIEW_DATA: what came and went at Amazon's warehouses, period by period.

Orders leave on the day after they were placed, so the balance at a day's start holds yesterday's orders.
"""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import NamedTuple

from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.listings.rules.attributes import title_of
from services.sandbox.listings.rules.items import Present
from services.sandbox.seller_reports.rules.asked import Asked, Row, Rows
from services.sandbox.sellers.rules import days, flows
from services.sandbox.sellers.rules.account import COUNTRY_CODES, Listing
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.flows import Flows

PERIODS = ("DAILY", "WEEKLY", "MONTHLY")


class _Balance(NamedTuple):
    """At the start of a day: units in the warehouse, shipped and returned ever, damaged ones now."""

    units: Whole
    shipped: Whole
    returned: Whole
    damaged: Whole


def ledger_rows(asked: Asked) -> Rows:
    """One row a period, SKU and disposition; periods that have not ended are left out."""
    for present in asked.presents:
        zone = present.shelf.market.zone
        first, end = days.number_of(asked.start, zone), min(days.number_of(asked.end, zone) + 1, present.day)
        ours = [each for each in present.shelf.listings if each.channel == AFN]
        for begin, stop in _periods(first, end, asked.options.get("aggregatedByTimePeriod", "MONTHLY"), zone):
            before, after = _balance(present.shelf.flows, begin), _balance(present.shelf.flows, stop)
            on = days.day_of(stop - 1, zone).on.strftime("%m/%d/%Y")
            for listing in ours:
                yield _sellable(present, listing, on, before, after)
                yield _damaged(present, listing, on, before, after)


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


def _sellable(present: Present, listing: Listing, on: str, before: _Balance, after: _Balance) -> Row:
    place = listing.product.index
    shipped = int(after.shipped[place] - before.shipped[place])
    received = int(after.units[place] - before.units[place]) + shipped
    events = (0, received, -shipped, 0, 0, 0, 0, 0, 0, 0, 0)
    return _row(present, listing, on, "SELLABLE", int(before.units[place]), events, int(after.units[place]))


def _damaged(present: Present, listing: Listing, on: str, before: _Balance, after: _Balance) -> Row:
    place = listing.product.index
    returned = int(after.returned[place] - before.returned[place])
    disposed = int(before.damaged[place]) + returned - int(after.damaged[place])
    events = (0, 0, 0, returned, 0, 0, 0, 0, 0, -disposed, 0)
    start, end = int(before.damaged[place]), int(after.damaged[place])
    return _row(present, listing, on, "CUSTOMER_DAMAGED", start, events, end)


def _row(
    present: Present, listing: Listing, on: str, disposition: str, start: int, events: tuple[int, ...], end: int
) -> Row:
    product, market = listing.product, present.shelf.market
    title = title_of(listing, market)
    names = (on, product.fn_sku, product.asin, product.sku, title, disposition)
    return (*names, start, *events, end, 0, COUNTRY_CODES[market.country])
