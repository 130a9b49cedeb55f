from datetime import date
from decimal import Decimal

import pytest
from scipy.stats import beta, betabinom

from services.ads.campaigns import rules
from services.ads.campaigns.rules import Account, Belief, JudgingContext, Subject
from services.ads.findings.rules import ACOS_HIGH, CTR_LOW, SPEND_WITHOUT_SALES
from services.ads.performance.rules import Totals, Window
from services.ads.thresholds.rules import DEFAULTS, AdsThresholds
from shared.findings.rules import Key, ask

WINDOW = Window(date(2026, 11, 1), date(2026, 11, 15))
BELIEF = Belief(a=4.0, b=36.0, order_value_micros=20_000_000)


def subject(state="ENABLED", kind="campaign", identity="1", campaign="1", **numbers):
    names = {"cost": "cost_micros", "sales": "sales_micros"}
    values = {names.get(name, name): value * (1_000_000 if name in names else 1) for name, value in numbers.items()}
    return Subject(kind, identity, "Kettle", Totals(**values), campaign, state)


def context(*standing, thresholds=DEFAULTS):
    return JudgingContext(thresholds, WINDOW, "GBP", "/v1/ads/performance?x=1", set(standing))


def judged(campaigns, terms=()):
    return list(ask(rules.JUDGES, [Account(campaigns, terms, BELIEF, context())]))


@pytest.mark.parametrize(
    ("numbers", "flagged"),
    [
        ({"clicks": 20, "orders": 1, "cost": 36, "sales": 100}, True),
        ({"clicks": 20, "orders": 1, "cost": 35, "sales": 100}, False),
        ({"clicks": 19, "orders": 1, "cost": 90, "sales": 100}, False),
        ({"clicks": 500, "orders": 0, "cost": 90, "sales": 0}, False),
        ({"clicks": 500, "orders": 3, "cost": 90, "sales": 0}, False),
    ],
)
def test_acos_high(numbers, flagged):
    assert (rules.check_acos(subject(**numbers), context()) is not None) is flagged


def test_acos_resolves_only_a_tenth_inside_the_bound():
    standing = context(Key(ACOS_HIGH, "campaign", "1"))
    within = {"clicks": 50, "orders": 5, "sales": 1000}
    assert rules.check_acos(subject(cost=316, **within), context()) is None
    assert rules.check_acos(subject(cost=316, **within), standing) is not None
    assert rules.check_acos(subject(cost=315, **within), standing) is None


def test_the_evidence_too_may_shrink_by_a_tenth_while_a_finding_stands():
    acos = {"orders": 5, "cost": 90, "sales": 100}
    assert rules.check_acos(subject(clicks=18, **acos), context()) is None
    assert rules.check_acos(subject(clicks=18, **acos), context(Key(ACOS_HIGH, "campaign", "1"))) is not None
    assert rules.check_acos(subject(clicks=17, **acos), context(Key(ACOS_HIGH, "campaign", "1"))) is None
    assert rules.check_ctr(subject(impressions=900, clicks=1), context()) is None
    assert rules.check_ctr(subject(impressions=900, clicks=1), context(Key(CTR_LOW, "campaign", "1"))) is not None
    assert rules.check_ctr(subject(impressions=899, clicks=1), context(Key(CTR_LOW, "campaign", "1"))) is None


def test_what_an_acos_finding_says():
    found = rules.check_acos(subject(clicks=40, orders=4, impressions=900, cost=50, sales=100), context())
    assert (found.severity, found.money_micros, found.currency) == ("HIGH", 15_000_000, "GBP")
    assert (found.facts["acos"], found.facts["target_acos"], found.facts["bid_cut"]) == (0.5, 0.35, 0.3)
    assert (found.facts["cost"], found.facts["sales"], found.facts["days"]) == ("50.00", "100.00", 14)
    assert found.links == {"performance": "/v1/ads/performance?x=1&campaign_id=1"}


