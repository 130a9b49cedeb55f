"""Single orders: a function of the listing and the order's number, and of the moment that is looked from.

An order is Pending for half an hour, then waits, and leaves at 06:00 on the day after. Every 36th is
cancelled by its buyer two hours after it was placed, and is Pending until then. Pending and cancelled
orders have no price.

Every 36th order of what Amazon stores is a multi-channel one: no sale of the shop, it only takes units. Of
every 36th order of two units each unit is an item of its own; every 36th has a second item that was cancelled.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.sellers.rules import days, flows
from services.sandbox.sellers.rules.account import DOMAINS, VAT_PERCENT, Listing, Seller, Shelf
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.days import Day

SHIPPED_AT = 6 * 3600
"""Seconds into the day at which the orders of the day before leave."""
_PENDING_FOR, _CANCELLED_AFTER = timedelta(minutes=30), timedelta(hours=2)
_PREFIXES, _MULTI_CHANNEL_PREFIX = {"UK": "026", "DE": "028", "FR": "171", "IT": "403", "ES": "405"}, "S02"
EVERY, MULTI_CHANNEL_AT, SPLIT_AT, HALF_CANCELLED_AT = 36, 9, 7, 21
"""Which orders are out of the ordinary; no order is two of these, and none of them is cancelled or comes back."""

_SPAN, _FACTOR, _SHIFT = 10**14, 48271000033, 73_019_774_212_049
_NUMBERS, _INDICES = 1_000_000, 100_000


class Status(StrEnum):
    """How far an order is, in the words of the 2026 API."""

    PENDING = "PENDING"
    UNSHIPPED = "UNSHIPPED"
    SHIPPED = "SHIPPED"
    CANCELLED = "CANCELLED"


class Item(NamedTuple):
    """A line of an order, its first (0) or second; `cents` include VAT."""

    order_id: str
    place: int
    quantity: int
    cents: int
    is_cancelled: bool

    @property
    def item_id(self) -> str:
        """Amazon's id of it."""
        return f"{chance.key_of('order item', self.order_id, self.place) % 10**14:014d}"


class Order(NamedTuple):
    """One order of one listing, as it is at some moment."""

    order_id: str
    shelf: Shelf
    listing: Listing
    number: int
    placed_at: datetime
    updated_at: datetime
    ships_at: datetime
    status: Status
    quantity: int

    @property
    def is_multi_channel(self) -> bool:
        """Whether it was placed elsewhere, and only takes units from Amazon's stock."""
        return _is_multi_channel(self.listing, self.number)

    @property
    def sales_channel(self) -> str:
        """Where it was placed, as v0 and the reports call it."""
        country = self.shelf.market.country
        if not self.is_multi_channel:
            return DOMAINS[country]
        return chance.pick(("Non-Amazon", f"Non-Amazon {country}", f"SI {country} Prod Marketplace"), self.order_id)

    @property
    def has_price(self) -> bool:
        """Whether Amazon tells what it cost."""
        return self.status in (Status.UNSHIPPED, Status.SHIPPED) and not self.is_multi_channel

    @property
    def cents(self) -> int:
        """What the buyer pays, VAT included."""
        return (self.listing.price or 0) * self.quantity

    @property
    def items(self) -> list[Item]:
        """Its lines, all of one product: one as a rule, which holds all units."""
        kind, price = self.number % EVERY, self.listing.price or 0
        is_cancelled = self.status is Status.CANCELLED
        if kind == SPLIT_AT:
            return [Item(self.order_id, place, 1, price, is_cancelled) for place in (0, 1)]
        whole = Item(self.order_id, 0, self.quantity, self.cents, is_cancelled)
        if kind == HALF_CANCELLED_AT and self.status is Status.SHIPPED:
            return [whole, Item(self.order_id, 1, 1, price, is_cancelled=True)]
        return [whole]


@dataclass(frozen=True, slots=True)
class Placed:
    """The orders of one day in the order of their seconds: the listing's place, the order's number."""

    day: Day
    places: Whole
    numbers: Whole
    seconds: Whole


def placed_on(shelf: Shelf, number: int) -> Placed:
    """Every order of a shelf on a day, future ones too."""
    day = days.day_of(number, shelf.market.zone)
    before = flows.orders_before(shelf.flows, number)
    counts = flows.orders_before(shelf.flows, number + 1) - before
    places = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    starts = np.repeat(np.cumsum(counts) - counts, counts)
    turn = np.arange(len(places), dtype=np.int64) - starts
    numbers = before[places] + 1 + turn
    seconds = flows.second_of(shelf.flows.keys[places], numbers, turn, counts[places], day.seconds)
    order = np.lexsort((places, seconds))
    return Placed(day, places[order], numbers[order], seconds[order])


