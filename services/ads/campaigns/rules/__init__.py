"""Which campaigns and search terms need a decision: from sums over the settled days only."""

from collections.abc import Callable, Iterable, Sequence, Set
from dataclasses import dataclass
from math import floor

from services.ads.campaigns.rules import beta
from services.ads.findings.rules import ACOS_HIGH, CTR_LOW, SPEND_WITHOUT_SALES
from services.ads.performance.rules import Totals, Window
from services.ads.thresholds.rules import AdsThresholds
from shared.findings.bounds import Bound
from shared.findings.rules import Fact, Judge, Key, Observation, Proposal, Severity
from shared.money import text_of_micros

_STRENGTHS = (5.0, 10.0, 20.0, 40.0, 80.0, 160.0)
"""Prior strengths a + b tried in the fit: those found on five real accounts."""

SCALE_BIDS, SET_STATE, NEGATE_EXACT = "scale_bids", "set_campaign_state", "add_negative_exact"
"""Kinds of changes: all bids of a campaign times a factor, its state, and a negative exact keyword of its own."""

_CENT_DIGITS = 4
_JUDGED_STATES = ("ENABLED", "UNKNOWN")
"""A search-term file tells no states; what had traffic in the window was enabled in it."""


@dataclass(frozen=True, slots=True)
class Subject:
    """A campaign, or a search term of one, with its sums."""

    type: str
    id: str
    name: str
    totals: Totals
    campaign_id: str
    state: str
    term: str | None = None

    @property
    def known_state(self) -> str | None:
        """The state, where somebody has told it."""
        return None if self.state == "UNKNOWN" else self.state

    @property
    def target(self) -> dict[str, str]:
        """What a change of it would change."""
        return {"campaign_id": self.campaign_id}


@dataclass(frozen=True, slots=True)
class Belief:
    """What the account tells about a subject before its own clicks: CVR ~ Beta(a, b), and the mean order value."""

    a: float
    b: float
    order_value_micros: float


@dataclass(frozen=True, slots=True)
class JudgingContext:
    """Everything a judgement is made under, on sums of one ad product.

    `standing` are the keys of findings that are unresolved now.
    """

    thresholds: AdsThresholds
    window: Window
    currency: str
    performance_path: str
    standing: Set[Key]


@dataclass(frozen=True, slots=True)
class Account:
    """What is judged at once: the campaigns of an ad product and the search terms without an order."""

    campaigns: Sequence[Subject]
    terms: Sequence[Subject]
    belief: Belief | None
    context: JudgingContext

    @property
    def enabled(self) -> list[Subject]:
        """The campaigns that are judged."""
        return [one for one in self.campaigns if one.state in _JUDGED_STATES]


def fit_belief(totals: Iterable[Totals]) -> Belief | None:
    """Fit Beta(a, b) to the campaigns' orders and clicks by maximum beta-binomial likelihood at the account's CVR.

    None while the account has no order at all: then nothing says what a click is worth.
    """
    sums = [(one.orders, one.clicks, one.sales_micros) for one in totals if one.clicks >= one.orders and one.clicks]
    orders = sum(one[0] for one in sums)
    if not orders:
        return None
    mean = min(orders / sum(one[1] for one in sums), 0.999)

    def likelihood(strength: float) -> float:
        a, b = mean * strength, (1 - mean) * strength
        unknown = beta.betaln(a, b)
        return sum(beta.betaln(a + ordered, b + clicks - ordered) - unknown for ordered, clicks, _ in sums)

    best = max(_STRENGTHS, key=likelihood)
    return Belief(mean * best, (1 - mean) * best, sum(one[2] for one in sums) / orders)


def order_cost_micros(belief: Belief, thresholds: AdsThresholds) -> float:
    """What one order may cost at the target: target ACOS x mean order value."""
    return float(thresholds.target_acos) * belief.order_value_micros


def waste_bound(belief: Belief, thresholds: AdsThresholds) -> Bound:
    """What a waste must have cost at least: an order; before that the account's CVR would be the only evidence."""
    return Bound(order_cost_micros(belief, thresholds), beyond=">=")


def waste_probability(totals: Totals, belief: Belief, thresholds: AdsThresholds) -> float:
    """P(CVR < CPC / (target ACOS x AOV)) after clicks without an order: the CDF of Beta(a, b + clicks)."""
    allowed = order_cost_micros(belief, thresholds)
    if not totals.clicks or allowed <= 0:
        return 0.0
    needed = min(totals.cost_micros / totals.clicks / allowed, 1.0)
    return beta.cdf(belief.a, belief.b + totals.clicks, needed)


def check_acos(subject: Subject, context: JudgingContext) -> Observation | None:
    """`ads.acos_high`: cost / sales over the target, with enough clicks and orders to mean something."""
    totals, thresholds = subject.totals, context.thresholds
    key, target = Key(ACOS_HIGH, subject.type, subject.id), float(thresholds.target_acos)
    stands = key in context.standing
    least = ((thresholds.acos_min_clicks, totals.clicks), (thresholds.acos_min_orders, totals.orders))
    enough = all(Bound(bound, beyond=">=").is_crossed(number, stands=stands) for bound, number in least)
    if not enough or not totals.sales_micros:
        return None
    acos = totals.cost_micros / totals.sales_micros
    if not Bound(target).is_crossed(acos, stands=stands):
        return None
    facts: dict[str, Fact] = {
        "acos": round(acos, 6),
        "target_acos": target,
        "bid_cut": round(max(0.0, 1 - target / acos), 6),
    }
    lost = max(int(round(totals.cost_micros - target * totals.sales_micros, -_CENT_DIGITS)), 0)
    proposal = Proposal(SCALE_BIDS, subject.target, "1", str(round(min(1.0, target / acos), 2)), lost)
    return _observe(key, subject, context, acos, "acos = cost / sales", facts, money_micros=lost, proposal=proposal)


