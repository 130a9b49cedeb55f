"""The accounts that judgements are measured on are what they say, and the oracle makes no error."""

import pytest

from tests.ads import judge
from tests.ads.oracle import bound_of, field_of, is_waste, measure, saving_of
from tests.ads.simulated import KINDS, TARGET, account_of, accounts_of, missing_target

SEEDS = range(1, 5)
kinds = pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.name)


def test_the_five_kinds():
    assert [kind.cvr for kind in KINDS] == [0.028, 0.06, 0.08, 0.10, 0.46]


@kinds
def test_an_account_converts_and_costs_as_its_kind_says(kind):
    accounts = list(accounts_of(kind, SEEDS))
    terms = [term for account in accounts for term in account.terms]
    clicks = sum(term.clicks for term in terms)
    assert sum(term.orders for term in terms) / clicks == pytest.approx(kind.cvr, rel=0.06)
    assert sum(term.cost for term in terms) / clicks == pytest.approx(kind.click_cost, rel=0.08)
    for account in accounts:
        assert account.true_acos < TARGET
    over = account_of(missing_target(kind), 1)
    assert over.true_acos > 1.2 * TARGET


@kinds
def test_few_terms_have_most_of_the_clicks(kind):
    clicks = sorted((term.clicks for term in account_of(kind, 1).terms), reverse=True)
    assert sum(clicks[: len(clicks) // 10]) > 0.5 * sum(clicks)
    assert clicks[len(clicks) // 2] < sum(clicks) / len(clicks) / 2


@kinds
def test_some_terms_never_sell_and_some_sell_elsewhere(kind):
    account = account_of(kind, 1)
    never = sum(term.rate == 0 for term in account.terms) / len(account.terms)
    assert never == pytest.approx(kind.never, abs=0.03)
    sold = account.selling_campaigns()
    elsewhere = [term for term in account.terms if term.clicks and not term.orders and sold.get(term.text)]
    assert len(elsewhere) > 10
    assert not {id(term) for term in elsewhere} & {id(term) for term in field_of(account)}


def test_a_seed_means_the_same_account_for_ever():
    first, again = account_of(KINDS[0], 1), account_of.__wrapped__(KINDS[0], 1)
    assert first == again
    assert first != account_of(KINDS[0], 2)
    assert (sum(term.clicks for term in first.terms), sum(term.orders for term in first.terms)) == (47576, 1361)


def flags_of_oracle(account):
    bound = bound_of(account)
    return {(term.campaign, term.text) for term in field_of(account) if is_waste(term, bound)}


@kinds
def test_the_oracle_flags_only_waste_and_saves_all_of_it(kind):
    accounts = list(accounts_of(kind, SEEDS))
    figures = measure(accounts, flags_of_oracle)
    assert (figures.share, figures.false, figures.sold) == (1, 0, figures.oracle_sold)
    assert figures.flagged == figures.oracle_flagged > 100
    assert figures.oracle_saved < figures.unbounded_saved
    wasted = [term for account in accounts for term in field_of(account) if is_waste(term, TARGET)]
    assert sum(saving_of(term, TARGET) for term in wasted) == pytest.approx(figures.saved)


def test_the_figures_of_a_judge_who_flags_every_term_of_the_field_and_of_the_rule():
    account = account_of(KINDS[0], 1)
    everything = measure([account], lambda one: {(term.campaign, term.text) for term in field_of(one)})
    assert (everything.flagged, everything.oracle_flagged) == (95, 76)
    assert everything.false == everything.flagged - everything.oracle_flagged > 0
    assert everything.share < 1
    ruled = measure([account], judge.flags)
    assert 0 < ruled.flagged < 100
    assert 0 < ruled.share < 1
