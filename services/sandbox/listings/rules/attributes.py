"""The attributes of a listing as they were planned, in the shape of its product type's schema."""

from typing import Any

from services.sandbox.advertisers.rules import chance
from services.sandbox.advertisers.rules.account import Market
from services.sandbox.sellers.rules import texts, words
from services.sandbox.sellers.rules.account import LANGUAGES, Listing
from services.sandbox.sellers.rules.causes import AFN, Cause

Attributes = dict[str, list[dict[str, Any]]]
_FOREIGN = "USD"
CHANNEL_CODES = {AFN: "AMAZON_EU", "MFN": "DEFAULT"}


def title_of(listing: Listing, market: Market) -> str:
    """The planned title."""
    product = listing.product
    country = market.country
    return texts.title_of(
        listing.cause,
        country,
        texts.NOUNS[product.noun].names[country],
        product.brand,
        words.COLOURS[country][product.colour],
        product.model,
    )


def image_of(listing: Listing, market: Market) -> tuple[str, int, int]:
    """Address, width and height of the main image; the host does not exist."""
    key = chance.key_of("image", listing.product.asin, market.country)
    width = 1600 + 100 * (key % 10)
    return f"https://images.sandbox.invalid/I/{key:016x}._SL{width}_.jpg", width, width * 3 // 4


def attributes_of(listing: Listing, market: Market, quantity: int) -> Attributes:
    """Everything that the seller once submitted; `quantity` is what a seller-fulfilled listing has left."""
    product, country = listing.product, market.country
    noun = texts.NOUNS[product.noun]
    attributes = {
        "item_name": [_text(title_of(listing, market), market)],
        "brand": [_text(product.brand, market)],
        "manufacturer": [_text(product.brand, market)],
        "bullet_point": [_text(each, market) for each in texts.bullets_of(listing.cause, country)],
        "product_description": [
            _text(texts.description_of(listing.cause, country, noun.names[country], product.brand), market)
        ],
        "generic_keyword": [_text(texts.search_terms_of(listing.cause, country), market)],
        "externally_assigned_product_identifier": [
            {"type": product.gtin_type, "value": product.gtin, "marketplace_id": market.marketplace_id}
        ],
        "color": [_text(words.COLOURS[country][product.colour], market)],
        "model_number": [{"value": product.model, "marketplace_id": market.marketplace_id}],
        "item_weight": [{"unit": "grams", "value": 200 + 50 * product.noun, "marketplace_id": market.marketplace_id}],
        "country_of_origin": [{"value": "CN", "marketplace_id": market.marketplace_id}],
        "condition_type": [{"value": "new_new", "marketplace_id": market.marketplace_id}],
        "fulfillment_availability": [availability_of(listing.channel, quantity)],
    }
    if listing.cause is Cause.TITLE_MISSING:
        del attributes["item_name"]
    if highlight := texts.highlight_of(listing.cause, country, product.index):
        attributes["title_differentiation"] = [_text(highlight, market)]
    if listing.price is not None:
        currency = _FOREIGN if listing.cause is Cause.PRICE_CURRENCY else market.currency
        attributes["purchasable_offer"] = [_offer(listing.price, currency, market)]
    if listing.cause is not Cause.IMAGE_MISSING:
        location = {"media_location": image_of(listing, market)[0], "marketplace_id": market.marketplace_id}
        attributes["main_product_image_locator"] = [location]
    return attributes


def availability_of(channel: str, quantity: int) -> dict[str, Any]:
    """Where the stock is; Amazon counts its own, so a quantity stands only with the seller's."""
    code = {"fulfillment_channel_code": CHANNEL_CODES[channel]}
    return code if channel == AFN else code | {"quantity": quantity}


def _text(value: str, market: Market) -> dict[str, Any]:
    return {
        "value": value,
        "language_tag": LANGUAGES[market.country],
        "marketplace_id": market.marketplace_id,
    }


def _offer(cents: int, currency: str, market: Market) -> dict[str, Any]:
    return {
        "currency": currency,
        "our_price": [{"schedule": [{"value_with_tax": cents / 100}]}],
        "marketplace_id": market.marketplace_id,
    }
