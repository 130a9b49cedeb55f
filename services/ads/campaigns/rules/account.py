"""What an account as a whole shows, and how sure one may be that a campaign, a term or the account costs too much."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from math import inf
from operator import attrgetter

from services.ads.performance.rules import Totals, acos_of, beliefs, beta
from services.ads.performance.rules.beliefs import Belief

_LIKE_THE_ACCOUNT = 5
"""Orders of the account that a campaign's own are mixed with: the mean of a few order values tells little."""

_ORDER_SPREAD = 2.0
"""1 + the squared spread of order values, which is taken to be their mean: so many orders tell as much as one of
equal ones would (the variance of a compound Poisson sum)."""

_UNKNOWN = 0.5
"""Jeffreys' prior of a rate of which nothing is known (H. Jeffreys 1946): half an event, and half of none."""


@dataclass(frozen=True, slots=True)
class Account:
    """The sums of all campaigns of an ad product, and what they make one believe of a campaign and of a term.

    `terms` is None where no search term has sold: then terms are believed to be like campaigns. `each` are the sums
    of the campaigns.
    """

    totals: Totals
    campaigns: Belief
    terms: Belief | None
    each: tuple[Totals, ...] = ()

    @property
    def order_value_micros(self) -> float:
        """What a mean order is worth."""
        return self.totals.sales_micros / self.totals.orders

    @property
    def clicks_an_order(self) -> float:
        """How many clicks a mean order takes."""
        return self.totals.clicks / self.totals.orders

    @property
    def acos(self) -> float:
        """Cost by sales of all campaigns; 0 without sales."""
        return float(acos_of(self.totals) or 0)

    def acos_without_worst(self, target: float) -> float:
        """The same without the campaign that spends the most beyond its target."""
        worst = max(self.each, key=lambda one: one.cost_micros - target * one.sales_micros, default=Totals())
        sales = self.totals.sales_micros - worst.sales_micros
        cost = self.totals.cost_micros - worst.cost_micros
        return cost / sales if sales else (inf if cost else 0.0)

    def belief_of_others(self, campaign: Totals) -> Belief | None:
        """What the other campaigns tell of this one, as strongly as they have clicks; None where none sells."""
        clicks, orders = self.totals.clicks - campaign.clicks, self.totals.orders - campaign.orders
        if orders <= 0 or clicks < orders:
            return None
        return beliefs.around(Belief(0.0, min(self.campaigns.strength, clicks)), orders / clicks)

    def order_value_of(self, campaign: Totals) -> float:
        """What an order of a campaign is worth, which sells its own products."""
        orders = campaign.orders + _LIKE_THE_ACCOUNT
        return (campaign.sales_micros + _LIKE_THE_ACCOUNT * self.order_value_micros) / orders


def account_of(campaigns: Iterable[Totals], terms: Belief | None) -> Account | None:
    """What the campaigns together show; None while nothing was sold: then nothing says what a click is worth."""
    each = tuple(campaigns)
    counts = Counter((one.clicks, one.orders) for one in each)
    belief = beliefs.fit(((*pair, many) for pair, many in counts.items()), some_never=False)
    totals = Totals(*(sum(map(attrgetter(name), each)) for name in Totals.__dataclass_fields__))
    return Account(totals, belief, terms, each) if belief is not None and totals.sales_micros else None


def chance_campaign_costs_more(campaign: Totals, account: Account, bound: float) -> float:
    """P(ACOS > bound) = P(CVR < CPC / (bound * order value)) of a campaign, after its clicks and orders."""
    needed = _needed(campaign, account.order_value_of(campaign), bound)
    belief = account.belief_of_others(campaign)
    if belief is None:
        rest = max(campaign.clicks - campaign.orders, 0)
        return beta.cdf(campaign.orders + _UNKNOWN, rest + _UNKNOWN, min(needed, 1.0))
    return belief.chance_below(needed, clicks=campaign.clicks, orders=campaign.orders)


def chance_term_costs_more(term: Totals, campaign: Totals, account: Account, bound: float) -> float:
    """The same of a search term without an order: it is believed to be like the others of its campaign.

    The campaign's rate, without the term's own clicks, is mixed with the account's as if that had so many clicks as
    the campaigns' belief is strong.
    """
    strength, all_clicks = account.campaigns.strength, campaign.clicks - term.clicks
    rate = (campaign.orders + strength * account.campaigns.cvr) / (max(all_clicks, 0) + strength)
    belief = beliefs.around(account.terms or account.campaigns, rate)
    needed = _needed(term, account.order_value_of(campaign), bound)
    return belief.chance_below(needed, clicks=term.clicks, orders=0)


def chance_account_costs_more(totals: Totals, bound: float) -> float:
    """P(ACOS > bound) of all campaigns together, of which nothing is known but their orders."""
    orders, clicks = totals.orders / _ORDER_SPREAD, totals.clicks / _ORDER_SPREAD
    acos = acos_of(totals)
    if acos is None or not totals.clicks:
        return 0.0
    rate = totals.orders / totals.clicks * float(acos) / bound
    return beta.cdf(orders + _UNKNOWN, max(clicks - orders, 0) + _UNKNOWN, min(rate, 1.0))


def chance_ctr_below(totals: Totals, bound: float) -> float:
    """P(CTR < bound) after these impressions and clicks, of a campaign of which nothing else is known."""
    rest = max(totals.impressions - totals.clicks, 0)
    return beta.cdf(totals.clicks + _UNKNOWN, rest + _UNKNOWN, bound)


def _needed(totals: Totals, order_value_micros: float, bound: float) -> float:
    """The conversion rate at which its clicks cost no more than the bound allows."""
    worth = bound * order_value_micros
    return totals.cost_micros / totals.clicks / worth if totals.clicks and worth else 0.0
