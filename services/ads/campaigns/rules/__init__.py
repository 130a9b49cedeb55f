"""Which campaigns and search terms need a decision: from sums over the settled days only."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import floor

from services.ads.campaigns.rules.account import (
    Account,
    chance_account_costs_more,
    chance_campaign_costs_more,
    chance_ctr_below,
    chance_term_costs_more,
)
from services.ads.campaigns.rules.evidence import confidence_asked, evidence_of
from services.ads.campaigns.rules.links import RowLinks
from services.ads.campaigns.rules.subjects import JudgingContext, Subject
from services.ads.findings.rules import ACCOUNT_OVER_TARGET, ACOS_HIGH, CTR_LOW, SPEND_WITHOUT_SALES
from services.ads.performance.rules import Totals
from services.ads.products import name_of, word_of
from services.ads.thresholds.rules import AdsThresholds
from shared.findings.bounds import Bound
from shared.findings.rules import Fact, Judge, Key, Observation, Proposal, Severity
from shared.money import text_of_micros

SCALE_BIDS, SET_STATE, NEGATE_EXACT = "scale_bids", "set_campaign_state", "add_negative_exact"
"""Kinds of changes: all bids of a campaign times a factor, its state, and a negative exact keyword of its own."""

_CENT_DIGITS = 4
_MOST_SURE = 0.99
_ACOS_FORMULA = "acos = cost / sales"
_JUDGED_STATES = ("ENABLED", "UNKNOWN")
"""A search-term file tells no states; what had traffic in the window was enabled in it."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What is judged at once: the campaigns of an ad product, and search terms that have no order in any campaign.

    `account` is None while nothing was sold. With `tells_account` it is said once where the account as a whole misses
    its target, and of campaigns and terms only those are told that are worse than the account.
    """

    campaigns: Sequence[Subject]
    terms: Sequence[Subject]
    account: Account | None
    context: JudgingContext
    tells_account: bool

    @property
    def enabled(self) -> list[Subject]:
        """The campaigns that are judged."""
        return [one for one in self.campaigns if one.state in _JUDGED_STATES]

    @property
    def bound(self) -> float:
        """The ACOS above which a campaign or a term is told: the target, or the account's where it misses that."""
        return bound_of(self.account, self.context, tells_account=self.tells_account)


def bound_of(account: Account | None, context: JudgingContext, *, tells_account: bool) -> float:
    """The same before the terms are known."""
    target = float(context.thresholds.target_acos)
    if account is None or not tells_account or check_account(account, context) is None:
        return target
    return max(target, account.acos)


def check_account(account: Account, context: JudgingContext) -> Observation | None:
    """`ads.account_over_target`: cost / sales of all campaigns over the target, with confidence.

    One that only misses it for its worst campaign does not miss it as a whole: that campaign is told.
    """
    totals, thresholds = account.totals, context.thresholds
    target = float(thresholds.target_acos)
    key = Key(ACCOUNT_OVER_TARGET, "account", word_of(context.links.ad_product))
    stands = key in context.standing
    least = min(account.acos, account.acos_without_worst(target))
    if not _is_enough(totals, thresholds, stands=stands) or not Bound(target).is_crossed(least, stands=stands):
        return None
    chance = chance_account_costs_more(totals, target)
    if not stands and chance <= float(thresholds.acos_confidence):
        return None
    subject = Subject("account", key.subject_id, name_of(context.links.ad_product), totals, "", "ENABLED")
    facts = _acos_facts(account.acos, target, target, chance)
    return _observe(key, subject, context, account.acos, _ACOS_FORMULA, facts, money_micros=_lost(totals, target))


def check_acos(subject: Subject, account: Account, bound: float, context: JudgingContext) -> Observation | None:
    """`ads.acos_high`: cost / sales over the bound with confidence; while it stands, until a tenth inside it."""
    totals, thresholds = subject.totals, context.thresholds
    key, target = Key(ACOS_HIGH, subject.type, subject.id), float(thresholds.target_acos)
    stands = key in context.standing
    if not totals.sales_micros or not _is_enough(totals, thresholds, stands=stands):
        return None
    acos = totals.cost_micros / totals.sales_micros
    if not Bound(bound).is_crossed(acos, stands=stands):
        return None
    chance = chance_campaign_costs_more(totals, account, bound)
    if not stands and chance <= float(thresholds.acos_confidence):
        return None
    facts, lost = _acos_facts(acos, target, bound, chance), _lost(totals, target)
    proposal = Proposal(SCALE_BIDS, subject.target, "1", str(round(min(1.0, target / acos), 2)), lost)
    return _observe(key, subject, context, acos, _ACOS_FORMULA, facts, money_micros=lost, proposal=proposal)


def check_ctr(subject: Subject, context: JudgingContext) -> Observation | None:
    """`ads.ctr_low`: clicks / impressions under the bound with confidence, and with enough impressions.

    At a CTR of 0.4 % and a bound of 0.3 % it errs in 1.8, 1.4 and 1.1 % of 1,000, 2,000 and 5,000 impressions; one
    of 0.15 % it finds in 22, 42 and 86 %: of fewer than 5,000 clicks alone cannot tell more without erring more.
    """
    totals, bound = subject.totals, float(context.thresholds.min_ctr)
    key = Key(CTR_LOW, subject.type, subject.id)
    stands = key in context.standing
    if not Bound(context.thresholds.ctr_min_impressions, beyond=">=").is_crossed(totals.impressions, stands=stands):
        return None
    ctr = totals.clicks / totals.impressions
    if not Bound(bound, beyond="<").is_crossed(ctr, stands=stands):
        return None
    chance = chance_ctr_below(totals, bound)
    if not stands and chance <= float(context.thresholds.ctr_confidence):
        return None
    facts: dict[str, Fact] = {"ctr": round(ctr, 6), "min_ctr": bound, "probability": _shown(chance)}
    return _observe(
        key, subject, context, bound / max(ctr, 1e-6), "ctr = clicks / impressions", facts, severity="MEDIUM"
    )


