from datetime import date
from decimal import Decimal

import pytest
from scipy.stats import beta

from services.ads.campaigns import rules
from services.ads.campaigns.rules import Judged
from services.ads.campaigns.rules.account import Account, account_of, chance_ctr_below
from services.ads.campaigns.rules.links import RowLinks
from services.ads.campaigns.rules.subjects import JudgingContext, Subject
from services.ads.findings.rules import ACCOUNT_OVER_TARGET, ACOS_HIGH, CTR_LOW, SPEND_WITHOUT_SALES
from services.ads.performance.rules import Totals, Window
from services.ads.performance.rules.beliefs import Belief
from services.ads.products import SP
from services.ads.thresholds.rules import DEFAULTS, AdsThresholds
from shared.findings.rules import Key, ask

WINDOW = Window(date(2026, 11, 1), date(2026, 11, 15))
LINKS = RowLinks("A1", "M1", WINDOW, SP, "spCampaigns")
TARGET = 0.35
ACCOUNT = Account(
    Totals(clicks=10_000, orders=1000, cost_micros=4_000_000_000, sales_micros=20_000_000_000),
    campaigns=Belief(mean=0.1, strength=40),
    terms=Belief(mean=0.125, strength=20, never=0.2),
)
"""An order is worth 20, may cost 7, and takes 10 clicks of 0.40; the ACOS is 20 %."""


def subject(state="ENABLED", kind="campaign", identity="1", campaign="1", term="", **numbers):
    names = {"cost": "cost_micros", "sales": "sales_micros"}
    values = {
        names.get(name, name): round(value * (1_000_000 if name in names else 1)) for name, value in numbers.items()
    }
    return Subject(kind, identity, "Kettle", Totals(**values), campaign, state, term)


def context(*standing, thresholds=DEFAULTS):
    return JudgingContext(thresholds, WINDOW, "GBP", LINKS, set(standing))


def acos_of(found, **more):
    return rules.check_acos(subject(**found), ACCOUNT, TARGET, context(**more))


@pytest.mark.parametrize(
    ("numbers", "flagged"),
    [
        ({"clicks": 1000, "orders": 50, "cost": 450, "sales": 1000}, True),
        ({"clicks": 1000, "orders": 50, "cost": 360, "sales": 1000}, False),  # above, and hardly surely so
        ({"clicks": 1000, "orders": 50, "cost": 340, "sales": 1000}, False),
        ({"clicks": 20, "orders": 1, "cost": 20, "sales": 20}, True),
        ({"clicks": 20, "orders": 1, "cost": 9, "sales": 20}, False),
        ({"clicks": 19, "orders": 1, "cost": 20, "sales": 20}, False),
        ({"clicks": 500, "orders": 0, "cost": 90, "sales": 0}, False),
        ({"clicks": 500, "orders": 3, "cost": 90, "sales": 0}, False),
    ],
)
def test_acos_high(numbers, flagged):
    assert (acos_of(numbers) is not None) is flagged


def test_the_confidence_of_an_acos_is_that_of_the_posterior():
    found = acos_of({"clicks": 200, "orders": 10, "cost": 120, "sales": 200})
    needed, a = 0.6 / (TARGET * 20), 40 * 990 / 9800  # the others' rate
    assert found.facts["probability"] == pytest.approx(beta.cdf(needed, a + 10, 40 - a + 190), abs=0.01)
    assert found.facts["bound_acos"] == TARGET


def test_of_a_campaign_that_is_alone_only_its_own_numbers_tell():
    alone = Totals(clicks=20, orders=1, cost_micros=18_000_000, sales_micros=20_000_000)
    chance = rules.chance_campaign_costs_more(alone, account_of([alone], None), TARGET)
    assert chance == pytest.approx(beta.cdf(0.9 / (TARGET * 20), 1.5, 19.5))


def test_an_order_of_a_campaign_is_worth_what_its_own_are():
    assert ACCOUNT.order_value_of(Totals(orders=95, sales_micros=95 * 200_000_000)) == 191_000_000
    assert ACCOUNT.order_value_of(Totals()) == 20_000_000


def test_acos_resolves_only_a_tenth_inside_the_bound():
    standing = (Key(ACOS_HIGH, "campaign", "1"),)

    def found(cost, *keys):
        numbers = subject(clicks=50, orders=5, sales=1000, cost=cost)
        return rules.check_acos(numbers, ACCOUNT, TARGET, context(*keys))

    assert found(316) is None
    assert found(316, *standing) is not None
    assert found(315, *standing) is None


