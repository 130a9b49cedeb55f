"""When goods change, and how many there are: functions of the account and the moment, for all goods at once.

Days are those of Beijing. A good's data (its prices) change every 30, 60 or 90 days, its stock every 1 to 14. What is
sold off a warehouse between deliveries takes six changes, then as many units as were sold come at once; for the two
changes before that they are on their way. What no SKU sells any more stays as it is.
"""

from functools import lru_cache
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.mabang.rules.links import shelf_of
from services.sandbox.mabang.rules.signing import Account
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.warehouses.rules import held_by

DAY_SECONDS = 86_400
_DATA_PERIODS, _STOCK_PERIODS = (30, 60, 90), (1, 2, 3, 5, 7, 14)
_CREATED, _CREATED_DAYS = 1_640_995_200, 1200
_CYCLE, _ON_THE_WAY = 6, 2
_LEAST, _MOST = 2, 40
_LEFT, _ORDERED = 3, 2
"""Of what nothing sells, as many times what another good would sell at once; and was bought all the same."""

Stored = npt.NDArray[np.bool_]


class Changes(NamedTuple):
    """Goods by when they changed, newest first: places, and seconds since day 0 began with a minus, which rise."""

    places: Whole
    ages: Whole
    positions: Whole


class Units(NamedTuple):
    """A good's units in a warehouse, and those that suppliers have sent."""

    here: int
    on_the_way: int


@lru_cache(maxsize=8)
def changes_of_data(account: Account, day: int) -> Changes:
    """When each good's data last changed, as it is on a day."""
    return _newest_first(account, _latest(account, "data", _DATA_PERIODS, day - 1))


@lru_cache(maxsize=64)
def changes_of_stock(account: Account, day: int) -> Changes:
    """The goods whose stock changes on a day, the last one first; of what has no stock nothing is told."""
    keys, periods, offsets = _schedule(account, "stock", _STOCK_PERIODS)
    changing = np.flatnonzero((day + offsets) % periods == 0)
    changing = changing[_is_stored(account)[changing]]
    seconds = day * DAY_SECONDS + chance.noise_at(keys[changing], np.full(len(changing), day), DAY_SECONDS)
    order = np.lexsort((changing, -seconds))
    return Changes(changing[order], -seconds[order], np.empty(0, dtype=np.int64))


def data_changed_at(account: Account, place: int, at: int) -> int:
    """When a good's data last changed, in seconds, as it is at a time."""
    changes = changes_of_data(account, at // DAY_SECONDS)
    return -int(changes.ages[changes.positions[place]])


@lru_cache(maxsize=8)
def created_times(account: Account) -> Whole:
    """When each good was put on the list, in seconds: one after the other."""
    times: Whole = _CREATED + np.arange(account.goods) * (_CREATED_DAYS * DAY_SECONDS // max(1, account.goods))
    return times


def change_of_data(account: Account, place: int, day: int) -> int:
    """How often a good's data have changed before a day."""
    _, periods, offsets = _schedule(account, "data", _DATA_PERIODS)
    return int((day - 1 + offsets[place]) // periods[place])


def units_of(account: Account, place: int, at: int) -> Units:
    """A good's units so many seconds after day 0 began."""
    if (held := _held(account).get(place)) is not None:
        return Units(held, 0)
    keys, periods, offsets = _schedule(account, "stock", _STOCK_PERIODS)
    sold = int(chance.noise_at(keys[place : place + 1], np.array([1]), _MOST)[0]) + _LEAST
    if place in _unsold(account):
        return Units(_LEFT * sold, _ORDERED * sold)
    day = at // DAY_SECONDS
    change, turn = divmod(int(day + offsets[place]), int(periods[place]))
    second = chance.noise_at(keys[place : place + 1], np.array([day]), DAY_SECONDS)[0]
    if turn == 0 and at % DAY_SECONDS < second:
        change -= 1
    passed = change % _CYCLE
    return Units(sold * (_CYCLE - passed), sold * _CYCLE if passed >= _CYCLE - _ON_THE_WAY else 0)


def is_stored(account: Account, place: int) -> bool:
    """Whether a good lies in a warehouse; what the seller sends himself and does not count lies in none."""
    return bool(_is_stored(account)[place])


def unsold_places(account: Account) -> list[int]:
    """Where goods stand that no SKU of the seller's sells, though they are named like his products."""
    return sorted(_unsold(account))


def is_held(account: Account, place: int) -> bool:
    """Whether its units are those of the seller's own warehouse, which do not change."""
    return place in _held(account)


@lru_cache(maxsize=8)
def restless_place(account: Account) -> int | None:
    """A good whose stock changes every day; None where there is none."""
    _, periods, _ = _schedule(account, "stock", _STOCK_PERIODS)
    found = np.flatnonzero(_is_stored(account) & (periods == 1))
    return next((int(place) for place in found if not is_held(account, int(place))), None)


@lru_cache(maxsize=8)
def _schedule(account: Account, what: str, periods: tuple[int, ...]) -> tuple[chance.Keys, Whole, Whole]:
    """Keys, periods and offsets, one each a good."""
    key = np.uint64(chance.key_of("mabang", what, account.seed, account.size))
    numbers = np.arange(account.goods)
    keys = key + numbers.astype(np.uint64) * np.uint64(0xD1342543DE82EF95)
    chosen = np.array(periods)[chance.noise_at(keys, numbers, len(periods))]
    return keys, chosen, chance.noise_at(keys, numbers + 1_000_000, 100_000)


def _latest(account: Account, what: str, among: tuple[int, ...], day: int) -> Whole:
    """Seconds since day 0 began at which each good last changed on or before a day."""
    keys, periods, offsets = _schedule(account, what, among)
    days = day - (day + offsets) % periods
    seconds: Whole = days * DAY_SECONDS + chance.noise_at(keys, days, DAY_SECONDS)
    return seconds


def _newest_first(account: Account, seconds: Whole) -> Changes:
    order = np.lexsort((np.arange(account.goods), -seconds))
    positions = np.empty_like(order)
    positions[order] = np.arange(account.goods)
    return Changes(order, -seconds[order], positions)


@lru_cache(maxsize=8)
def _held(account: Account) -> dict[int, int]:
    """Units by place of what the seller's own warehouse is known to hold: the first part of what such a SKU sells."""
    shelf = shelf_of(account)
    parts = {link.sku: link.parts for link in shelf.links}
    units: dict[int, int] = {}
    for held in held_by(shelf.seller):
        for stock_sku, times in parts[held.sku]:
            if (place := shelf.places.get(stock_sku)) is not None:
                units[place] = held.units * times
    return units


@lru_cache(maxsize=8)
def _unsold(account: Account) -> frozenset[int]:
    """Places of goods that no SKU of the seller's sells."""
    shelf = shelf_of(account)
    linked = {stock_sku for link in shelf.links for stock_sku, _ in link.parts}
    return frozenset(good.place for good in shelf.goods if good.stock_sku not in linked)


@lru_cache(maxsize=8)
def _is_stored(account: Account) -> Stored:
    """By place. Of the seller's products those are counted that Amazon stores for all shops, or that are `_held`."""
    shelf, stored = shelf_of(account), np.ones(account.goods, dtype=np.bool_)
    for link in shelf.links:
        index = shelf.seller.places[link.sku]
        if all(each.listings[index].channel == AFN for each in shelf.seller.shelves):
            continue
        for stock_sku, _ in link.parts:
            if (place := shelf.places.get(stock_sku)) is not None:
                stored[place] = place in _held(account)
    return stored
