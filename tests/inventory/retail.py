"""Own retail-like demand with known causes, and a replay of stock policies on it: the same for a seed, for ever.

What is drawn, and from what (shapes as published of retail: rates of SKUs log-normal, most of them slow; counts
more spread than Poisson; levels that wander; launches and ends):

- units a day of a SKU: log-normal with a median of 0.5 and sigma 1.4 (a tenth sells more than 3 a day);
- its level wanders: a random walk of the logarithm, sigma 0.05 a week; a season of a year, its amplitude up to 0.35
  and its phase one of eight categories' ; weekends sell 1.3 times as much;
- one SKU in ten is launched within the last two months before the first order, and is not in stock before; one in
  ten ends after it: from that day on nobody wants it;
- promotions: 0 to 6 % of a SKU's weeks, for which demand is 1.5 to 3 times as high;
- counts: Poisson of the rate times a gamma factor by week and one by day. SKUs are smooth to erratic (the classes of
  Syntetos and Boylan): the shapes are log-uniform, 2 to 60 by week and 1 to 20 by day, a SKU's own; one SKU in eight
  is bought in packs of 2 to 6.

`replay` runs a policy over it as a shop sees it: reviewed every week, delivered after the lead time, what cannot be
sold is lost, and the policy is told what was sold and whether there was stock, never what was wanted. Nothing here
knows the product's rules; outside data can take the place of `shop_of`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

Units = NDArray[np.float64]

SKUS, DAYS, HISTORY = 150, 483, 126
"""`HISTORY` are the days before the first order, on which there was always stock."""

MEDIAN, RATE_SIGMA, WALK_SIGMA, SEASON, WEEKEND = 0.5, 1.4, 0.05, 0.35, 1.3
PROMOTED, WEEK_SHAPES, DAY_SHAPES, PACKED = 0.06, (2.0, 60.0), (1.0, 20.0), 8
COMING, GOING = 0.1, 0.1


@dataclass(frozen=True)
class Shop:
    """`demand` is units wanted by SKU and day, `first` the day on which each SKU was first in stock."""

    demand: Units
    first: Units


@cache
def shop_of(seed: int) -> Shop:
    """The shop of a seed."""
    random = np.random.Generator(np.random.PCG64([seed, 46]))
    weeks = DAYS // 7
    rates = MEDIAN * np.exp(random.normal(0, RATE_SIGMA, SKUS))
    level = np.exp(np.cumsum(random.normal(0, WALK_SIGMA, (SKUS, weeks)), axis=1))
    phase = (random.integers(0, 8, SKUS) / 8)[:, None]
    level *= 1 + random.uniform(0, SEASON, (SKUS, 1)) * np.sin(2 * np.pi * (np.arange(weeks) / 52 + phase))
    promoted = random.random((SKUS, weeks)) < random.uniform(0, PROMOTED, (SKUS, 1))
    level *= np.where(promoted, random.uniform(1.5, 3, (SKUS, weeks)), 1)
    level *= _unrest(random, WEEK_SHAPES, weeks)
    daily = np.repeat(level, 7, axis=1) * np.tile(np.where(np.arange(7) >= 5, WEEKEND, 1), weeks)
    daily *= _unrest(random, DAY_SHAPES, DAYS) * rates[:, None]
    days = np.arange(DAYS)
    launched = np.where(random.random(SKUS) < COMING, random.integers(HISTORY // 2, HISTORY - 7, SKUS), 0)
    ended = np.where(random.random(SKUS) < GOING, random.integers(HISTORY, DAYS, SKUS), DAYS)
    daily *= (days >= launched[:, None]) & (days < ended[:, None])
    packs = np.where(np.arange(SKUS) % PACKED == 0, random.integers(2, 7, SKUS), 1)[:, None]
    return Shop(random.poisson(daily / packs).astype(float) * packs, launched.astype(float))


def _unrest(random: np.random.Generator, shapes: tuple[float, float], periods: int) -> Units:
    """Gamma factors with a mean of 1 by SKU and period; each SKU has a shape of its own."""
    shape = np.exp(random.uniform(*np.log(shapes), (SKUS, 1)))
    return random.gamma(np.broadcast_to(shape, (SKUS, periods))) / shape


@dataclass(frozen=True)
class Seen:
    """What a policy is told at a review: units `sold`, and `there` 1 where the day began with stock, else 0, by SKU
    and day; units `on_hand` by SKU; units `coming` by SKU and day, the first of them tomorrow."""

    sold: Units
    there: Units
    on_hand: Units
    coming: Units


Policy = Callable[[Seen], Units]
"""What to order of each SKU; what is below 0 is nothing, and a part of a unit is a whole one."""


@dataclass(frozen=True)
class Result:
    """What a policy came to: `fill` is units sold / wanted, `stock` the units on hand on an average evening."""

    fill: float
    stock: float


def replay(shop: Shop, policy: Policy, *, lead_days: int, review_days: int = 7, history: int = HISTORY) -> Result:
    """Run a policy over a shop's demand; judged from one lead time and two reviews after its first order.

    The first order comes at once, as stock that a shop begins with; a SKU is in stock on a day that begins with
    units. Before `history` nothing was ever out.
    """
    demand = shop.demand
    skus, days = demand.shape
    sold, there = demand.copy(), (np.arange(days) >= shop.first[:, None]).astype(float)
    on_hand, coming = np.zeros(skus), np.zeros((skus, days + lead_days + 1))
    judged_from, stock = history + lead_days + 2 * review_days, 0.0
    for day in range(history, days):
        on_hand += coming[:, day]
        if (day - history) % review_days == 0:
            seen = Seen(sold[:, :day], there[:, :day], on_hand, coming[:, day + 1 : day + 1 + lead_days])
            ordered = np.ceil(np.maximum(0, policy(seen)) - 1e-9)
            if day == history:
                on_hand += ordered
            else:
                coming[:, day + lead_days] += ordered
        there[:, day] = on_hand > 0
        sold[:, day] = np.minimum(demand[:, day], on_hand)
        on_hand -= sold[:, day]
        stock += on_hand.sum() if day >= judged_from else 0.0
    wanted_units = demand[:, judged_from:].sum()
    return Result(float(sold[:, judged_from:].sum() / wanted_units), float(stock / (days - judged_from)))


def fixed_cover(days_of_cover: float, *, window: int, in_stock: bool) -> Policy:
    """The plain rule: up to so many days of what sold on an average day of the newest `window` days.

    Sellers' tables count all days, which is 30 or 90 days' velocity; `in_stock` those only that began with stock.
    """

    def orders(seen: Seen) -> Units:
        sold, there = seen.sold[:, -window:], seen.there[:, -window:]
        days = there.sum(axis=1) if in_stock else there.shape[1]
        a_day: Units = sold.sum(axis=1) / np.maximum(days, 1)
        return a_day * days_of_cover - seen.on_hand - seen.coming.sum(axis=1)

    return orders
