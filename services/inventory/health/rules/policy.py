"""How much stock a demand needs, from values only: a level to order up to, with a safety stock for a fill rate.

Everything is by SKU, in units and days; `units`, `days` and `run_outs` are the series of `demand`. The functions know
no shop and no table, so that they can be replayed on anybody's data, best with a year of weeks, the newest last::

    demand = demand_of(units, days, run_outs, all_days=7 * units.shape[1]).a_day
    spread = spread_of(units, days, lead_days + review_days)
    risk = risk_of(0.95, demand, USUAL, lead_days=14, review_days=7)
    levels = levels_of(demand, spread, risk, lead_days=14, review_days=7)
    order = levels - on_hand - ordered                                    # units that have no known day
    order = to_order(levels, demand, on_hand, coming, spread, review_days=7)    # units of which the days are known

Sources: order-up-to levels under periodic review, and expected units short in a cycle, from Silver, Pyke and Thomas
(Inventory and Production Management in Supply Chains, 2017, chapter 6); the spread of errors pooled over SKUs, at the
horizon itself and with weeks without stock as missing, as the best entries to VN2 (2025) had it; what arrives after
stock has run out, from the projected inventory levels of Van Jaarsveld and Arts (2024, Operations Research).
"""

from collections.abc import Callable
from math import erf, exp, log, log1p, sqrt
from typing import NamedTuple

import numpy as np

from services.inventory.health.rules.demand import Numbers

_USUAL_COUNT, _USUAL_UNITS = 60.0, 5.0
_LEAST = (1.0, 0.01)
_LARGE = 0.1
_OUTLIERS = 0.995
_EARLIEST, _TOLD = 3, 0.7
_ROUNDS, _EXACT = 40, 1e-11
_RISKS, _LEAST_EXCESS = (1.0, 2.0), 1e-9


class Spread(NamedTuple):
    """How far demand over some time strays from what was expected: variance = `counts` x mean + `level` x mean^2.

    The first is of counting, 1 where units come one by one; the second is of demand that changes.
    """

    counts: float
    level: float


USUAL = Spread(2.0, 0.06)
"""The spread of shops on average, which counts as much as `_USUAL_COUNT` errors of one's own."""


