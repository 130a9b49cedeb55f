"""Rows about stock at Amazon: what there is, how old it is, how fast it sells, what is stranded."""

from collections.abc import Iterator
from datetime import timedelta
from typing import NamedTuple

import numpy as np

from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.listings.rules import items
from services.sandbox.listings.rules.items import Item, Present
from services.sandbox.seller_reports.rules.asked import Asked, Row, Rows, money_text, offset_text
from services.sandbox.sellers.rules import flows, issues, texts
from services.sandbox.sellers.rules.account import DOMAINS, Listing
from services.sandbox.sellers.rules.causes import AFN, Cause
from services.sandbox.sellers.rules.flows import Flows

_VOLUME = 0.002
"""Cubic metres of a unit."""

_EXCESS_DAYS = 90
_AGES = (0, 30, 60, 90, 180, 210, 240, 270, 300, 330, 365)


class _Figures(NamedTuple):
    """Arrays of one number a listing: units on hand older than so many days, units shipped in so many."""

    older: dict[int, Whole]
    shipped: dict[int, Whole]
    mean_available: Whole


def inventory_rows(asked: Asked) -> Rows:
    """GET_FBA_MYI_UNSUPPRESSED_INVENTORY_DATA: one row a SKU that Amazon stores."""
    for present in asked.presents:
        for item, listing in _stored(present):
            stock, place = present.stock, listing.product.index
            inbound = [int(each[place]) for each in (stock.working, stock.shipped, stock.receiving)]
            units = [int(each[place]) for each in (stock.fulfillable, stock.unfulfillable, stock.reserved)]
            yield (
                *(item.sku, listing.product.fn_sku, item.asin, _title(item), "New", money_text(item.cents)),
                *("No", "", "Yes", sum(units), *units, sum(units) + sum(inbound), f"{_VOLUME:.3f}", *inbound),
                *(0, 0, 0),
            )


def stranded_rows(asked: Asked) -> Rows:
    """GET_STRANDED_INVENTORY_UI_DATA: units at Amazon whose listing is closed."""
    for present in asked.presents:
        for item, listing in _stored(present):
            planted = (listing.cause, listing.number, present.day)
            if listing.cause is not Cause.STRANDED or not issues.is_on(*planted):
                continue
            since = issues.began_at(*planted, present.shelf.market.zone)
            stock, place = present.stock, listing.product.index
            yield (
                *("Relist", offset_text(since), offset_text(since + timedelta(days=30)), "Stranded", "Closed"),
                *("The listing is closed.", "Closed Listing", item.asin, item.sku, listing.product.fn_sku),
                *(_title(item), "New", "Amazon", int(stock.fulfillable[place]), money_text(item.cents)),
                *(int(stock.unfulfillable[place]), int(stock.reserved[place]), int(stock.shipped[place])),
            )


def planning_rows(asked: Asked) -> Rows:
    """GET_FBA_INVENTORY_PLANNING_DATA: one row a SKU, with its ages (first in, first out) and its rate of sale."""
    for present in asked.presents:
        figures = _figures(present.shelf.flows, present.day)
        for item, listing in _stored(present):
            yield _planning(item, listing, figures)


def _stored(present: Present) -> Iterator[tuple[Item, Listing]]:
    for item in items.items_of(present):
        if item.listing and item.channel == AFN:
            yield item, item.listing


def _title(item: Item) -> str:
    values = item.attributes.get("item_name")
    return str(values[0].get("value", "")) if values else ""


def _figures(flow: Flows, day: int) -> _Figures:
    orders = {ago: flows.orders_before(flow, day - ago) for ago in {*_AGES, 1, 8, 31, 61, 91}}
    on_hand = {ago: flows.fulfillable_after(flow, day - ago, orders[ago]) for ago in _AGES}
    units = {ago: flows.units_of(each) for ago, each in orders.items()}
    older = {}
    for ago in _AGES:
        received = on_hand[0] - on_hand[ago] + units[0] - units[ago]
        older[ago] = np.clip(on_hand[0] - received, 0, on_hand[0])
    shipped = {window: units[1] - units[window + 1] for window in (7, 30, 60, 90)}
    mean = (on_hand[0] + on_hand[30] + on_hand[60] + on_hand[90]) // 4
    return _Figures(older, shipped, mean)


def _planning(item: Item, listing: Listing, figures: _Figures) -> Row:
    present, place = item.present, listing.product.index
    stock, market = present.stock, present.shelf.market
    available = int(stock.fulfillable[place])
    shipped = {window: int(units[place]) for window, units in figures.shipped.items()}
    price = item.cents or 0
    inbound = [int(each[place]) for each in (stock.working, stock.shipped, stock.receiving)]
    excess = max(0, available - round(_EXCESS_DAYS * shipped[90] / 90))
    ages = _ages(figures, place, available)
    return (
        *(present.moment.strftime("%Y-%m-%d"), item.sku, listing.product.fn_sku, item.asin, _title(item), "New"),
        *(available, 0, *ages[:5], market.currency, 0, "0.00", 0, "0.00", *shipped.values()),
        *(_alert(available, excess), money_text(price), money_text(price), money_text(price), ""),
        *(_action(available, excess), "", "", "", excess, "0.00", _ratio(shipped[90], figures.mean_available[place])),
        *(f"{_VOLUME:.3f}", "cubic meters", "Standard-size", f"{_VOLUME * available:.3f}"),
        *(DOMAINS[market.country], texts.NOUNS[listing.product.noun].product_type, ""),
        *(_ratio(90 * available, shipped[90], 0), excess, _ratio(30 * available, 7 * shipped[30], 1)),
        *(_ratio(90 * available, 7 * shipped[90], 1), money_text(price)),
        *(money_text(units * price) for units in shipped.values()),
        *(*ages[5:10], f"{_VOLUME * available * 26:.2f}", sum(inbound), *inbound),
        *(0, int(stock.reserved[place]), int(stock.unfulfillable[place])),
        *("0.00" for _ in range(7)),
        *ages[10:],
    )


def _ages(figures: _Figures, place: int, available: int) -> list[int]:
    """The five usual buckets, the five finer ones, then those of the surcharge from day 181 on."""
    older = {ago: min(int(units[place]), available) for ago, units in figures.older.items()} | {0: available}

    def between(young: int, old: int) -> int:
        return older[young] - older[old]

    usual = [between(0, 90), between(90, 180), between(180, 270), between(270, 365), older[365]]
    finer = [between(0, 30), between(30, 60), between(60, 90), between(180, 330), between(330, 365)]
    charged = [between(each, each + 30) for each in (180, 210, 240, 270, 300)]
    return [*usual, *finer, *charged, between(330, 365), older[365]]


def _ratio(part: float, whole: float, digits: int = 2) -> str:
    return f"{part / whole:.{digits}f}" if whole else ""


def _alert(available: int, excess: int) -> str:
    return "Out of stock" if available == 0 else "Excess inventory" if excess else ""


def _action(available: int, excess: int) -> str:
    if available == 0:
        return "Restock"
    return "Create sale" if excess else "No action required"
