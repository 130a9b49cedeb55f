"""What is planted can be found, and nothing else, in every window of 14 days and with 30 % to spare.

The findings' conditions are written down here a second time, after the product's catalogue, and evaluated
by scipy on the simulation itself. They know nothing of the product's own rules.
"""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache

import numpy as np
import pytest
from scipy.special import betainc, betaln

from services.sandbox.advertisers.rules import days, plan
from services.sandbox.advertisers.rules.account import BRANDS, DISPLAY, PAN_EU_FROM, PRODUCTS, Campaign, Profile
from services.sandbox.advertisers.rules.kinds import Kind

START, DAYS, WINDOW, STEP = date(2026, 6, 1), 60, 14, 7
TARGET_ACOS, MIN_CTR, CONFIDENCE = 0.35, 0.003, 0.9
STRENGTHS = np.array([5.0, 10, 20, 40, 80, 160])
MEANS = np.geomspace(0.005, 0.5, 80)
UNJUDGED_TERMS = {Kind.SALELESS, Kind.DECOY_STOPPED}

accounts = pytest.mark.parametrize("seed_and_size", [(1, 20), (2, 20), (3, 20), (2, 200)])


@dataclass(frozen=True)
class Seen:
    """A campaign or a term in one window, with the chance that it converts too seldom to pay.

    `elsewhere` are orders of the same words in other campaigns.

    `least` is that chance with 30 % fewer clicks and the prior that favours it most, `most` with 30 % more
    evidence and the prior that suspects it most; both None where there were orders.
    """

    kind: Kind
    state: str
    wasteful: bool
    impressions: float
    clicks: float
    acos: float
    orders: float
    least: float | None
    most: float | None
    plain: float | None
    elsewhere: float = 0

    @property
    def ctr(self) -> float:
        return self.clicks / self.impressions


def best_prior(orders: np.ndarray, clicks: np.ndarray, means: np.ndarray) -> tuple[float, float]:
    """The Beta(a, b) of greatest beta-binomial likelihood among the means and the grid of strengths."""
    a = (means[:, None] * STRENGTHS).reshape(-1, 1)
    b = ((1 - means[:, None]) * STRENGTHS).reshape(-1, 1)
    likelihood = (betaln(a + orders, b + clicks - orders) - betaln(a, b)).sum(axis=1)
    best = int(likelihood.argmax())
    return float(a[best, 0]), float(b[best, 0])


def priors_of(totals: np.ndarray, enabled: np.ndarray) -> Iterator[tuple[float, float]]:
    """All readings of "fitted on the profile's campaigns": which of them, and how the mean is had."""
    for chosen in (totals, totals[enabled]):
        orders, clicks = chosen[:, 3], chosen[:, 1]
        yield best_prior(orders, clicks, np.array([orders.sum() / clicks.sum()]))
        yield best_prior(orders, clicks, MEANS)


def seen_of(
    campaign: Campaign, numbers: np.ndarray, worth: float, priors: list, *, wasteful: bool, elsewhere: float = 0
) -> Seen:
    impressions, clicks, cost, orders, sales = map(float, numbers)
    chances: list[float | None] = [None] * 3
    if orders == 0 and clicks:
        needed = min(cost / clicks / worth, 1.0)
        by_evidence = [[betainc(a, b + clicks * by, needed) for a, b in priors] for by in (0.7, 1 / 0.7, 1)]
        chances = [min(by_evidence[0]), max(by_evidence[1]), max(by_evidence[2])]
    acos = cost / sales if sales else float("inf")
    return Seen(campaign.kind, campaign.state, wasteful, impressions, clicks, acos, orders, *chances, elsewhere)


def sums_by_term(campaign: Campaign, first: date, window: int) -> dict[str, np.ndarray]:
    """Impressions, clicks, cost, orders and sales of each text in 14 days."""
    metrics = days.metrics_of(campaign, first, first + timedelta(days=WINDOW - 1))
    outcome = metrics.outcomes[window]
    parts = (metrics.impressions, metrics.clicks, metrics.cost, outcome.purchases, outcome.sales)
    sums: dict[str, np.ndarray] = {}
    for term, numbers in zip(campaign.terms, np.stack([part.sum(axis=1) for part in parts], axis=1), strict=True):
        sums[term.text] = sums.get(term.text, np.zeros(5)) + numbers
    return sums


