"""Priors are fitted to what an account shows, and never end at a limit of what was tried."""

from collections import Counter
from math import log

import pytest
from scipy.stats import beta, betabinom

from services.ads.performance.rules.beliefs import Belief, around, fit
from tests.ads.simulated import KINDS, account_of

kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def counts_of(account):
    counts = Counter((term.clicks, term.orders) for term in account.terms if term.clicks)
    return [(*pair, many) for pair, many in counts.items()]


@kinds
def test_the_fit_finds_what_the_terms_were_drawn_from(kind):
    found = fit(counts_of(account_of(kind, 1)), some_never=True)
    assert found.cvr == pytest.approx(kind.cvr, rel=0.15)
    assert found.never == pytest.approx(kind.never, abs=0.05)
    assert 0.4 * kind.strength < found.strength < 1.6 * kind.strength


@pytest.mark.parametrize(
    "counts",
    [
        [(100, 10, 40)],  # all alike: any strength fits, the greater the better
        [(100, 0, 20), (100, 100, 2)],  # all or nothing
        [(1, 1, 1)],
        [(1, 0, 9999), (1, 1, 1)],
        [(3, 5, 1), (10, 1, 3)],  # more orders than clicks
        [(2_000_000, 10_000, 3), (1_000_000, 2_000, 1)],
    ],
)
@pytest.mark.parametrize("some_never", [True, False])
def test_a_prior_is_never_stuck_at_the_end_of_what_is_tried(counts, some_never):
    found = fit(counts, some_never=some_never)
    assert 0.02 < found.strength < 50_000
    assert 0 < found.mean <= 0.95
    assert 0.001 < found.never < 0.85 if some_never else found.never == 0


def test_no_order_no_belief():
    assert fit([(1000, 0, 3)], some_never=True) is None
    assert fit([], some_never=False) is None


def test_the_strength_is_the_most_probable_one():
    counts = [(25, orders, 1) for orders in (0, 2, 3, 3, 7)]
    found = fit(counts, some_never=False)
    assert found.mean == 15 / 125

    def posterior(strength):
        a, b = found.mean * strength, (1 - found.mean) * strength
        prior = -((log(strength / 28) / 1.4) ** 2) / 2
        return sum(betabinom.logpmf(orders, clicks, a, b) for clicks, orders, _ in counts) + prior

    assert posterior(found.strength) > max(posterior(found.strength * by) for by in (0.9, 1.1))


def test_a_belief_without_orders_weighs_those_that_never_sell():
    belief = Belief(mean=0.2, strength=10, never=0.25)
    assert belief.cvr == pytest.approx(0.15)
    assert belief.chance_below(0.1, clicks=30, orders=1) == pytest.approx(beta.cdf(0.1, 3, 37))
    assert belief.chance_below(0.1, clicks=0, orders=0) == pytest.approx(0.25 + 0.75 * beta.cdf(0.1, 2, 8))
    nothing = float(betabinom.pmf(0, 30, 2, 8))
    never = 0.25 / (0.25 + 0.75 * nothing)
    expected = never + (1 - never) * beta.cdf(0.1, 2, 38)
    assert belief.chance_below(0.1, clicks=30, orders=0) == pytest.approx(expected)


def test_a_belief_around_another_rate():
    moved = around(Belief(mean=0.2, strength=10, never=0.25), 0.3)
    assert (moved.cvr, moved.strength, moved.never) == (pytest.approx(0.3), 10, 0.25)
    assert around(Belief(mean=0.2, strength=10), 5.0).mean == 0.95


def test_a_term_may_be_irrelevant_however_alike_the_terms_of_an_account_look():
    belief = fit([(50, 5, 4000)], some_never=True)
    assert belief.never == 0.1
    assert belief.chance_below(0.05, clicks=42, orders=0) > 0.9
    assert belief.chance_below(0.05, clicks=20, orders=0) < 0.75