@pytest.mark.parametrize(
    ("impressions", "clicks", "flagged"),
    [(1000, 2, True), (1000, 3, False), (999, 0, False), (1000, 0, True)],
)
def test_ctr_low(impressions, clicks, flagged):
    found = rules.check_ctr(subject(impressions=impressions, clicks=clicks), context())
    assert (found is not None) is flagged
    if found:
        assert (found.severity, found.money_micros) == ("MEDIUM", None)


def test_ctr_resolves_only_a_tenth_inside_the_bound():
    standing = context(Key(CTR_LOW, "campaign", "1"))
    assert rules.check_ctr(subject(impressions=100_000, clicks=329), standing) is not None
    assert rules.check_ctr(subject(impressions=100_000, clicks=331), standing) is None


@pytest.mark.parametrize("clicks", [10, 40, 100, 400])
def test_the_probability_of_waste_is_that_of_the_posterior(clicks):
    totals = Totals(clicks=clicks, cost_micros=clicks * 400_000)
    needed = 0.4 / (0.35 * 20)
    assert rules.waste_probability(totals, BELIEF, DEFAULTS) == pytest.approx(beta.cdf(needed, 4, 36 + clicks))


def test_waste_needs_certainty_and_the_cost_of_an_order():
    def found(clicks, cost, orders=0, thresholds=DEFAULTS):
        return rules.check_waste(
            subject(clicks=clicks, cost=cost, orders=orders), BELIEF, context(thresholds=thresholds)
        )

    assert found(200, 80) is not None
    assert found(200, 80, orders=1) is None
    assert found(30, 12) is None
    assert found(4, 6.9) is None
    assert found(30, 12, thresholds=AdsThresholds(waste_confidence=Decimal("0.5"))) is not None
    assert rules.check_waste(subject(clicks=200, cost=80), None, context()) is None


def test_the_belief_is_the_most_likely_of_the_grid():
    campaigns = [Totals(clicks=100, orders=orders, sales_micros=orders * 20_000_000) for orders in (2, 9, 10, 12, 22)]
    mean = 55 / 500
    likelihood = {
        strength: sum(betabinom.logpmf(c.orders, 100, mean * strength, (1 - mean) * strength) for c in campaigns)
        for strength in (5, 10, 20, 40, 80, 160)
    }
    best = max(likelihood, key=likelihood.__getitem__)
    fitted = rules.fit_belief(campaigns)
    assert (fitted.a, fitted.b) == pytest.approx((mean * best, (1 - mean) * best))
    assert fitted.order_value_micros == 20_000_000


def test_no_order_no_belief():
    assert rules.fit_belief([Totals(clicks=1000)]) is None
    assert rules.fit_belief([]) is None


def test_only_campaigns_that_may_run_are_judged():
    bad = {"clicks": 200, "orders": 2, "impressions": 100_000, "cost": 90, "sales": 100}
    for state in ("PAUSED", "ARCHIVED"):
        assert judged([subject(state=state, **bad)]) == []
    for state in ("ENABLED", "UNKNOWN"):
        found = judged([subject(state=state, **bad)])
        assert [one.key.code for one in found] == [ACOS_HIGH, CTR_LOW]


def test_terms_of_a_wasted_campaign_are_not_told_again():
    wasted = subject(clicks=400, cost=160, impressions=9000)
    sound = subject(identity="2", campaign="2", clicks=400, orders=40, cost=100, sales=800, impressions=9000)
    terms = [
        subject(kind="search_term", identity=f"{campaign}:kettle", campaign=campaign, clicks=200, cost=80)
        for campaign in ("1", "2", "3")
    ]
    found = judged([wasted, sound], terms)
    assert [(one.key.code, one.key.subject_id) for one in found] == [
        (SPEND_WITHOUT_SALES, "1"),
        (SPEND_WITHOUT_SALES, "2:kettle"),
    ]