def check_waste(
    subject: Subject, campaign: Subject, account: Account, bound: float, context: JudgingContext
) -> Observation | None:
    """`ads.spend_without_sales`: no order, and so many clicks that it converts too rarely with high probability.

    It must have had the clicks of a mean order of the account, or have cost several orders' worth; before that the
    account's own rate would be the only evidence. `campaign` is the one that a term belongs to.
    """
    totals, thresholds = subject.totals, context.thresholds
    key = Key(SPEND_WITHOUT_SALES, subject.type, subject.id)
    stands = key in context.standing
    if totals.orders or totals.sales_micros or not evidence_of(account, bound, stands=stands).is_met(totals):
        return None
    if subject.type == "campaign":
        chance = chance_campaign_costs_more(totals, account, bound)
    else:
        chance = chance_term_costs_more(totals, campaign.totals, account, bound)
    order_value = account.order_value_of(campaign.totals)
    worth = bound * order_value
    asked = confidence_asked(float(thresholds.waste_confidence), totals.cost_micros, worth)
    if not Bound(asked).is_crossed(chance, stands=stands):
        return None
    facts: dict[str, Fact] = {
        "probability": _shown(chance),
        "target_acos": float(thresholds.target_acos),
        "bound_acos": round(bound, 6),
        "account_cvr": round(account.campaigns.cvr, 6),
        "order_value": text_of_micros(round(order_value)),
    }
    formula = "P(cvr < cpc / (bound_acos * order_value)), cvr ~ Beta(a, b + clicks) of the account"
    spent = totals.cost_micros
    if subject.type == "campaign":
        proposal = Proposal(SET_STATE, subject.target, subject.known_state, "PAUSED", spent)
    else:
        proposal = Proposal(NEGATE_EXACT, subject.target, None, subject.term, spent)
    return _observe(key, subject, context, spent, formula, facts, money_micros=spent, proposal=proposal)


def _is_enough(totals: Totals, thresholds: AdsThresholds, *, stands: bool) -> bool:
    least = ((thresholds.acos_min_clicks, totals.clicks), (thresholds.acos_min_orders, totals.orders))
    return all(Bound(bound, beyond=">=").is_crossed(number, stands=stands) for bound, number in least)


def _acos_facts(acos: float, target: float, bound: float, chance: float) -> dict[str, Fact]:
    return {
        "acos": round(acos, 6),
        "target_acos": target,
        "bound_acos": round(bound, 6),
        "probability": _shown(chance),
        "bid_cut": round(max(0.0, 1 - target / acos), 6),
    }


def _lost(totals: Totals, target: float) -> int:
    """What was spent beyond the target, in whole cents."""
    return max(int(round(totals.cost_micros - target * totals.sales_micros, -_CENT_DIGITS)), 0)


def _shown(chance: float) -> float:
    """A probability as it is told: in whole percents, so that not every click of others changes it; never certain."""
    return min(floor(chance * 100) / 100, _MOST_SURE)


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
        links={"performance": _link(subject, context.links)},
        money_micros=money_micros,
        currency=None if money_micros is None else context.currency,
        proposal=proposal,
    )


def _link(subject: Subject, links: RowLinks) -> str:
    if subject.type == "account":
        return links.of_account()
    return (
        links.of_term(subject.campaign_id, subject.term) if subject.term else links.of_campaign(subject.campaign_id)
    )


def _whole(judged: Judged) -> list[Observation]:
    found = None if judged.account is None else check_account(judged.account, judged.context)
    return [] if found is None else [found]


def _acos(judged: Judged) -> list[Observation]:
    account, bound = judged.account, judged.bound
    if account is None:
        return []
    return _each(judged.enabled, lambda one: check_acos(one, account, bound, judged.context))


def _ctr(judged: Judged) -> list[Observation]:
    return _each(judged.enabled, lambda one: check_ctr(one, judged.context))


def _waste(judged: Judged) -> list[Observation]:
    """Campaigns, and the terms of those that are not a waste as a whole."""
    account, bound, context = judged.account, judged.bound, judged.context
    if account is None:
        return []
    enabled = {one.id: one for one in judged.enabled}
    wasted = _each(enabled.values(), lambda one: check_waste(one, one, account, bound, context))
    sound = enabled.keys() - {observation.key.subject_id for observation in wasted}
    terms = (one for one in judged.terms if one.campaign_id in sound)
    return [*wasted, *_each(terms, lambda one: check_waste(one, enabled[one.campaign_id], account, bound, context))]


DAYS = "days"
"""What has arrived when a report told of one of the judged days."""

JUDGES = (
    Judge((ACCOUNT_OVER_TARGET,), _whole, frozenset({DAYS})),
    Judge((ACOS_HIGH,), _acos, frozenset({DAYS})),
    Judge((CTR_LOW,), _ctr, frozenset({DAYS})),
    Judge((SPEND_WITHOUT_SALES,), _waste, frozenset({DAYS})),
)
