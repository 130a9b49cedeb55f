"""GET_FBA_INVENTORY_PLANNING_DATA: how old the stock at Amazon is (first in, first out), and how fast it sells.

As at Amazon the report is whole on some days only: every other day, in turn with the other marketplaces, half of
its rows or fewer come. What is out of stock is never in it.
"""

from typing import NamedTuple

import numpy as np

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.listings.rules import items
from services.sandbox.listings.rules.items import Item
from services.sandbox.seller_reports.rules.asked import Asked, Row, Rows, money_text
from services.sandbox.seller_reports.rules.stock import UNIT_VOLUME, title_of
from services.sandbox.sellers.rules import flows, texts
from services.sandbox.sellers.rules.account import DOMAINS, Listing, Shelf
from services.sandbox.sellers.rules.causes import AFN

_EXCESS_DAYS = 90
_AGES = (0, 30, 60, 90, 180, 210, 240, 270, 300, 330, 365, 455)
_BUCKETS = (
    *((0, 90), (90, 180), (180, 270), (270, 365), (365, 455)),
    *((0, 30), (30, 60), (60, 90), (180, 330), (330, 365)),
)
_CHARGED = ((180, 210), (210, 240), (240, 270), (270, 300), (300, 330), (330, 365), (365, 455))
_SURCHARGE = 0.05
"""What a unit of 181 days or more costs a month."""

_SHORTEST, _SHORT_FROM = 4, 12
"""A short report names at least one of this many SKUs, every other one at most, where so many are stored."""


class _Figures(NamedTuple):
    """Arrays of one number a listing: units on hand older than so many days, units shipped in so many."""

    older: dict[int, Whole]
    shipped: dict[int, Whole]
    mean_available: Whole


def planning_rows(asked: Asked) -> Rows:
    """One row a SKU; of several marketplaces only those of the first, as Amazon does."""
    present = asked.presents[0]
    figures = _figures(present.shelf, present.day)
    named = named_on(present.shelf, present.day)
    for item, listing in items.stored_items(present):
        if listing.product.index in named and present.stock.fulfillable[listing.product.index]:
            yield _row(item, listing, figures)


def can_be_short(shelf: Shelf) -> bool:
    """Whether so much is stored that a part of it is still something."""
    return len(_stored(shelf)) >= _SHORT_FROM


def is_short_on(shelf: Shelf, day: int) -> bool:
    """Whether rows are missing on a day."""
    return can_be_short(shelf) and (day + shelf.place) % 2 == 0


def named_on(shelf: Shelf, day: int) -> set[int]:
    """The products that the report of a day names, if there is stock of them."""
    stored = _stored(shelf)
    if not is_short_on(shelf, day):
        return set(stored)
    every = chance.whole(2, _SHORTEST, "short report", shelf.market.country, day)
    return set(stored[day % every :: every])


def _stored(shelf: Shelf) -> list[int]:
    """The products that Amazon stores, as they were planned."""
    return [each.product.index for each in shelf.listings if each.channel == AFN]


def _figures(shelf: Shelf, day: int) -> _Figures:
    """How old the stock is, be it of several shops, and what this one has shipped."""
    stores, on_hand, gone = shelf.stores, {}, {}
    for ago in _AGES:
        orders = flows.orders_before(stores.flows, day - ago)
        on_hand[ago] = stores.sum(flows.fulfillable_after(stores.flows, day - ago, orders))
        gone[ago] = stores.sum(flows.units_of(orders))
    older = {}
    for ago in _AGES:
        received = on_hand[0] - on_hand[ago] + gone[0] - gone[ago]
        older[ago] = np.clip(on_hand[0] - received, 0, on_hand[0])
    units = {ago: flows.units_of(flows.orders_before(shelf.flows, day - ago)) for ago in (1, 8, 31, 61, 91)}
    shipped = {window: units[1] - units[window + 1] for window in (7, 30, 60, 90)}
    mean = (on_hand[0] + on_hand[30] + on_hand[60] + on_hand[90]) // 4
    return _Figures(older, shipped, mean)


