"""Series by week of SKUs on a marketplace, as demand is reckoned from them."""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta
from itertools import groupby
from typing import Any, NamedTuple

import numpy as np

from services.inventory.health.rules.demand import Numbers
from services.inventory.marketplaces.rules import Window


class Count(NamedTuple):
    """Units of a SKU in one of the seller's own warehouses on a day, at its end and at most."""

    warehouse: str
    date_on: date
    ending: int
    most: int


class Series:
    """By SKU and week, the newest last: `units` that left the stock, `days` with stock, `run_outs` among them."""

    def __init__(self, skus: Sequence[str], window: Window) -> None:
        self.rows = {sku: row for row, sku in enumerate(skus)}
        self._newest = window.days // 7
        shape = (len(skus), self._newest + 1)
        self.units: Numbers = np.zeros(shape)
        self.days: Numbers = np.zeros(shape)
        self.run_outs: Numbers = np.zeros(shape)
        self._whole = [window.days - 7 * self._newest, *[7] * self._newest]

    def add_units(self, sku: str, week: int, units: int) -> None:
        """What left in a week; 0 is the newest."""
        self.units[self.rows[sku], self._newest - week] += units

    def add_units_since(self, skus: Sequence[str], since: Sequence[Sequence[Any]]) -> None:
        """What left, of each SKU since the beginning of each week; the newest week comes first, None is 0."""
        if skus:
            by_week = np.diff(np.nan_to_num(np.array(since, dtype=float)), prepend=0)
            self.units[[self.rows[sku] for sku in skus]] += by_week[:, ::-1]

    def fill_days(self, sku: str) -> None:
        """There was stock on every day of the window."""
        self.days[self.rows[sku]] = self._whole

    def add_days(self, sku: str, week: int, days: int, run_outs: int) -> None:
        """Days of a week with stock."""
        place = self.rows[sku], self._newest - week
        self.days[place] += days
        self.run_outs[place] += run_outs


class OwnDays(NamedTuple):
    """What the seller's own counts tell of a SKU's days in a window: by week days in stock, and those of them that
    ended without; the newest day that ended with some."""

    days: dict[int, int]
    run_outs: dict[int, int]
    last_on: date | None


def own_days(counts: Iterable[Count], window: Window) -> OwnDays:
    """The days from the first count of a SKU on; between counts stock is as it was. Counts are in order of the day.

    What nobody had told by then is not known, and such a day is not one with stock.
    """
    told = [(day, list(each)) for day, each in groupby(counts, key=lambda count: count.date_on)]
    days, run_outs, held = dict[int, int](), dict[int, int](), dict[str, int]()
    last_on, number = None, 0
    day = min(told[0][0], window.to_on) if told else window.to_on
    while day < window.to_on:
        start, most = sum(held.values()), 0
        if number < len(told) and told[number][0] == day:
            for count in told[number][1]:
                held[count.warehouse], most = count.ending, max(most, count.most)
            number += 1
        is_left = sum(held.values()) > 0
        last_on = day if is_left else last_on
        if day >= window.from_on and (start > 0 or most > 0):
            week = ((window.to_on - day).days - 1) // 7
            days[week] = days.get(week, 0) + 1
            run_outs[week] = run_outs.get(week, 0) + (not is_left)
        day += timedelta(days=1)
    return OwnDays(days, run_outs, last_on)