def orders_on(
    seller: Seller, shelf: Shelf, number: int, moment: datetime, only: tuple[int, int] | None = None
) -> Iterator[Order]:
    """The orders of a day that have been placed by a moment, oldest first.

    `only` (every, at): those alone whose number leaves `at` when it is divided by `every`.
    """
    placed = placed_on(shelf, number)
    if only:
        picked = placed.numbers % only[0] == only[1]
        placed = Placed(placed.day, placed.places[picked], placed.numbers[picked], placed.seconds[picked])
    seen = int(np.searchsorted(placed.seconds, (moment - placed.day.begin).total_seconds(), side="right"))
    ships_at = _ships_at(shelf, number)
    columns = (placed.places[:seen].tolist(), placed.numbers[:seen].tolist(), placed.seconds[:seen].tolist())
    for place, order, second in zip(*columns, strict=True):
        placed_at = placed.day.begin + timedelta(seconds=second)
        yield _order(seller, shelf, shelf.listings[place], order, placed_at, ships_at, moment)


def find_order(seller: Seller, order_id: str, moment: datetime) -> Order | None:
    """The order of an id; None when there is none, or not yet."""
    found = _opened(order_id, seller.seed)
    if found is None or found[0] >= len(seller.shelves) or found[1] >= seller.size:
        return None
    shelf, place, number = seller.shelves[found[0]], found[1], found[2]
    day = day_of_order(shelf, place, number, days.number_of(moment, shelf.market.zone))
    if day is None:
        return None
    orders = orders_on(seller, shelf, day, moment)
    return next((each for each in orders if each.order_id == order_id), None)


def day_of_order(shelf: Shelf, place: int, number: int, last: int) -> int | None:
    """The day, up to `last`, on which a listing's order of a number is placed."""
    flow = shelf.flows.only(np.array([place]))
    low, high = 0, last
    if number < 1 or number > int(flows.orders_before(flow, last + 1)[0]):
        return None
    while low < high:
        middle = (low + high) // 2
        if number <= int(flows.orders_before(flow, middle + 1)[0]):
            high = middle
        else:
            low = middle + 1
    return low


def order_id_of(seller: Seller, shelf: Shelf, place: int, number: int) -> str:
    """The id of an order, from which it can be found again."""
    code = (shelf.place * _INDICES + place) * _NUMBERS + number
    digits = f"{(code * _FACTOR + _SHIFT * (seller.seed + 1)) % _SPAN:014d}"
    is_multi_channel = _is_multi_channel(shelf.listings[place], number)
    prefix = _MULTI_CHANNEL_PREFIX if is_multi_channel else _PREFIXES[shelf.market.country]
    return f"{prefix}-{digits[:7]}-{digits[7:]}"


def tax_of(cents: int, shelf: Shelf) -> int:
    """Cents of VAT in a price, rounded."""
    percent = VAT_PERCENT[shelf.market.country]
    return round(cents * percent / (100 + percent))


def _is_multi_channel(listing: Listing, number: int) -> bool:
    return listing.channel == AFN and number % EVERY == MULTI_CHANNEL_AT


def _opened(order_id: str, seed: int) -> tuple[int, int, int] | None:
    parts = order_id.split("-")
    well_formed = [len(part) for part in parts] == [3, 7, 7] and all(p.isascii() and p.isdigit() for p in parts[1:])
    if not well_formed or parts[0] not in (*_PREFIXES.values(), _MULTI_CHANNEL_PREFIX):
        return None
    digits = int(parts[1] + parts[2])
    code = (digits - _SHIFT * (seed + 1)) * pow(_FACTOR, -1, _SPAN) % _SPAN
    rest, number = divmod(code, _NUMBERS)
    shelf, place = divmod(rest, _INDICES)
    return shelf, place, number


def _ships_at(shelf: Shelf, number: int) -> datetime:
    return days.day_of(number + 1, shelf.market.zone).begin + timedelta(seconds=SHIPPED_AT)


def _order(
    seller: Seller,
    shelf: Shelf,
    listing: Listing,
    number: int,
    placed_at: datetime,
    ships_at: datetime,
    moment: datetime,
) -> Order:
    status, updated_at = Status.PENDING, placed_at
    if number % flows.CANCELLED_EVERY == 0:
        if moment >= placed_at + _CANCELLED_AFTER:
            status, updated_at = Status.CANCELLED, placed_at + _CANCELLED_AFTER
    elif moment >= ships_at:
        status, updated_at = Status.SHIPPED, ships_at
    elif moment >= placed_at + _PENDING_FOR:
        status, updated_at = Status.UNSHIPPED, placed_at + _PENDING_FOR
    return Order(
        order_id=order_id_of(seller, shelf, listing.product.index, number),
        shelf=shelf,
        listing=listing,
        number=number,
        placed_at=placed_at,
        updated_at=updated_at,
        ships_at=ships_at,
        status=status,
        quantity=2 if number % flows.TWO_UNITS_EVERY == 1 else 1,
    )