def check_ctr(subject: Subject, context: JudgingContext) -> Observation | None:
    """`ads.ctr_low`: clicks / impressions under the bound, with enough impressions."""
    totals, bound = subject.totals, float(context.thresholds.min_ctr)
    key = Key(CTR_LOW, subject.type, subject.id)
    stands = key in context.standing
    if not Bound(context.thresholds.ctr_min_impressions, beyond=">=").is_crossed(totals.impressions, stands=stands):
        return None
    ctr = totals.clicks / totals.impressions
    if not Bound(bound, beyond="<").is_crossed(ctr, stands=stands):
        return None
    facts: dict[str, Fact] = {"ctr": round(ctr, 6), "min_ctr": bound}
    return _observe(
        key, subject, context, bound / max(ctr, 1e-6), "ctr = clicks / impressions", facts, severity="MEDIUM"
    )


def check_waste(subject: Subject, belief: Belief | None, context: JudgingContext) -> Observation | None:
    """`ads.spend_without_sales`: no order, and so many clicks that it converts too rarely with high probability."""
    totals, thresholds = subject.totals, context.thresholds
    key = Key(SPEND_WITHOUT_SALES, subject.type, subject.id)
    stands = key in context.standing
    if belief is None or totals.orders or totals.sales_micros:
        return None
    if not waste_bound(belief, thresholds).is_crossed(totals.cost_micros, stands=stands):
        return None
    probability = waste_probability(totals, belief, thresholds)
    confidence = float(thresholds.waste_confidence)
    if not Bound(confidence).is_crossed(probability, stands=stands):
        return None
    facts: dict[str, Fact] = {
        "probability": floor(probability * 1000) / 1000,  # never shown as a certainty
        "target_acos": float(thresholds.target_acos),
        "account_cvr": round(belief.a / (belief.a + belief.b), 6),
        "order_value": text_of_micros(round(belief.order_value_micros)),
    }
    formula = "P(cvr < cpc / (target_acos * order_value)), cvr ~ Beta(a, b + clicks)"
    spent = totals.cost_micros
    if subject.term is None:
        proposal = Proposal(SET_STATE, subject.target, subject.known_state, "PAUSED", spent)
    else:
        proposal = Proposal(NEGATE_EXACT, subject.target, None, subject.term, spent)
    return _observe(key, subject, context, spent, formula, facts, money_micros=spent, proposal=proposal)


def _each(subjects: Iterable[Subject], check: Callable[[Subject], Observation | None]) -> list[Observation]:
    return [observation for subject in subjects if (observation := check(subject)) is not None]


def _observe(
    key: Key,
    subject: Subject,
    context: JudgingContext,
    measure: float,
    formula: str,
    facts: dict[str, Fact],
    *,
    money_micros: int | None = None,
    severity: Severity = "HIGH",
    proposal: Proposal | None = None,
) -> Observation:
    totals = subject.totals
    common: dict[str, Fact] = {
        "days": (context.window.to_on - context.window.from_on).days,
        "impressions": totals.impressions,
        "clicks": totals.clicks,
        "orders": totals.orders,
        "cost": text_of_micros(totals.cost_micros),
        "sales": text_of_micros(totals.sales_micros),
        "currency": context.currency,
    }
    return Observation(
        key=key,
        subject_name=subject.name,
        severity=severity,
        measure=measure,
        from_on=context.window.from_on,
        to_on=context.window.to_on,
        formula=formula,
        facts=common | facts,
        links={"performance": f"{context.performance_path}&campaign_id={subject.campaign_id}"},
        money_micros=money_micros,
        currency=None if money_micros is None else context.currency,
        proposal=proposal,
    )


def _acos(account: Account) -> list[Observation]:
    return _each(account.enabled, lambda one: check_acos(one, account.context))


def _ctr(account: Account) -> list[Observation]:
    return _each(account.enabled, lambda one: check_ctr(one, account.context))


def _waste(account: Account) -> list[Observation]:
    """Campaigns, and the terms of those that are not a waste as a whole."""
    enabled = account.enabled
    wasted = _each(enabled, lambda one: check_waste(one, account.belief, account.context))
    sound = {one.id for one in enabled} - {observation.key.subject_id for observation in wasted}
    terms = (one for one in account.terms if one.campaign_id in sound)
    return [*wasted, *_each(terms, lambda one: check_waste(one, account.belief, account.context))]


DAYS = "days"
"""What has arrived when a report told of one of the judged days."""

JUDGES = (
    Judge((ACOS_HIGH,), _acos, frozenset({DAYS})),
    Judge((CTR_LOW,), _ctr, frozenset({DAYS})),
    Judge((SPEND_WITHOUT_SALES,), _waste, frozenset({DAYS})),
)
