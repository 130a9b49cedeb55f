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

_WANDERS = 0.004
"""Variance by which the level of a SKU changes in a week, relative to the level: by 6 %."""

_NOISE, _COUNTING = 0.15, 2.0
"""Relative variance of a week's units around the level: the first, and the second by the units of a week."""

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

    The newer a week, the more it counts, above all of what sells much. Of fewer than MIN_DAYS days it is units /
    days, or units / `all_days` of the series where that is more, as where units were sold and no stock is known:
    rather too little, but never nothing.
    """
    lasted = days - (1 - RUN_OUT_DAY) * run_outs
    known = np.where(days > 0, units, 0.0)
    weights = _weights(known, days)
    usual = _ratio((known * weights).sum(axis=1), (lasted * weights).sum(axis=1)) * still_sells(known, lasted)
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


def _weights(units: Numbers, days: Numbers) -> Numbers:
    """What each week counts beside the newest: less by the same share each week, and faster where more sells.

    Of a level that wanders under noise exponential smoothing is the best forecast, with a share that follows from
    how large the two are (Muth, 1960, JASA 55): the counts of what sells rarely are mostly noise.
    """
    a_week = 7 * np.maximum(units.sum(axis=1), 0.5) / np.maximum(days.sum(axis=1), 1)
    noise = _NOISE + _COUNTING / a_week
    share = (np.sqrt(_WANDERS**2 + 4 * _WANDERS * noise) - _WANDERS) / (2 * noise)
    weights: Numbers = (1 - share[:, None]) ** np.arange(units.shape[1] - 1, -1, -1)
    return weights


def _ratio(units: Numbers, days: Numbers) -> Numbers:
    """Units / days, 0 where there are none."""
    found: Numbers = units / np.where(days > 0, days, np.inf)
    return found