def test_the_evidence_too_may_shrink_by_a_tenth_while_a_finding_stands():
    acos, clicked = Key(ACOS_HIGH, "campaign", "1"), Key(CTR_LOW, "campaign", "1")

    def dear(clicks, *keys):
        return rules.check_acos(subject(clicks=clicks, orders=5, cost=90, sales=100), ACCOUNT, TARGET, context(*keys))

    assert dear(18) is None
    assert dear(18, acos) is not None
    assert dear(17, acos) is None
    assert rules.check_ctr(subject(impressions=900, clicks=1), context()) is None
    assert rules.check_ctr(subject(impressions=900, clicks=1), context(clicked)) is not None
    assert rules.check_ctr(subject(impressions=899, clicks=1), context(clicked)) is None


def test_what_an_acos_finding_says():
    found = acos_of({"clicks": 40, "orders": 4, "impressions": 900, "cost": 100, "sales": 100})
    assert (found.severity, found.money_micros, found.currency) == ("HIGH", 65_000_000, "GBP")
    assert (found.facts["acos"], found.facts["target_acos"], found.facts["bid_cut"]) == (1.0, 0.35, 0.65)
    assert (found.facts["cost"], found.facts["sales"], found.facts["days"]) == ("100.00", "100.00", 14)
    days = "seller_id=A1&marketplace_id=M1&from_on=2026-11-01&to_on=2026-11-15&time_unit=DAILY"
    path = f"/v1/ads/performance?{days}&ad_product=SPONSORED_PRODUCTS&report=spCampaigns&campaign_id=1"
    assert found.links == {"performance": path}


@pytest.mark.parametrize(
    ("impressions", "clicks", "flagged"),
    [(1000, 0, True), (1000, 1, False), (999, 0, False), (5000, 10, True), (5000, 11, False)],
)
def test_ctr_low(impressions, clicks, flagged):
    found = rules.check_ctr(subject(impressions=impressions, clicks=clicks), context())
    assert (found is not None) is flagged
    if found:
        assert (found.severity, found.money_micros) == ("MEDIUM", None)
        assert found.facts["probability"] >= 0.9


def test_the_confidence_of_a_ctr_is_that_of_jeffreys_prior():
    found = chance_ctr_below(Totals(impressions=5000, clicks=10), 0.003)
    assert found == pytest.approx(beta.cdf(0.003, 10.5, 4990.5))


def test_ctr_resolves_only_a_tenth_inside_the_bound():
    standing = context(Key(CTR_LOW, "campaign", "1"))
    assert rules.check_ctr(subject(impressions=100_000, clicks=329), standing) is not None
    assert rules.check_ctr(subject(impressions=100_000, clicks=331), standing) is None


def waste_of(clicks, cost, *standing, orders=0, kind="campaign", thresholds=DEFAULTS, account=ACCOUNT, bound=TARGET):
    campaign = subject(clicks=clicks, cost=cost, orders=orders)
    about = subject(kind=kind, clicks=clicks, cost=cost, orders=orders, term="lid" if kind != "campaign" else "")
    return rules.check_waste(about, campaign, account, bound, context(*standing, thresholds=thresholds))


@pytest.mark.parametrize("clicks", [40, 100, 400])
def test_the_probability_of_waste_is_that_of_the_posterior(clicks):
    found = waste_of(clicks, clicks * 0.6)
    a = 40 * 1000 / (10_000 - clicks)
    expected = beta.cdf(0.6 / (TARGET * 20), a, 40 - a + clicks)
    assert found.facts["probability"] == pytest.approx(expected, abs=0.01)
    assert found.facts["probability"] <= 0.99


def test_waste_needs_the_clicks_of_an_order_or_the_cost_of_several():
    dear = {"clicks": 9, "cost": 20.9}  # an order takes 10 clicks, three may cost 21
    assert waste_of(**dear) is None
    assert waste_of(10, 20.9) is not None
    assert waste_of(9, 21) is not None
    assert waste_of(2, 400) is not None
    assert waste_of(1, 400) is None


def test_waste_needs_certainty_and_no_order():
    assert waste_of(200, 80) is not None
    assert waste_of(200, 80, orders=1) is None
    assert waste_of(30, 12) is None
    assert waste_of(30, 12, thresholds=AdsThresholds(waste_confidence=Decimal("0.5"))) is not None


def test_what_has_cost_more_than_an_order_may_takes_less_certainty():
    bound = 1.25 * 7
    found = waste_of(11, bound)
    assert 0.75 <= found.facts["probability"] < 0.9
    assert waste_of(11, bound - 0.01) is None


def test_a_waste_that_stands_lets_go_a_tenth_later():
    key = Key(SPEND_WITHOUT_SALES, "campaign", "1")
    assert waste_of(9, 18.95) is None
    assert waste_of(9, 18.95, key) is not None
    assert waste_of(8, 18.8, key) is None


