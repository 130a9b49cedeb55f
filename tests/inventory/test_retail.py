"""The demand that stock policies are measured on is what it says, and the replay loses what it cannot sell."""

import numpy as np
import pytest

from tests.inventory.retail import DAYS, HISTORY, SKUS, Shop, fixed_cover, replay, shop_of

SEEDS = range(1, 5)


def test_a_seed_means_the_same_demand_for_ever():
    first, again = shop_of(1), shop_of.__wrapped__(1)
    assert first.demand.shape == (SKUS, DAYS)
    assert (first.demand == again.demand).all()
    assert [int(shop_of(seed).demand.sum()) for seed in (1, 2)] == [115488, 101729]


def test_most_skus_are_slow_and_few_sell_most():
    means = np.sort(np.concatenate([shop_of(seed).demand.mean(axis=1) for seed in SEEDS]))
    assert 0.4 < np.median(means) < 0.7
    assert means[-len(means) // 10 :].sum() > 0.45 * means.sum()


def test_counts_are_more_spread_than_poisson():
    weeks = np.concatenate([shop_of(seed).demand.reshape(SKUS, -1, 7).sum(axis=2) for seed in SEEDS])
    fast = weeks[weeks.mean(axis=1) > 7]
    assert np.median(fast.var(axis=1) / fast.mean(axis=1)) > 3


def up_to(units):
    return lambda seen: units - seen.on_hand - seen.coming.sum(axis=1)


def test_a_replay_by_hand():
    """Two a day; 30 units at first, weekly up to 30, delivered after 14 days: cover for 15 days of 21."""
    shop = Shop(np.full((1, 100), 2.0), np.zeros(1))
    found = replay(shop, up_to(30), lead_days=14, history=10)
    assert found.fill == pytest.approx(30 / 42, abs=0.02)
    enough = replay(shop, up_to(42), lead_days=14, history=10)
    assert (enough.fill, enough.stock) == (1, pytest.approx(6, abs=0.2))


def test_a_policy_sees_what_was_sold_and_not_what_was_wanted():
    told = []

    def nothing(seen):
        told.append((seen.sold[0, HISTORY:].sum(), seen.there[0, HISTORY:].sum()))
        return np.zeros(len(seen.sold))

    assert replay(shop_of(1), nothing, lead_days=14).fill == 0
    assert set(told) == {(0, 0)}


def test_what_fixed_cover_comes_to():
    """Counting days without stock lets demand fall for what was out, which is then ordered too little."""
    for in_stock, fills in ((True, [0.77, 0.9, 0.99]), (False, [0.58, 0.84, 0.98])):
        rules = [fixed_cover(days, window=90, in_stock=in_stock) for days in (21, 28, 45)]
        found = [replay(shop_of(1), rule, lead_days=14) for rule in rules]
        assert [round(each.fill, 2) for each in found] == fills
        assert found[0].stock < found[1].stock < found[2].stock