def _row(item: Item, listing: Listing, figures: _Figures) -> Row:
    present, place = item.present, listing.product.index
    market, stock = present.shelf.market, present.stock
    available, reserved = int(stock.fulfillable[place]), int(stock.reserved[place])
    inbound = [int(each[place]) for each in (stock.working, stock.shipped, stock.receiving)]
    on, price = present.moment.strftime("%Y-%m-%d"), money_text(item.cents)
    return {
        "snapshot-date": on,
        "sku": item.sku,
        "fnsku": listing.product.fn_sku,
        "asin": item.asin,
        "product-name": title_of(item),
        "condition": "New",
        "available": available,
        "pending-removal-quantity": 0,
        "currency": market.currency,
        **dict.fromkeys(("your-price", "sales-price", "lowest-price-new-plus-shipping"), price),
        "featuredoffer-price": price,
        "item-volume": f"{UNIT_VOLUME:.3f}",
        "volume-unit-measurement": "cubic meters",
        "storage-type": "Standard-size",
        "storage-volume": f"{UNIT_VOLUME * available:.3f}",
        "marketplace": DOMAINS[market.country],
        "product-group": texts.NOUNS[listing.product.noun].product_type,
        "estimated-storage-cost-next-month": f"{UNIT_VOLUME * available * 26:.2f}",
        "inbound-quantity": sum(inbound),
        **dict(zip(("inbound-working", "inbound-shipped", "inbound-received"), inbound, strict=True)),
        "no-sale-last-6-months": 0,
        **dict.fromkeys(("reserved-quantity", "Total Reserved Quantity", "Reserved Customer Order"), reserved),
        **dict.fromkeys(("fc-transfer", "Reserved FC Processing", "Reserved Staging"), 0),
        "unfulfillable-quantity": int(stock.unfulfillable[place]),
        "Inventory Supply at FBA": available + reserved + sum(inbound),
        "Inventory age snapshot date": on,
        "Exempted from Low-Inventory-Level fee?": "No",
        "Low-Inventory-Level fee applied in current week?": "No",
        **_ages(figures, place, available),
        **_sales(figures, place, available, item.cents or 0),
    }


def _sales(figures: _Figures, place: int, available: int, cents: int) -> dict[str, object]:
    """How fast it sells, and what Amazon makes of that."""
    shipped = {window: int(units[place]) for window, units in figures.shipped.items()}
    excess = max(0, available - round(_EXCESS_DAYS * shipped[90] / 90))
    days_of_supply = _ratio(90 * available, shipped[90], 0)
    return {
        **{f"units-shipped-t{window}": units for window, units in shipped.items()},
        **{f"sales-shipped-last-{window}-days": money_text(units * cents) for window, units in shipped.items()},
        "sell-through": _ratio(shipped[90], figures.mean_available[place]),
        "days-of-supply": days_of_supply,
        "historical-days-of-supply": days_of_supply,
        "weeks-of-cover-t30": _ratio(30 * available, 7 * shipped[30], 1),
        "weeks-of-cover-t90": _ratio(90 * available, 7 * shipped[90], 1),
        "estimated-excess-quantity": excess,
        "recommended-removal-quantity": excess,
        "estimated-cost-savings-of-recommended-actions": "0.00",
        "alert": "Excess inventory" if excess else "",
        "recommended-action": "Create sale" if excess else "No action required",
    }


def _ages(figures: _Figures, place: int, available: int) -> dict[str, object]:
    """Every bucket of age of either form, and what Amazon charges for those from day 181 on."""
    older = {ago: min(int(units[place]), available) for ago, units in figures.older.items()} | {0: available}
    cells: dict[str, object] = {}
    for young, old in _BUCKETS:
        cells[f"inv-age-{_first(young)}-to-{old}-days"] = older[young] - older[old]
    charged = {f"{_first(young)}-{old}": older[young] - older[old] for young, old in _CHARGED}
    for days, oldest in (("365-plus", older[365]), ("456-plus", older[455])):
        cells[f"inv-age-{days}-days"] = charged[days] = oldest
    for days, units in charged.items():
        cells[f"quantity-to-be-charged-ais-{days}-days"] = units
        cells[f"estimated-ais-{days}-days"] = f"{_SURCHARGE * units:.2f}"
    return cells


def _first(young: int) -> int:
    """The first day of a bucket: of units that are older than `young` days, or of all."""
    return young + 1 if young else 0


def _ratio(part: float, whole: float, digits: int = 2) -> str:
    return f"{part / whole:.{digits}f}" if whole else ""
