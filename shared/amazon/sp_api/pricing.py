"""Product Pricing API: version 2022-05-01 for what others ask, version 0 for the seller's own prices.

Usage plans: developer-docs.amazon.com/sp-api/docs/product-pricing-api-v2022-05-01-reference and
product-pricing-api-v0-reference.
"""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any, Literal

import msgspec
from sp_api.api import ProductsV0, ProductsV20220501

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Money, PascalStruct, Payload
from shared.throttle import Rate

_FEATURED = Operation(
    "pricing.getFeaturedOfferExpectedPriceBatch",
    ProductsV20220501,
    "get_featured_offer_expected_price_batch",
    Rate(0.033, 1),
)
_SUMMARY = Operation(
    "pricing.getCompetitiveSummary", ProductsV20220501, "get_competitive_summary_batch", Rate(0.033, 1)
)
_OWN = Operation("pricing.getPricing", ProductsV0, "get_product_pricing_for_skus", Rate(0.5, 1))

SummaryData = Literal["featuredBuyingOptions", "lowestPricedOffers", "referencePrices"]


class Refusal(CamelStruct, frozen=True):
    """Why one of a batch has no answer."""

    code: str
    message: str = ""


class ResponseStatus(CamelStruct, frozen=True):
    """The HTTP status of one of a batch."""

    status_code: int
    reason_phrase: str = ""


class OfferIdentifier(CamelStruct, frozen=True):
    """Whose offer of what."""

    asin: str
    marketplace_id: str
    sku: str | None = None
    seller_id: str | None = None
    fulfillment_type: str | None = None


class OfferPrice(CamelStruct, frozen=True):
    """What an offer costs."""

    listing_price: Money
    shipping_price: Money | None = None


class FeaturedOffer(CamelStruct, frozen=True):
    """An offer that has, or competes for, the buy box."""

    offer_identifier: OfferIdentifier
    condition: str | None = None
    price: OfferPrice | None = None


class ExpectedPrice(CamelStruct, frozen=True):
    """The price at which, or below which, the offer may be expected to be featured."""

    listing_price: Money


class ExpectedPriceResult(CamelStruct, frozen=True):
    """For one segment of buyers; `result_status` is VALID_FOEP, or says why there is no price."""

    result_status: str
    featured_offer_expected_price: ExpectedPrice | None = None
    competing_featured_offer: FeaturedOffer | None = None
    current_featured_offer: FeaturedOffer | None = None


class ExpectedPriceBody(CamelStruct, frozen=True):
    """Results, or why there are none."""

    offer_identifier: OfferIdentifier | None = None
    featured_offer_expected_price_results: tuple[ExpectedPriceResult, ...] = ()
    errors: tuple[Refusal, ...] = ()


class ExpectedPriceRequest(CamelStruct, frozen=True):
    """Which of the batch an answer belongs to."""

    sku: str
    marketplace_id: str


class ExpectedPriceResponse(CamelStruct, frozen=True):
    """The answer for one SKU: `body` has results when the status is 200, and else errors."""

    request: ExpectedPriceRequest
    status: ResponseStatus
    body: ExpectedPriceBody = ExpectedPriceBody()


class _ExpectedPriceBatch(CamelStruct, frozen=True):
    responses: tuple[ExpectedPriceResponse, ...]


class ShippingOption(CamelStruct, frozen=True):
    """What delivery costs."""

    shipping_option_type: str
    price: Money


class CompetingOffer(CamelStruct, frozen=True):
    """Somebody's offer; `fulfillment_type` is AFN or MFN."""

    seller_id: str
    condition: str
    fulfillment_type: str
    listing_price: Money
    shipping_options: tuple[ShippingOption, ...] = ()


class FeaturedBuyingOption(CamelStruct, frozen=True):
    """Who has the buy box, by segments of buyers."""

    buying_option_type: str
    segmented_featured_offers: tuple[CompetingOffer, ...]