def window_of(profile: Profile, first: date, window: int) -> tuple[list[Seen], list[Seen]]:
    """All campaigns of a profile, and the terms of those in which terms are judged."""
    by_term = [sums_by_term(campaign, first, window) for campaign in profile.campaigns]
    totals = np.array([sum(sums.values()) for sums in by_term])
    enabled = np.array([campaign.state == "ENABLED" for campaign in profile.campaigns])
    priors = list(priors_of(totals, enabled))
    worth = TARGET_ACOS * totals[:, 4].sum() / totals[:, 3].sum()
    campaigns, terms = [], []
    sold: Counter[str] = Counter()
    for sums in by_term:
        sold.update({text: float(numbers[3]) for text, numbers in sums.items()})
    for campaign, total, sums in zip(profile.campaigns, totals, by_term, strict=True):
        campaigns.append(seen_of(campaign, total, worth, priors, wasteful=False))
        if campaign.kind not in UNJUDGED_TERMS:
            for text, numbers in sums.items():
                wasteful = text == campaign.wasteful_term
                elsewhere = sold[text] - float(numbers[3])
                terms.append(seen_of(campaign, numbers, worth, priors, wasteful=wasteful, elsewhere=elsewhere))
    return campaigns, terms


@cache
def seen_in(seed_and_size: tuple[int, int]) -> tuple[list[Seen], list[Seen]]:
    """Every campaign and every judged term, in every window, by 7 and by 14 days of attribution."""
    campaigns, terms = [], []
    for profile in plan.make_advertiser(*seed_and_size).profiles:
        for offset in range(0, DAYS - WINDOW + 1, STEP):
            for window in (7, 14):
                found = window_of(profile, START + timedelta(days=offset), window)
                campaigns += found[0]
                terms += found[1]
    return campaigns, terms


def campaigns_of(seed_and_size: tuple[int, int], *kinds: Kind) -> list[Seen]:
    found = [each for each in seen_in(seed_and_size)[0] if not kinds or each.kind in kinds]
    assert found
    return found


def enabled_but(seed_and_size: tuple[int, int], kind: Kind) -> list[Seen]:
    return [each for each in campaigns_of(seed_and_size) if each.kind is not kind and each.state == "ENABLED"]


@accounts
def test_acos_high(seed_and_size):
    for each in campaigns_of(seed_and_size, Kind.ACOS_HIGH):
        assert each.acos >= 1.3 * TARGET_ACOS
        assert each.clicks >= 1.3 * 20
        assert each.orders >= 2
        assert each.ctr >= 1.3 * MIN_CTR
    for each in enabled_but(seed_and_size, Kind.ACOS_HIGH):
        assert each.acos <= 0.7 * TARGET_ACOS or each.clicks <= 0.7 * 20 or each.orders == 0


@accounts
def test_ctr_low(seed_and_size):
    for each in campaigns_of(seed_and_size, Kind.CTR_LOW):
        assert each.ctr <= 0.7 * MIN_CTR
        assert each.impressions >= 1.3 * 1000
        assert each.acos <= 0.7 * TARGET_ACOS
    for each in enabled_but(seed_and_size, Kind.CTR_LOW):
        assert each.ctr >= 1.3 * MIN_CTR or each.impressions <= 0.7 * 1000


@accounts
def test_campaigns_without_sales(seed_and_size):
    for each in campaigns_of(seed_and_size, Kind.SALELESS):
        assert each.orders == 0
        assert each.least > CONFIDENCE
        assert each.ctr >= 1.3 * MIN_CTR
    for each in enabled_but(seed_and_size, Kind.SALELESS):
        assert each.most is None or each.most < CONFIDENCE


