"""What own warehouses hold is shared so that nothing is given twice, and whoever runs out sooner gets first."""

import numpy as np
import pytest

from services.inventory.health.rules.allocation import Asked, Pot, allotted


def asked(*stocks):
    """Of one SKU: units needed, had and sold a day of each stock."""
    return Asked(*(np.array([column], dtype=float) for column in zip(*stocks, strict=True)))


def pot(units, *served):
    return Pot(np.array([float(units)]), np.array(served, dtype=float))


def share(pots, asked, *, kept=None, held=None, judged=None):
    stocks = asked.needs.shape[1]
    kept, held = (np.array([each or [0] * stocks], dtype=float) for each in (kept, held))
    found = allotted(pots, kept, asked, held, np.array(judged or [1] * stocks, dtype=float))
    return found[0].tolist()


@pytest.mark.parametrize(
    ("units", "stocks", "shares"),
    [
        (200, ((50, 0, 1), (60, 40, 1)), [50, 60]),  # there is enough
        (60, ((100, 0, 1), (100, 20, 1)), [40, 20]),  # both last for 40 days
        (90, ((100, 0, 2), (100, 30, 1)), [80, 10]),  # 40 days again, of 2 and 1 a day
        (15, ((100, 0, 1), (100, 20, 1)), [15, 0]),  # the first lasts for less than the second has
        (7, ((5, 0, 1), (100, 0, 1)), [4, 3]),  # what is left over by rounding is given, too
        (0, ((5, 0, 1), (5, 0, 1)), [0, 0]),
        (9, ((0, 90, 1), (5, 0, 0)), [0, 0]),  # what does not sell needs nothing
    ],
)
def test_all_last_equally_long_where_there_is_too_little(units, stocks, shares):
    assert share([pot(units, *[1] * len(stocks))], asked(*stocks)) == shares


def test_what_is_sold_out_of_the_warehouse_itself_stays_there():
    assert share([pot(200, 1, 1)], asked((0, 200, 3), (150, 0, 1)), kept=[120, 0]) == [0, 80]


def test_a_warehouse_that_serves_few_gives_first():
    """The second stock is served by one warehouse only: that of all is not used up by the first."""
    assert share([pot(50, 1, 1), pot(30, 1, 0)], asked((40, 0, 1), (40, 0, 1))) == [40, 40]


def test_what_a_stock_holds_that_is_not_judged_now_is_not_given_twice():
    both = asked((150, 0, 1), (150, 0, 1))
    assert share([pot(200, 1, 1)], both, held=[0, 180], judged=[1, 0]) == [20, 0]
    assert share([pot(200, 1, 1)], both, held=[20, 0], judged=[0, 1]) == [0, 100]
    assert share([pot(200, 1, 1)], both, held=[0, 100], judged=[1, 0]) == [100, 0]  # both come to what is fair
    assert share([pot(50, 1, 1)], both, held=[0, 100], judged=[1, 0]) == [0, 0]  # a later count told less


def test_in_whatever_turn_stocks_are_judged_they_hold_no_more_than_there_is_and_come_to_one_end():
    chance = np.random.default_rng(7)
    skus, stocks = 40, 4
    units = [chance.integers(0, 300, skus).astype(float) for _ in range(2)]
    pots = [Pot(units[0], np.ones(stocks)), Pot(units[1], np.array([1.0, 1.0, 0.0, 0.0]))]
    demands = chance.gamma(1.0, 2.0, (skus, stocks)).round(2)
    levels, supplies = np.ceil(demands * 52), chance.integers(0, 100, (skus, stocks)).astype(float)
    everybody = Asked(np.maximum(levels - supplies, 0), supplies, demands)
    kept = np.zeros((skus, stocks))
    wanted = allotted(pots, kept, everybody, kept, np.ones(stocks))
    assert (wanted.sum(axis=1) <= units[0] + units[1]).all()
    assert (wanted[:, 2:].sum(axis=1) <= units[0]).all()  # the second warehouse does not serve these
    assert (wanted <= everybody.needs).all()
    held = np.zeros((skus, stocks))
    for turn in [*chance.permutation(stocks), *chance.permutation(stocks), *range(stocks)]:
        judged = (np.arange(stocks) == turn).astype(float)
        held = np.where(judged, allotted(pots, kept, everybody, held, judged), held)
        assert (held.sum(axis=1) <= units[0] + units[1]).all()
    assert (held == wanted).mean() > 0.95
    assert np.abs(held - wanted).max() <= 2