class LowestPricedOffersInput(CamelStruct, frozen=True):
    """Among which offers the lowest were looked for."""

    item_condition: str
    offer_type: str


class LowestPricedOffers(CamelStruct, frozen=True):
    """The lowest offers, the lowest first."""

    lowest_priced_offers_input: LowestPricedOffersInput
    offers: tuple[CompetingOffer, ...]


class ReferencePrice(CamelStruct, frozen=True):
    """A price that Amazon compares with, such as CompetitivePriceThreshold."""

    name: str
    price: Money


class CompetitiveSummary(CamelStruct, frozen=True):
    """The competition for a product; `errors` when Amazon has no answer for it."""

    asin: str
    marketplace_id: str
    featured_buying_options: tuple[FeaturedBuyingOption, ...] = ()
    lowest_priced_offers: tuple[LowestPricedOffers, ...] = ()
    reference_prices: tuple[ReferencePrice, ...] = ()
    errors: tuple[Refusal, ...] = ()


class CompetitiveSummaryResponse(CamelStruct, frozen=True):
    """The answer for one product."""

    status: ResponseStatus
    body: CompetitiveSummary


class _CompetitiveSummaryBatch(CamelStruct, frozen=True):
    responses: tuple[CompetitiveSummaryResponse, ...]


class OldMoney(PascalStruct, frozen=True):
    """An amount in a currency."""

    currency_code: str
    amount: Decimal


class BuyingPrice(PascalStruct, frozen=True):
    """What a buyer pays: with promotion, and with shipping (landed)."""

    listing_price: OldMoney
    landed_price: OldMoney | None = None
    shipping: OldMoney | None = None


class OwnOffer(PascalStruct, frozen=True):
    """The seller's own offer; `regular_price` is without promotions."""

    buying_price: BuyingPrice
    regular_price: OldMoney
    fulfillment_channel: str
    item_condition: str
    seller_sku: str = msgspec.field(name="SellerSKU")


class OwnProduct(PascalStruct, frozen=True):
    """The seller's offers of a product."""

    offers: tuple[OwnOffer, ...] = ()


class OwnPrice(PascalStruct, frozen=True):
    """The answer for one SKU; `status` is Success, or says that there is none."""

    status: str = msgspec.field(name="status")
    seller_sku: str | None = msgspec.field(name="SellerSKU", default=None)
    asin: str | None = msgspec.field(name="ASIN", default=None)
    product: OwnProduct | None = None


class Pricing:
    """The Product Pricing API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def get_expected_prices(self, skus: Sequence[str], marketplace_id: str) -> tuple[ExpectedPriceResponse, ...]:
        """At which price the seller's offers of up to 40 SKUs may be expected to win the buy box."""
        path = "/products/pricing/2022-05-01/offer/featuredOfferExpectedPrice"
        requests = [{"marketplaceId": marketplace_id, "sku": sku, "method": "GET", "uri": path} for sku in skus]
        return self._connection.call(_FEATURED, _ExpectedPriceBatch, requests).responses

    def get_competitive_summaries(
        self, asins: Sequence[str], marketplace_id: str, *, included_data: Sequence[SummaryData]
    ) -> tuple[CompetitiveSummaryResponse, ...]:
        """The competition for up to 20 products."""
        path = "/products/pricing/2022-05-01/items/competitiveSummary"
        request = {"marketplaceId": marketplace_id, "includedData": included_data, "method": "GET", "uri": path}
        requests: list[dict[str, Any]] = [request | {"asin": asin} for asin in asins]
        return self._connection.call(_SUMMARY, _CompetitiveSummaryBatch, requests).responses

    def get_own_prices(self, skus: Sequence[str], marketplace_id: str) -> tuple[OwnPrice, ...]:
        """What the seller asks for up to 20 SKUs."""
        return self._connection.call(
            _OWN, Payload[tuple[OwnPrice, ...]], list(skus), MarketplaceId=marketplace_id
        ).payload
