"""Demand from what was sold and when there was stock, from values only.

All functions take series, an array of SKUs x weeks with the newest week last, whoever sold them: `units` that left
the stock, orders taken elsewhere among them, and `days` of each week on which there was stock (0 to 7). What is not
known is 0 days, never 0 units: such a week says nothing.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

RUN_OUT_DAY = 0.5
"""What a day counts on which the last unit was sold: its stock lasted for half of it on average. Measured on
simulated shops: counted as a whole day demand is too low, and left out with its units it is lower still, since stock
runs out on days on which more is sold than usual."""

_WANDERS, _SEASON, _YEAR = 0.0025, 0.02, 365.25 / 7
"""Relative to what a SKU sells, the variance by which its level changes in a week (by 5 %), and that of each half of
its season, whose phase is not known (14 %); and the weeks of a year."""

_NOISE, _COUNTING = 0.15, 2.0
"""Relative variance of a week's units around the level: the first, and the second by the units of a week."""

_AHEAD, _LEAST_LEVEL = 2.0, 0.02
"""Weeks after the newest for whose season demand is told; the share of the mean below which no level falls here, as
it is `still_sells` that tells what is dead."""

MIN_DAYS = 7
"""Of fewer days with stock demand is told with low confidence only."""

_SPREAD = 2.0
"""Shape of the gamma distribution that rates of demand are taken to have from one spell to the next."""

_ENDS_A_WEEK = 1 / 260
"""How many products stop selling in a week: one in five a year."""


class Demand(NamedTuple):
    """Of each SKU units `a_day` in stock, and whether they `are_sure`, or told of fewer than MIN_DAYS days."""

    a_day: Numbers
    are_sure: NDArray[np.bool_]


NOTHING = 0.01
"""Units a day: what sells less than once in a hundred days asks for nothing."""


def demand_of(units: Numbers, days: Numbers, run_outs: Numbers, *, all_days: int) -> Demand:
    """Units a day in stock times the probability that a SKU still sells; `run_outs` are among the `days`.

    What sells is the level of `_level_of`: the newer a week, the more it counts, above all of what sells much. Of
    fewer than MIN_DAYS days it is units / days, or units / `all_days` of the series where that is more, as where
    units were sold and no stock is known: rather too little, but never nothing. Any number of weeks will do, and a
    year tells more than a quarter.
    """
    lasted = days - (1 - RUN_OUT_DAY) * run_outs
    known = np.where(days > 0, units, 0.0)
    usual = _level_of(known, lasted) * still_sells(known, lasted)
    least = np.maximum(_ratio(known.sum(axis=1), days.sum(axis=1)), units.sum(axis=1) / all_days)
    are_sure: NDArray[np.bool_] = days.sum(axis=1) >= MIN_DAYS
    return Demand(np.where(are_sure, usual, least), are_sure)


def still_sells(units: Numbers, days: Numbers) -> Numbers:
    """The probability that a SKU that has sold still does, after the weeks in stock since its last sale.

    Croston's method learns only from sales, so that what is dead keeps its demand for ever. As in Teunter, Syntetos
    and Babai (2011, EJOR 214) each empty week lowers the probability of demand instead, and here by as much as it is
    a surprise: with rates of a gamma distribution of shape r a SKU of m a day sells nothing in t days with
    probability (r / (r + m t))^r, as in the NBD models of buyers that are still alive (Schmittlein, Morrison and
    Colombo, 1987), against the share of products that have ended in that time. Weeks without stock lower nothing.
    """
    last = np.where(units > 0, np.arange(units.shape[1]), -1).max(axis=1)
    is_since = np.arange(units.shape[1]) > last[:, None]
    empty = np.where(is_since, days, 0.0).sum(axis=1)
    before = np.where(is_since, 0.0, days).sum(axis=1)
    nothing = (_SPREAD / (_SPREAD + _ratio(units.sum(axis=1), before) * empty)) ** _SPREAD
    ended = 1 - (1 - _ENDS_A_WEEK) ** (empty / 7)
    alive: Numbers = (1 - ended) * nothing / (ended + (1 - ended) * nothing)
    return alive


def _level_of(units: Numbers, lasted: Numbers) -> Numbers:
    """Units a day that each SKU sells, its season two weeks on included: a Kalman filter over the weeks.

    Of a level that wanders under noise exponential smoothing is the best forecast, by a share that follows from how
    large the two are (Muth, 1960, JASA 55): counts of what sells rarely are mostly noise. The filter (Harvey, 1989,
    Forecasting, Structural Time Series Models and the Kalman Filter, chapter 2) does the same with weeks that are
    told by few days or not at all, and with a yearly season as a second part of the level: a rise of some weeks goes
    on as far as seasons do, and a year of weeks tells a season. With M units a day on average, those of a week t of d
    days are M (1 + x'h), h = (1, cos wt, sin wt), with a variance of M^2 (7 noise + counting / M) / d; x has the
    variances (1, season, season) at first, and its first part wanders.
    """
    mean = _ratio(units.sum(axis=1), lasted.sum(axis=1))
    scale = np.where(mean > 0, mean, 1.0)[:, None]
    told = np.where(lasted > 0, lasted, 1.0)
    strays = np.where(lasted > 0, units / (told * scale) - 1, 0.0)
    noise = np.where(lasted > 0, (7 * _NOISE + _COUNTING / scale) / told, np.inf)
    found, unsure = np.zeros((3, len(units))), np.zeros((3, 3, len(units)))
    unsure[range(3), range(3)] = np.array([1.0, _SEASON, _SEASON])[:, None]
    for week in range(units.shape[1]):
        unsure[0, 0] += _WANDERS
        season = _season_of(week)
        shared = np.tensordot(season, unsure, 1)
        gain = shared / (season @ shared + noise[:, week])
        found += gain * (strays[:, week] - season @ found)
        unsure -= gain[:, None] * shared
    level: Numbers = mean * np.maximum(1 + _season_of(units.shape[1] - 1 + _AHEAD) @ found, _LEAST_LEVEL)
    return level


def _season_of(week: float) -> Numbers:
    """What the level, and each half of its season, count in a week."""
    turn = 2 * np.pi * week / _YEAR
    return np.array([1.0, np.cos(turn), np.sin(turn)])


def _ratio(units: Numbers, days: Numbers) -> Numbers:
    """Units / days, 0 where there are none."""
    found: Numbers = units / np.where(days > 0, days, np.inf)
    return found
