"""What an advertiser consists of: profiles, campaigns, ad groups, search terms."""

from dataclasses import dataclass
from datetime import date

from services.sandbox.advertisers.rules.kinds import Kind


@dataclass(frozen=True, slots=True)
class Market:
    """A marketplace on which simulated advertisers sell; `basket_cents` is its usual order."""

    country: str
    marketplace_id: str
    currency: str
    zone: str
    basket_cents: int


REGION = "EU"
"""Amazon keeps an account, and its consent, in one region."""

_GERMANY = Market("DE", "A1PA6795UKMFR9", "EUR", "Europe/Berlin", 2600)
MARKETS = (Market("UK", "A1F83G8C2ARO7P", "GBP", "Europe/London", 2800), _GERMANY)
PAN_EU_MARKETS = (
    _GERMANY,
    Market("FR", "A13V1IB3VIYZZH", "EUR", "Europe/Paris", 2500),
    Market("IT", "APJ6JRA9NG5V4", "EUR", "Europe/Rome", 2400),
    Market("ES", "A1RKKUPIHCS9HS", "EUR", "Europe/Madrid", 2300),
)
"""The shops of a Pan-EU seller, the largest first; their days begin at one moment, as their stock is one."""

PAN_EU_FROM = 500_000_000
"""Seeds from here on are of Pan-EU sellers: one stock serves all their shops."""


def is_pan_eu(seed: int) -> bool:
    """Whether the account of a seed is a Pan-EU seller."""
    return seed >= PAN_EU_FROM


def markets_of(seed: int) -> tuple[Market, ...]:
    """The marketplaces on which the account of a seed sells."""
    return PAN_EU_MARKETS if is_pan_eu(seed) else MARKETS


@dataclass(frozen=True, slots=True)
class Target:
    """A keyword, or a predefined target of automatic targeting (which has no bid of its own)."""

    keyword_id: int
    text: str
    match_type: str
    bid_cents: int | None


@dataclass(frozen=True, slots=True)
class Term:
    """A search term and its rates.

    `clicks` and `views` (impressions without a click) are millionths a day, `conversion` is orders per
    million clicks, `click_cost` thousandths of a cent.
    """

    key: int
    text: str
    target: Target
    clicks: int
    views: int
    conversion: int
    click_cost: int


@dataclass(frozen=True, slots=True)
class AdGroup:
    """An ad group and the terms that bring it clicks."""

    ad_group_id: int
    name: str
    terms: tuple[Term, ...]


PRODUCTS, BRANDS, DISPLAY = "SPONSORED_PRODUCTS", "SPONSORED_BRANDS", "SPONSORED_DISPLAY"
"""Amazon's words for the ad products."""


@dataclass(frozen=True, slots=True)
class Campaign:
    """A campaign, with what is planted in it: its kind, and the wasteful term where there is one.

    Display has no search terms: there the terms are nothing but what brings the clicks.
    """

    ad_product: str
    campaign_id: int
    name: str
    kind: Kind
    state: str
    targeting: str
    budget_cents: int
    order_cents: int
    start_on: date
    ad_groups: tuple[AdGroup, ...]
    wasteful_term: str | None

    @property
    def terms(self) -> tuple[Term, ...]:
        """The terms of all its ad groups, in their order."""
        return tuple(term for group in self.ad_groups for term in group.terms)


@dataclass(frozen=True, slots=True)
class Profile:
    """The advertiser on one marketplace; `campaigns` are of Sponsored Products, `others` of the other products."""

    profile_id: int
    market: Market
    campaigns: tuple[Campaign, ...]
    others: tuple[Campaign, ...]

    def campaigns_of(self, ad_product: str) -> tuple[Campaign, ...]:
        """The campaigns of an ad product."""
        return tuple(each for each in (*self.campaigns, *self.others) if each.ad_product == ad_product)


@dataclass(frozen=True, slots=True)
class Advertiser:
    """A simulated seller account."""

    seed: int
    size: int
    seller_id: str
    name: str
    profiles: tuple[Profile, ...]
