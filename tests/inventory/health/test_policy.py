"""How much stock the policy needs, and what it fills on demand that it does not know.

The policy was tuned on the seeds 1 to 10; it is held here against others.
"""

from functools import partial
from itertools import pairwise
from statistics import mean

import numpy as np
import pytest

from services.inventory.health.rules import policy
from services.inventory.health.rules.demand import demand_of
from services.inventory.health.rules.policy import USUAL, Spread
from tests.inventory.retail import HISTORY, Shop, fixed_cover, replay, shop_of

HELD_OUT = range(11, 14)
REVIEW = 7
QUARTER, YEAR = 13, 52
"""Weeks that the policy is told of: those that the product reads, and what its functions make of more."""

VELOCITY = partial(fixed_cover, window=30, in_stock=False)
"""What sellers' tables do: so many days of the mean of the last 30."""

IN_STOCK = partial(fixed_cover, window=90, in_stock=True)


def by_week(values):
    return values.reshape(len(values), -1, 7).sum(axis=2)


def series(seen, weeks):
    """Units, days with stock and days that ended without, by week."""
    days = 7 * min(weeks, seen.sold.shape[1] // 7)
    there = seen.there[:, -days:]
    after = np.concatenate([there[:, 1:], (seen.on_hand > 0)[:, None]], axis=1)
    return by_week(seen.sold[:, -days:]), by_week(there), by_week((there > 0) & (after == 0)).astype(float)


def own_policy(fill_rate, lead_days, weeks=YEAR):
    """The functions of the product as a replay calls them."""
    terms = {"lead_days": lead_days, "review_days": REVIEW}

    def orders(seen):
        units, days, run_outs = series(seen, weeks)
        demand = demand_of(units, days, run_outs, all_days=7 * units.shape[1]).a_day
        spread = policy.spread_of(units, days, sum(terms.values()))
        risk = policy.risk_of(fill_rate, demand, USUAL, **terms)
        levels = policy.levels_of(demand, spread, risk, **terms)
        return policy.to_order(levels, demand, seen.on_hand, seen.coming, spread, review_days=REVIEW)

    return orders


def outcome(rule, lead_days):
    """Mean fill and stock of a rule over the shops that it was not tuned on."""
    found = [replay(shop_of(seed), rule, lead_days=lead_days) for seed in HELD_OUT]
    return mean(each.fill for each in found), mean(each.stock for each in found)


@pytest.mark.parametrize(
    ("lead_days", "cover", "cover_days", "weeks", "fill_rate", "fill"),
    [
        (14, VELOCITY, 27.58, YEAR, 0.8938, 0.9),
        (14, IN_STOCK, 25.64, YEAR, 0.8818, 0.886),
        (45, VELOCITY, 62.45, YEAR, 0.8954, 0.942),
        (45, IN_STOCK, 58.52, YEAR, 0.8578, 0.903),
        (14, VELOCITY, 27.58, QUARTER, 0.9067, 0.895),
        (45, VELOCITY, 62.45, QUARTER, 0.8938, 0.929),
    ],
)
def test_at_the_stock_that_fixed_cover_needs_for_87_percent(lead_days, cover, cover_days, weeks, fill_rate, fill):
    """The days of cover are those that fill 0.87, `fill_rate` is the target that comes to the same stock."""
    fixed = outcome(cover(cover_days), lead_days)
    own = outcome(own_policy(fill_rate, lead_days, weeks), lead_days)
    assert fixed[0] == pytest.approx(0.87, abs=0.001)
    assert own[1] == pytest.approx(fixed[1], rel=0.003)
    assert own[0] >= fill


@pytest.mark.parametrize(("weeks", "fills"), [(QUARTER, [0.89, 0.95]), (YEAR, [0.91, 0.96])])
def test_what_the_target_says_is_about_what_is_filled(weeks, fills):
    assert [round(outcome(own_policy(rate, 14, weeks), 14)[0], 2) for rate in (0.9, 0.95)] == fills


@pytest.mark.parametrize("demand", [[3.0], [0.05, 0.2, 1, 5, 40]])
@pytest.mark.parametrize(("lead_days", "review_days"), [(14, 7), (45, 7), (1, 1), (45, 90)])
def test_levels_rise_with_the_target(demand, lead_days, review_days):
    terms = {"lead_days": lead_days, "review_days": review_days}
    rates = np.array(demand)
    levels = [
        policy.levels_of(rates, USUAL, policy.risk_of(target, rates, USUAL, **terms), **terms)
        for target in (0.5, 0.8, 0.9, 0.95, 0.99, 0.999)
    ]
    assert all((less < more).all() for less, more in pairwise(levels))


def test_what_does_not_sell_needs_nothing():
    rates = np.array([0.0, 2.0])
    terms = {"lead_days": 45, "review_days": 7}
    levels = policy.levels_of(rates, USUAL, policy.risk_of(0.95, rates, USUAL, **terms), **terms)
    assert levels[0] == 0 < 104 < levels[1]
    assert policy.level_of(104, USUAL, 1.2) == pytest.approx(policy.levels_of(rates, USUAL, 1.2, **terms)[1])
    assert policy.risk_of(0.95, np.zeros(3), USUAL, **terms) == 0
    assert (policy.levels_of(np.zeros(3), USUAL, 1.2, **terms) == 0).all()


def test_the_usual_spread_counts_where_there_are_few_errors_of_ones_own():
    nothing = np.zeros((2, 13))
    assert policy.spread_of(nothing, nothing, 21) == USUAL
    random = np.random.Generator(np.random.PCG64(1))
    steady = random.poisson(14, (400, 13)).astype(float)
    found = policy.spread_of(steady, np.full((400, 13), 7.0), 21)
    assert found.counts == pytest.approx(2, abs=0.3)  # Poisson, and the mean of few weeks is not sure either
    assert found.level < 0.03


def test_what_is_lost_until_a_delivery_comes_is_not_replaced():
    """Two a day: with stock for the lead time the level less all there is. What is out by then needs the 14 of the
    review, and of the safety of 18 units what its demand is less sure than that of 21 days: sqrt(210 / 1806)."""
    demand, levels, sure = np.array([2.0, 2.0]), np.array([60.0, 60.0]), Spread(1e-6, 1e-6)
    coming = np.zeros((2, 14))
    ordered = policy.to_order(levels, demand, np.array([40.0, 0.0]), coming, sure, review_days=7)
    assert ordered == pytest.approx([20, 20.14], abs=0.1)
    coming[:, 6] = 10
    ordered = policy.to_order(levels, demand, np.array([40.0, 0.0]), coming, sure, review_days=7)
    assert ordered == pytest.approx([10, 20.14], abs=0.1)


def test_a_replay_of_other_data():
    """Any array of units wanted by SKU and day will do."""
    demand = np.full((5, 300), 2.0)
    found = replay(Shop(demand, np.zeros(5)), own_policy(0.95, 14), lead_days=14, history=HISTORY)
    assert found.fill == 1
