"""Finding orders by when they were placed or changed, page by page.

Orders come day by day, each day marketplace by marketplace, oldest first. A position is a day's number
among those looked at and how many of its orders have been shown.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.sandbox.sellers.rules import days, orders
from services.sandbox.sellers.rules.account import Seller, Shelf
from services.sandbox.sellers.rules.orders import Order, Status

_CHANGES_UNTIL = timedelta(days=2)
"""An order changes for the last time within two days."""


@dataclass(frozen=True, slots=True)
class Search:
    """Orders with a moment from `after` up to, not including, `before`: of their change, or of their placing."""

    after: datetime
    before: datetime
    by_change: bool
    statuses: Collection[Status]
    channels: Collection[str]


def page_of(
    seller: Seller, shelves: Sequence[Shelf], moment: datetime, search: Search, position: Sequence[int], size: int
) -> tuple[list[Order], list[int] | None]:
    """A page of at most `size` orders from a position on, and where the next begins, None after the last."""
    found: list[Order] = []
    chunk, shown = position
    for number, (shelf, day) in enumerate(_days_of(shelves, search)):
        if number < chunk:
            continue
        wanted = [each for each in orders.orders_on(seller, shelf, day, moment) if _is_meant(each, search)]
        rest = wanted[shown:] if number == chunk else wanted
        taken = rest[: size - len(found)]
        found += taken
        if len(taken) < len(rest):
            return found, [number, len(taken) + (shown if number == chunk else 0)]
    return found, None


def _days_of(shelves: Sequence[Shelf], search: Search) -> Iterator[tuple[Shelf, int]]:
    """Each shelf's days on which orders that are meant can have been placed."""
    since = search.after - (_CHANGES_UNTIL if search.by_change else timedelta())
    numbers = [
        range(days.number_of(since, shelf.market.zone), days.number_of(search.before, shelf.market.zone) + 1)
        for shelf in shelves
    ]
    first, last = min(each.start for each in numbers), max(each.stop for each in numbers)
    for day in range(max(0, first), last):
        for shelf in shelves:
            yield shelf, day


def _is_meant(order: Order, search: Search) -> bool:
    moment = order.updated_at if search.by_change else order.placed_at
    in_time = search.after <= moment < search.before
    in_status = not search.statuses or order.status in search.statuses
    return in_time and in_status and (not search.channels or order.listing.channel in search.channels)
