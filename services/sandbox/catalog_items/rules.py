"""Catalogue items in the shape of the Catalog Items API 2022-04-01.

The catalogue shows what is sold under an ASIN, which is what the seller's listing says; the seller's own
offer (price, condition, stock, search terms) is no part of it.
"""

from collections.abc import Callable, Collection
from typing import Any

from services.sandbox.advertisers.rules import chance
from services.sandbox.listings.rules import attributes
from services.sandbox.listings.rules.items import Item

_OFFER = ("purchasable_offer", "fulfillment_availability", "condition_type", "generic_keyword")
_DEPARTMENT = {
    "UK": ("Home & Kitchen", "3146281"),
    "DE": ("Küche, Haushalt & Wohnen", "3167641"),
    "FR": ("Cuisine et Maison", "57004031"),
    "IT": ("Casa e cucina", "524015031"),
    "ES": ("Hogar y cocina", "599391031"),
}


def item_json(items: list[Item], included: Collection[str]) -> dict[str, Any]:
    """One ASIN with the parts asked for; `items` are its listings, one a marketplace."""
    parts: dict[str, Callable[[Item], Any]] = {
        "classifications": _classifications,
        "dimensions": _dimensions,
        "identifiers": _identifiers,
        "images": _images,
        "productTypes": lambda item: {"productType": item.product_type},
        "relationships": lambda _item: {"relationships": []},
        "salesRanks": _ranks,
        "summaries": _summary,
        "vendorDetails": lambda _item: {},
    }
    answer: dict[str, Any] = {"asin": items[0].asin}
    if "attributes" in included:
        held = items[0].attributes
        answer["attributes"] = {name: value for name, value in held.items() if name not in _OFFER}
    for name, make in parts.items():
        if name in included:
            answer[name] = [_of_marketplace(item) | make(item) for item in items]
    return answer


def text_of(item: Item) -> str:
    """What keywords are looked for in."""
    return f"{title_of(item)} {item.product_type}".casefold()


def title_of(item: Item) -> str:
    """The title, or none."""
    return _value(item, "item_name")


def brand_of(item: Item) -> str:
    """The brand, or none."""
    return _value(item, "brand")


def codes_of(item: Item) -> set[str]:
    """The barcodes of an item."""
    return {str(each.get("value")) for each in item.attributes.get("externally_assigned_product_identifier", [])}


def department_of(item: Item) -> tuple[str, str]:
    """Name and id of its browse node."""
    return _DEPARTMENT[item.present.shelf.market.country]


def _value(item: Item, name: str) -> str:
    values = item.attributes.get(name)
    return str(values[0].get("value", "")) if values else ""


def _of_marketplace(item: Item) -> dict[str, Any]:
    return {"marketplaceId": item.present.shelf.market.marketplace_id}


def _classifications(item: Item) -> dict[str, Any]:
    name, node = department_of(item)
    return {"classifications": [{"displayName": name, "classificationId": node}]}


def _dimensions(item: Item) -> dict[str, Any]:
    side = 10 + chance.whole(0, 20, "side", item.asin)
    sizes = {each: {"unit": "centimeters", "value": side} for each in ("height", "length", "width")}
    weight = {"unit": "grams", "value": 200 + 30 * side}
    return {"item": sizes | {"weight": weight}, "package": sizes | {"weight": weight}}


def _identifiers(item: Item) -> dict[str, Any]:
    held = item.attributes.get("externally_assigned_product_identifier", [])
    codes = [
        {"identifierType": str(each.get("type", "ean")).upper(), "identifier": str(each.get("value"))}
        for each in held
    ]
    return {"identifiers": [*codes, {"identifierType": "SKU", "identifier": item.sku}]}


def _images(item: Item) -> dict[str, Any]:
    held = item.attributes.get("main_product_image_locator", [])
    size = attributes.image_of(item.listing, item.present.shelf.market)[1:] if item.listing else (2000, 1500)
    return {
        "images": [
            {"variant": "MAIN", "link": str(each.get("media_location")), "width": size[0], "height": size[1]}
            for each in held
        ]
    }


def _ranks(item: Item) -> dict[str, Any]:
    name, node = department_of(item)
    rank = chance.whole(200, 90_000, "rank", item.asin, item.present.shelf.market.country)
    return {
        "classificationRanks": [{"classificationId": node, "title": name, "rank": rank // 20 + 1}],
        "displayGroupRanks": [{"websiteDisplayGroup": "kitchen_display_on_website", "title": name, "rank": rank}],
    }


def _summary(item: Item) -> dict[str, Any]:
    name, node = department_of(item)
    return {
        "brand": brand_of(item),
        "browseClassification": {"displayName": name, "classificationId": node},
        "color": _value(item, "color"),
        "itemClassification": "BASE_PRODUCT",
        "itemName": title_of(item),
        "manufacturer": _value(item, "manufacturer"),
        "modelNumber": _value(item, "model_number"),
        "packageQuantity": 1,
        "websiteDisplayGroup": "kitchen_display_on_website",
        "websiteDisplayGroupName": "Kitchen",
    }
