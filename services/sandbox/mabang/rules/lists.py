"""Lists that are read page by page: those goods first that were changed last.

A page costs what it holds, however long the list is: the order of a day is made once.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from services.sandbox.advertisers.rules.chance import Whole
from services.sandbox.mabang.rules import stocks
from services.sandbox.mabang.rules.signing import Account

Moves = Sequence[tuple[int, int]]
"""Goods that were changed besides, by place and time; of each the newest, the newest first."""


class Listed(NamedTuple):
    """A list: goods changed besides in front, then those of `places` that are not at `skipped` positions."""

    front: Moves
    places: Whole
    skipped: tuple[int, ...]

    @property
    def total(self) -> int:
        """How many rows it has."""
        return len(self.front) + len(self.places) - len(self.skipped)

    def page(self, start: int, count: int) -> list[int]:
        """The places of so many rows from `start` (from 0) on."""
        found = [place for place, _ in self.front[start : start + count]]
        position = max(0, start - len(self.front))
        for skipped in self.skipped:
            position += skipped <= position
        behind = {each for each in self.skipped if each >= position}
        shown = range(position, min(position + count - len(found) + len(behind), len(self.places)))
        found += [int(self.places[each]) for each in shown if each not in behind]
        return found[:count]


def data_changes(account: Account, at: int, window: tuple[int, int], moves: Moves) -> Listed:
    """The goods whose data were changed from `window[0]` to `window[1]`, both included, as it stands at a time."""
    changes = stocks.changes_of_data(account, at // stocks.DAY_SECONDS)
    begin, end = _within(changes.ages, window)
    skipped = sorted(int(changes.positions[place]) - begin for place, _ in moves)
    front = [(place, moved) for place, moved in moves if window[0] <= moved <= window[1]]
    kept = tuple(each for each in skipped if 0 <= each < end - begin)
    return Listed(front, changes.places[begin:end], kept)


def created(account: Account, window: tuple[int, int]) -> Listed:
    """The goods that were put on the list in a window, both ends included, the oldest first."""
    created_at = stocks.created_times(account)
    begin = int(np.searchsorted(created_at, window[0], side="left"))
    end = int(np.searchsorted(created_at, window[1], side="right"))
    return Listed((), np.arange(begin, end), ())


def stock_changes(account: Account, window: tuple[int, int], moves: Moves) -> Listed:
    """The goods whose stock was changed in a window, each once."""
    places = [np.empty(0, dtype=np.int64)]
    for day in range(window[1] // stocks.DAY_SECONDS, window[0] // stocks.DAY_SECONDS - 1, -1):
        changes = stocks.changes_of_stock(account, day)
        begin, end = _within(changes.ages, window)
        places.append(changes.places[begin:end])
    every = np.concatenate(places)
    if len(places) > 2:  # more than one day
        every = every[np.sort(np.unique(every, return_index=True)[1])]
    moves = [(place, at) for place, at in moves if stocks.is_stored(account, place)]
    front = [(place, at) for place, at in moves if window[0] <= at <= window[1]]
    moved = [np.flatnonzero(every == place) for place, _ in moves]
    return Listed(front, every, tuple(sorted(int(each[0]) for each in moved if len(each))))


def _within(ages: Whole, window: tuple[int, int]) -> tuple[int, int]:
    """The part of a list that was changed within a window."""
    return int(np.searchsorted(ages, -window[1], side="left")), int(np.searchsorted(ages, -window[0], side="right"))