@accounts
def test_terms_without_sales(seed_and_size):
    wasteful = [each for each in seen_in(seed_and_size)[1] if each.wasteful]
    others = [each for each in seen_in(seed_and_size)[1] if not each.wasteful and not each.elsewhere]
    assert wasteful
    for each in wasteful:
        assert each.orders == each.elsewhere == 0
        assert each.least > CONFIDENCE
    for each in others:
        assert each.most is None or each.most < CONFIDENCE
        few = 5 if each.kind is not Kind.DECOY_SALELESS_FEW_CLICKS else 14
        assert each.orders >= 1 or each.clicks <= few


def test_a_term_that_only_looks_wasteful_sells_in_another_campaign():
    found = [each for each in seen_in((2, 200))[1] if each.kind is Kind.DECOY_TERM_SELLS_ELSEWHERE]
    looking = [each for each in found if each.clicks > 40 and each.orders == 0]
    assert len(looking) >= 14
    for each in looking:
        assert each.least > CONFIDENCE
        assert each.elsewhere >= 3


def acos_without_worst(totals: np.ndarray) -> float:
    worst = (totals[:, 2] - TARGET_ACOS * totals[:, 4]).argmax()
    rest = np.delete(totals, worst, axis=0).sum(axis=0)
    return float(rest[2] / rest[4])


@pytest.mark.parametrize(
    ("seed_and_size", "missing"),
    [(each, [("DE", DISPLAY)]) for each in ((1, 24), (2, 60), (2, 200))]
    + [
        ((PAN_EU_FROM + seed, 40), [(country, PRODUCTS) for country in ("DE", "FR", "IT", "ES")])
        for seed in (1, 2, 3)
    ],
)
def test_a_product_misses_its_target_everywhere(seed_and_size, missing):
    """Display in DE; of a Pan-EU seller Sponsored Products wherever he sells."""
    over = set()
    for profile in plan.make_advertiser(*seed_and_size).profiles:
        for product in (PRODUCTS, BRANDS, DISPLAY):
            if not (campaigns := profile.campaigns_of(product)):
                continue
            for offset in range(0, DAYS - WINDOW + 1, STEP):
                first = START + timedelta(days=offset)
                found = [sum(sums_by_term(each, first, 14).values()) for each in campaigns]
                acos = [numbers[2] / numbers[4] for numbers in found if numbers[4]]
                rest = acos_without_worst(np.array(found))
                assert not 0.7 * TARGET_ACOS < rest < 1.3 * TARGET_ACOS
                if rest > TARGET_ACOS:
                    over.add((profile.market.country, product))
                    assert min(acos) >= 1.3 * TARGET_ACOS
                    assert max(acos) <= 1.15 * sum(acos) / len(acos)
    assert over == set(missing)


@accounts
def test_healthy_campaigns(seed_and_size):
    for each in campaigns_of(seed_and_size, Kind.HEALTHY, Kind.WASTEFUL_TERM):
        assert each.acos <= 0.24
        assert each.ctr >= 0.004
        assert each.orders >= 1


@accounts
def test_decoys_would_deceive_a_careless_judge(seed_and_size):
    """Each looks like a problem by its rate, and is none for lack of evidence or because it was stopped."""
    for each in campaigns_of(seed_and_size, Kind.DECOY_ACOS_FEW_CLICKS):
        assert each.acos >= 1.3 * TARGET_ACOS
        assert each.clicks <= 13
        assert each.orders >= 1
    for each in campaigns_of(seed_and_size, Kind.DECOY_CTR_FEW_IMPRESSIONS):
        assert each.ctr < MIN_CTR
        assert each.impressions <= 650
    for each in campaigns_of(seed_and_size, Kind.DECOY_SALELESS_FEW_CLICKS):
        assert each.orders == 0
        assert each.clicks >= 9
        assert each.plain < 0.6
    for each in campaigns_of(seed_and_size, Kind.DECOY_STOPPED):
        assert each.state in {"PAUSED", "ARCHIVED"}
        assert each.acos >= 1.3 * TARGET_ACOS
        assert each.clicks >= 1.3 * 20
