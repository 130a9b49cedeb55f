"""What a seller account consists of: products, and their listings on each marketplace."""

from dataclasses import dataclass
from datetime import datetime

from services.sandbox.advertisers.rules import account
from services.sandbox.advertisers.rules.account import Market
from services.sandbox.sellers.rules.causes import Cause
from services.sandbox.sellers.rules.flows import Flows
from services.sandbox.sellers.rules.pools import Stores

DOMAINS = {"UK": "Amazon.co.uk", "DE": "Amazon.de", "FR": "Amazon.fr", "IT": "Amazon.it", "ES": "Amazon.es"}
LANGUAGES = {"UK": "en_GB", "DE": "de_DE", "FR": "fr_FR", "IT": "it_IT", "ES": "es_ES"}
COUNTRY_CODES = {"UK": "GB", "DE": "DE", "FR": "FR", "IT": "IT", "ES": "ES"}
"""What the Selling Partner API calls the countries of the Ads API."""

VAT_PERCENT = {"UK": 20, "DE": 19, "FR": 20, "IT": 22, "ES": 21}
"""Included in every price."""


@dataclass(frozen=True, slots=True)
class Product:
    """What a SKU stands for, the same on every marketplace; `index` is its place in the account."""

    index: int
    sku: str
    asin: str
    fn_sku: str
    brand: str
    noun: int
    colour: int
    gtin_type: str
    gtin: str
    model: str


@dataclass(frozen=True, slots=True)
class Listing:
    """A SKU on one marketplace, with what is planted; `price` in cents, None where it is missing.

    Of what is not offered there Amazon still tells the stock, where other shops of the account sell from it.
    """

    product: Product
    cause: Cause
    number: int
    channel: str
    price: int | None
    created_at: datetime
    is_offered: bool = True


@dataclass(frozen=True, slots=True)
class Shelf:
    """The seller's listings on one marketplace, in the order of products, and how they sell.

    The `stores` are the stock that is told there: the marketplace's own, or a pool of several.
    """

    place: int
    market: Market
    listings: tuple[Listing, ...]
    flows: Flows
    stores: Stores


@dataclass(frozen=True, slots=True)
class Seller:
    """A simulated seller account; `places` finds products by SKU, `asins` by ASIN."""

    seed: int
    size: int
    seller_id: str
    name: str
    shelves: tuple[Shelf, ...]
    places: dict[str, int]
    asins: dict[str, int]

    @property
    def is_pan_eu(self) -> bool:
        """Whether all shelves have the same stores."""
        return account.is_pan_eu(self.seed)

    def shelf_of(self, marketplace_id: str) -> Shelf | None:
        """The shelf of a marketplace; None where the seller does not sell."""
        return next((each for each in self.shelves if each.market.marketplace_id == marketplace_id), None)