def test_a_term_is_believed_to_be_like_its_campaign():
    term = subject(kind="search_term", identity="1:lid", term="lid", clicks=20, cost=8)
    for orders in (0, 10, 40):
        campaign = subject(clicks=220, orders=orders, cost=80, sales=20 * orders)
        rate = (orders + 40 * 0.1) / (200 + 40)
        mean, needed = rate / 0.8, 8 / 20 / (TARGET * 20)
        a, b = mean * 20, (1 - mean) * 20
        sells = 0.8
        for click in range(20):
            sells *= (b + click) / (a + b + click)
        never = 0.2 / (0.2 + sells)
        chance = rules.chance_term_costs_more(term.totals, campaign.totals, ACCOUNT, TARGET)
        assert chance == pytest.approx(never + (1 - never) * beta.cdf(needed, a, b + 20))


def judged(campaigns, terms=(), *standing, tells_account=True):
    account = account_of([one.totals for one in campaigns], ACCOUNT.terms)
    return list(ask(rules.JUDGES, [Judged(campaigns, terms, account, context(*standing), tells_account)]))


def test_no_order_no_account():
    assert account_of([Totals(clicks=1000)], None) is None
    assert account_of([], None) is None


def test_only_campaigns_that_may_run_are_judged():
    good = subject(identity="9", clicks=9000, orders=900, impressions=900_000, cost=3000, sales=18_000)
    bad = {"clicks": 200, "orders": 2, "impressions": 100_000, "cost": 90, "sales": 40}
    for state in ("PAUSED", "ARCHIVED"):
        both = [good, subject(state=state, **bad)]
        assert judged(both) == []
    for state in ("ENABLED", "UNKNOWN"):
        both = [good, subject(state=state, **bad)]
        found = judged(both)
        assert [one.key.code for one in found] == [ACOS_HIGH, CTR_LOW]


def test_terms_of_a_wasted_campaign_are_not_told_again():
    wasted = subject(clicks=400, cost=160, impressions=9000)
    sound = subject(identity="2", campaign="2", clicks=4000, orders=400, cost=1000, sales=8000, impressions=9000)
    terms = [
        subject(
            kind="search_term", identity=f"{campaign}:kettle", campaign=campaign, term="kettle", clicks=200, cost=80
        )
        for campaign in ("1", "2", "3")
    ]
    found = judged([wasted, sound], terms)
    assert [(one.key.code, one.key.subject_id) for one in found] == [
        (SPEND_WITHOUT_SALES, "1"),
        (SPEND_WITHOUT_SALES, "2:kettle"),
    ]
    assert found[1].links["performance"].endswith("&group_by=search_term&campaign_id=2&search_term=kettle")


def evenly(count, acos, **more):
    """Campaigns of one ACOS."""
    numbers = {"clicks": 400, "orders": 30, "sales": 600, "cost": 600 * acos, "impressions": 40_000}
    return [subject(identity=str(number), campaign=str(number), **numbers | more) for number in range(1, count + 1)]


def test_an_account_that_misses_its_target_is_told_once():
    campaigns = evenly(10, 0.6)
    [found] = judged(campaigns)
    assert (found.key, found.subject_name) == (
        Key(ACCOUNT_OVER_TARGET, "account", "SPONSORED_PRODUCTS"),
        "Sponsored Products",
    )
    assert (found.facts["acos"], found.facts["target_acos"], found.facts["orders"]) == (0.6, 0.35, 300)
    assert found.money_micros == round((0.6 - 0.35) * 6000) * 1_000_000
    assert found.links["performance"].endswith("&ad_product=SPONSORED_PRODUCTS&report=spCampaigns")
    far = subject(identity="99", campaign="99", clicks=400, orders=30, sales=600, cost=900, impressions=40_000)
    worse = [*campaigns, far]
    told = judged(worse)
    assert [one.key.subject_id for one in told] == ["SPONSORED_PRODUCTS", "99"]
    assert told[1].facts["bound_acos"] == round(4500 / 6600, 6)


def test_an_account_that_misses_its_target_for_one_campaign_does_not_miss_it_as_a_whole():
    worst = subject(identity="99", campaign="99", clicks=4000, orders=300, sales=6000, cost=6000, impressions=400_000)
    for rest, told in ((evenly(10, 0.3), ["99"]), (evenly(10, 0.4), ["SPONSORED_PRODUCTS", "99"]), ([], ["99"])):
        campaigns = [*rest, worst]
        found = judged(campaigns)
        assert [one.key.subject_id for one in found] == told


@pytest.mark.parametrize("acos", [0.34, 0.36])
def test_an_account_about_its_target_is_not_told(acos):
    campaigns = evenly(10, acos)
    assert judged(campaigns) == []


def test_an_account_resolves_a_tenth_inside_its_target():
    standing = Key(ACCOUNT_OVER_TARGET, "account", "SPONSORED_PRODUCTS")
    for acos, stands in ((0.33, True), (0.30, False)):
        campaigns = evenly(10, acos)
        found = judged(campaigns, (), standing)
        assert [one.key for one in found] == [standing] * stands
