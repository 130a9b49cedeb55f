"""Ads accounts of five kinds with known true rates, to measure judgements on: the same for a seed, for ever.

The kinds have the conversion rates, and around them the strengths of priors and costs of a click, of five real
accounts: 2.8 to 46 %, strengths of 5 to 160, 0.17 to 1.15 a click. What is drawn, and from what:

- clicks of a term in a fortnight: Poisson around a log-normal rate (sigma 1.6: a tenth of the terms has half of
  the clicks and more, and the usual one a third of the mean);
- the true rate of a term: 0 for the share `never`, else Beta(mean * strength, (1 - mean) * strength) around the
  campaign's mean, which is log-normal (sigma 0.25) around the account's;
- what a click costs: log-normal by term (sigma 0.35); what an order is worth: log-normal by campaign (sigma 0.4),
  which is its product's price, and by order (sigma 0.5);
- one term in eight occurs in a second campaign of the account, too, where it sells at its rate as well.

Orders of a fortnight are binomial. A second fortnight with the same true rates shows what a decision saves.
Nothing here knows the product's rules.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache
from math import exp

import numpy as np

TARGET = 0.35
CAMPAIGNS, TERMS = 40, 75
TWICE = 8
"""One term in so many occurs in another campaign, too."""

CLICKS_SIGMA, COST_SIGMA, PRICE_SIGMA, ORDER_SIGMA, CAMPAIGN_SIGMA = 1.6, 0.35, 0.4, 0.5, 0.25


@dataclass(frozen=True)
class AccountKind:
    """What an account is drawn from: `cvr` is its orders by its clicks, `acos` its cost by its sales."""

    name: str
    cvr: float
    strength: float
    never: float
    click_cost: float
    mean_clicks: float
    acos: float

    @property
    def order_value(self) -> float:
        """What an average order is worth, so that the account has its ACOS."""
        return self.click_cost / (self.cvr * self.acos)


KINDS = (
    AccountKind("tools", cvr=0.028, strength=160, never=0.20, click_cost=0.55, mean_clicks=14, acos=0.28),
    AccountKind("garden", cvr=0.06, strength=40, never=0.15, click_cost=0.80, mean_clicks=9, acos=0.26),
    AccountKind("kitchen", cvr=0.08, strength=20, never=0.15, click_cost=0.45, mean_clicks=8, acos=0.27),
    AccountKind("care", cvr=0.10, strength=10, never=0.20, click_cost=1.15, mean_clicks=8, acos=0.25),
    AccountKind("supplies", cvr=0.46, strength=5, never=0.10, click_cost=0.17, mean_clicks=6, acos=0.25),
)


def missing_target(kind: AccountKind) -> AccountKind:
    """The same account with clicks that cost twice as much: as a whole it misses its target."""
    return replace(kind, name=f"{kind.name} over target", acos=2 * kind.acos, click_cost=2 * kind.click_cost)


@dataclass(frozen=True)
class SimulatedTerm:
    """A term of a campaign: its true rate, and its numbers of the fortnight that is judged and of the one after."""

    campaign: int
    text: str
    rate: float
    click_cost: float
    order_value: float
    clicks: int
    orders: int
    sales: float
    later_clicks: int
    later_orders: int
    later_sales: float

    @property
    def cost(self) -> float:
        return self.clicks * self.click_cost

    @property
    def true_acos(self) -> float:
        """What it costs by what it sells in the long run."""
        sold = self.rate * self.order_value
        return self.click_cost / sold if sold else float("inf")

    @property
    def later_cost(self) -> float:
        return self.later_clicks * self.click_cost


@dataclass(frozen=True)
class SimulatedAccount:
    """An account of a kind."""

    kind: AccountKind
    terms: tuple[SimulatedTerm, ...]

    @property
    def true_acos(self) -> float:
        """Cost by what the clicks sell in the long run."""
        return sum(each.cost for each in self.terms) / sum(
            each.clicks * each.rate * each.order_value for each in self.terms
        )

    def selling_campaigns(self) -> dict[str, set[int]]:
        """In which campaigns each text has sold in the fortnight."""
        found: dict[str, set[int]] = {}
        for term in self.terms:
            if term.orders:
                found.setdefault(term.text, set()).add(term.campaign)
        return found


@cache
def account_of(kind: AccountKind, seed: int) -> SimulatedAccount:
    """The account of a seed."""
    random = np.random.Generator(np.random.PCG64([seed, *kind.name.encode()]))
    prices = kind.order_value * _spread(random, PRICE_SIGMA, CAMPAIGNS)
    means = np.minimum(kind.cvr / (1 - kind.never) * _spread(random, CAMPAIGN_SIGMA, CAMPAIGNS), 0.9)
    terms = []
    for campaign in range(CAMPAIGNS):
        for number in range(TERMS):
            sells = random.random() >= kind.never
            mean = means[campaign]
            rate = random.beta(mean * kind.strength, (1 - mean) * kind.strength) if sells else 0.0
            homes = [campaign, (campaign + 1) % CAMPAIGNS] if number % TWICE == 0 else [campaign]
            for home in homes:
                terms.append(_term(random, kind, home, f"{kind.name} {campaign} {number}", rate, prices[home]))
    return SimulatedAccount(kind, tuple(terms))


def accounts_of(kind: AccountKind, seeds: range) -> Iterator[SimulatedAccount]:
    """The accounts of some seeds."""
    return (account_of(kind, seed) for seed in seeds)


def _term(
    random: np.random.Generator, kind: AccountKind, campaign: int, text: str, rate: float, price: float
) -> SimulatedTerm:
    traffic = kind.mean_clicks * _spread(random, CLICKS_SIGMA, 1)[0]
    click_cost = round(float(kind.click_cost * _spread(random, COST_SIGMA, 1)[0]), 2) or 0.01
    numbers = []
    for _ in range(2):
        clicks = int(random.poisson(traffic))
        orders = int(random.binomial(clicks, rate))
        numbers += [clicks, orders, round(float((price * _spread(random, ORDER_SIGMA, orders)).sum()), 2)]
    return SimulatedTerm(campaign, text, float(rate), click_cost, float(price), *numbers)


def _spread(random: np.random.Generator, sigma: float, count: int) -> np.ndarray:
    """Log-normal factors with a mean of 1."""
    return random.lognormal(0, sigma, count) * exp(-(sigma**2) / 2)
