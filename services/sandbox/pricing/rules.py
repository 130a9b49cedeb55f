"""Offers of a product beside the seller's own, in the shapes of the Product Pricing API 2022-05-01.

On every fourth listing a competitor asks 5 % less and has the featured offer; elsewhere it is the seller's.
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from services.sandbox.advertisers.rules import chance
from services.sandbox.listings.rules.items import Item

_COMPETITOR = "A2SANDBOXRIVAL"
_RIVAL_EVERY, _RIVAL_PERCENT, _DEARER_PERCENT = 4, 95, 108


@dataclass(frozen=True, slots=True)
class Offer:
    """An offer; `cents` without shipping, which is free."""

    seller_id: str
    sku: str | None
    channel: str
    cents: int


def offers_of(item: Item) -> list[Offer]:
    """Every offer of the product, cheapest first; the first one is featured."""
    own = item.cents
    base = own or 2500
    is_beaten = chance.key_of("rival", item.asin, item.present.shelf.market.country) % _RIVAL_EVERY == 0
    rival = Offer(_COMPETITOR, None, "MFN", base * (_RIVAL_PERCENT if is_beaten else _DEARER_PERCENT) // 100)
    offers = [rival]
    if own is not None and "BUYABLE" in item.statuses:
        offers.append(Offer(item.present.seller.seller_id, item.sku, item.channel, own))
    return sorted(offers, key=lambda offer: offer.cents)


def expected_price_json(item: Item) -> dict[str, Any]:
    """The price at or below which the seller's offer may be featured: that of the best competitor."""
    offers = offers_of(item)
    own = item.present.seller.seller_id
    rival = next(offer for offer in offers if offer.seller_id != own)
    result: dict[str, Any] = {
        "featuredOfferExpectedPrice": {"listingPrice": _money(item, rival.cents)},
        "resultStatus": "VALID_FOEP",
        "competingFeaturedOffer": _featured(item, rival),
        "currentFeaturedOffer": _featured(item, offers[0]),
    }
    return {"offerIdentifier": _identifier(item, own, item.sku, item.channel)} | {
        "featuredOfferExpectedPriceResults": [result]
    }


def summary_json(item: Item, included: Collection[str], inputs: list[dict[str, Any]]) -> dict[str, Any]:
    """A product's competition, with the parts asked for; only new offers are simulated."""
    offers = offers_of(item)
    answer: dict[str, Any] = {"asin": item.asin, "marketplaceId": item.present.shelf.market.marketplace_id}
    if "featuredBuyingOptions" in included:
        segment = {"customerMembership": "DEFAULT", "segmentDetails": {"glanceViewWeightPercentage": 100}}
        featured = _offer(item, offers[0]) | {"featuredOfferSegments": [segment]}
        answer["featuredBuyingOptions"] = [{"buyingOptionType": "New", "segmentedFeaturedOffers": [featured]}]
    if "referencePrices" in included:
        price = {"name": "CompetitivePriceThreshold", "price": _money(item, offers[0].cents)}
        answer["referencePrices"] = [price]
    if "lowestPricedOffers" in included:
        lowest = [_offer(item, offer) for offer in offers]
        answer["lowestPricedOffers"] = [
            {"lowestPricedOffersInput": each, "offers": lowest} for each in inputs if each["itemCondition"] == "New"
        ]
    if "similarItems" in included:
        answer["similarItems"] = []
    return answer


def _money(item: Item, cents: int) -> dict[str, Any]:
    return {"currencyCode": item.present.shelf.market.currency, "amount": cents / 100}


def _identifier(item: Item, seller_id: str, sku: str | None, channel: str) -> dict[str, Any]:
    identifier = {
        "marketplaceId": item.present.shelf.market.marketplace_id,
        "sellerId": seller_id,
        "asin": item.asin,
        "fulfillmentType": channel,
    }
    return identifier | ({"sku": sku} if sku else {})


def _featured(item: Item, offer: Offer) -> dict[str, Any]:
    return {
        "offerIdentifier": _identifier(item, offer.seller_id, offer.sku, offer.channel),
        "condition": "New",
        "price": {"listingPrice": _money(item, offer.cents), "shippingPrice": _money(item, 0)},
    }


def _offer(item: Item, offer: Offer) -> dict[str, Any]:
    return {
        "sellerId": offer.seller_id,
        "condition": "New",
        "fulfillmentType": offer.channel,
        "listingPrice": _money(item, offer.cents),
        "shippingOptions": [{"shippingOptionType": "DEFAULT", "price": _money(item, 0)}],
        "primeDetails": {"eligibility": "NATIONAL" if offer.channel == "AFN" else "NONE"},
    }