def spread_of(units: Numbers, days: Numbers, horizon_days: float) -> Spread:
    """The spread of a shop's own errors: every sum of so many days against the mean of the weeks before it.

    Pooled over SKUs by least squares, since a SKU's own errors are too few to tell; sums that lacked stock are left
    out. A horizon of more than half of the weeks is judged at half of them.
    """
    weeks = units.shape[1]
    ahead = max(1, min(round(horizon_days / 7), weeks // 2))
    expected, squares = [np.zeros(0)], [np.zeros(0)]
    for start in range(_EARLIEST, weeks - ahead + 1):
        told, then = days[:, :start].sum(axis=1), days[:, start : start + ahead].sum(axis=1)
        mean = units[:, :start].sum(axis=1) / np.maximum(told, 1) * then
        counts = (told >= 14) & (then >= _TOLD * 7 * ahead) & (mean > 0)
        error = units[:, start : start + ahead].sum(axis=1) - mean
        expected.append(mean[counts])
        squares.append(error[counts] ** 2 / mean[counts])
    x, y = np.concatenate(expected), np.concatenate(squares)
    if not len(x):
        return USUAL
    y = np.minimum(y, np.quantile(y, _OUTLIERS))
    weight, usual = 1 / (1 + _LARGE * x) ** 2, _USUAL_COUNT * _USUAL_UNITS**2
    normal = np.array(
        [[weight.sum() + _USUAL_COUNT, (weight * x).sum()], [(weight * x).sum(), (weight * x * x).sum() + usual]]
    )
    given = np.array([(weight * y).sum() + _USUAL_COUNT * USUAL.counts, (weight * x * y).sum() + usual * USUAL.level])
    counts_, level = np.linalg.solve(normal, given)
    return Spread(max(float(counts_), _LEAST[0]), max(float(level), _LEAST[1]))


def risk_of(fill_rate: float, demand: Numbers, spread: Spread, *, lead_days: float, review_days: float) -> float:
    """By how many standard deviations every SKU's level is safe, so that together they fill this share of units.

    One risk for all of them needs the least stock: at the margin a unit of it saves as much wherever it lies. What a
    cycle of one review lacks is E[(D - S)+] - E[(D' - S)+], D being what is wanted within lead time and review and D'
    within the lead time, both taken as log-normal; it may be (1 - fill rate) of what is wanted within a review. The
    risk is found by the logarithm of the two's ratio, which falls with it almost as a straight line does. It never
    falls as the rate rises. It is steadier, and fills more at equal stock, with the USUAL spread than with a shop's
    own, which is told by few weeks: a spread that is told too large would then raise both.
    """
    wanted = demand[demand > 0]
    if not len(wanted):
        return 0.0
    allowed = (1 - fill_rate) * wanted.sum() * review_days

    def excess(risk: float) -> float:
        level = levels_of(wanted, spread, risk, lead_days=lead_days, review_days=review_days)
        whole, before = (_short(wanted * days, level, spread) for days in (lead_days + review_days, lead_days))
        return log(max((whole - before).sum() / allowed, _LEAST_EXCESS))

    return _root(excess, *_RISKS)


def _root(of: Callable[[float], float], first: float, second: float) -> float:
    """Where a function is 0, by the secant method: of one that is almost a straight line it takes few steps."""
    before, now = of(first), of(second)
    for _ in range(_ROUNDS):
        if now == before or abs(second - first) < _EXACT:
            break
        first, second = second, second - now * (second - first) / (now - before)
        before, now = now, of(second)
    return second


def levels_of(demand: Numbers, spread: Spread, risk: float, *, lead_days: float, review_days: float) -> Numbers:
    """Units up to which to order: the quantile of demand within lead time and review; 0 where nothing sells."""
    mean = demand * (lead_days + review_days)
    sigma = _sigma(np.maximum(mean, 1e-9), spread)
    return np.where(mean > 0, mean * np.exp(risk * sigma - sigma**2 / 2), 0.0)


def level_of(mean: float, spread: Spread, risk: float) -> float:
    """The same of one SKU with this demand within lead time and review, above 0."""
    variance = log1p(spread.counts / mean + spread.level)
    return mean * exp(risk * sqrt(variance) - variance / 2)


def to_order(
    levels: Numbers, demand: Numbers, on_hand: Numbers, coming: Numbers, spread: Spread, *, review_days: float
) -> Numbers:
    """Units to order where the days are known on which units come: `coming` by SKU and day, the first tomorrow.

    Its last day is the one on which an order of today would come. What will be lost until then for want of stock
    need not be replaced, and is not uncertain any more: ordered is what is wanted within the review after that day
    and a safety for it, less what is expected to be left by then. That is followed week after week, as a normal
    distribution that is cut off at nothing. The safety is that of the levels as far as what is left and what is
    wanted then are less sure together than demand within lead time and review would be.
    """
    left, variance, mutual = on_hand.astype(float), np.zeros(len(demand)), np.zeros(len(demand))
    for first in range(0, coming.shape[1], 7):
        arriving = coming[:, first : first + 7]
        wanted = demand * arriving.shape[1]
        sigma = np.sqrt(np.maximum(variance + _variance(wanted, spread, mutual), 1e-9))
        left, variance, share = _cut_off(left + arriving[:, :-1].sum(axis=1) - wanted, sigma)
        left, mutual = left + arriving[:, -1], share * (mutual + wanted)
    wanted, whole = demand * review_days, demand * (coming.shape[1] + review_days)
    unsure = (variance + _variance(wanted, spread, mutual)) / np.maximum(_variance(whole, spread), 1e-9)
    ordered: Numbers = np.maximum(0.0, wanted + (levels - whole) * np.sqrt(np.minimum(unsure, 1)) - left)
    return ordered


def _variance(mean: Numbers, spread: Spread, mutual: Numbers | float = 0.0) -> Numbers:
    """Of demand with this mean; demand of `mutual` on average before it strays with it as far as the level does."""
    found: Numbers = spread.counts * mean + spread.level * mean * (mean + 2 * mutual)
    return found


def _cut_off(mean: Numbers, sigma: Numbers) -> tuple[Numbers, Numbers, Numbers]:
    """Mean and variance of max(0, X) of a normal X, and P(X > 0)."""
    above = mean / sigma
    share, height = _below(above), np.exp(-(above**2) / 2) / sqrt(2 * np.pi)
    left = mean * share + sigma * height
    return left, np.maximum((mean**2 + sigma**2) * share + mean * sigma * height - left**2, 0.0), share


def _short(mean: Numbers, level: Numbers, spread: Spread) -> Numbers:
    """E[(D - level)+] of a log-normal D with this mean."""
    sigma = _sigma(mean, spread)
    far = np.log(mean / level) / sigma + sigma / 2
    return mean * _below(far) - level * _below(far - sigma)


def _sigma(mean: Numbers, spread: Spread) -> Numbers:
    """Of the logarithm of demand with this mean."""
    found: Numbers = np.sqrt(np.log1p(spread.counts / mean + spread.level))
    return found


_erf = np.frompyfunc(erf, 1, 1)


def _below(x: Numbers) -> Numbers:
    """The share of a normal distribution that lies below."""
    found: Numbers = 0.5 * (1 + np.asarray(_erf(np.asarray(x) / sqrt(2)), dtype=float))
    return found
