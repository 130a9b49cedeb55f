"""Rows about listings: all of them, and those that Amazon hides."""

from services.sandbox.listings.rules import items
from services.sandbox.listings.rules.attributes import CHANNEL_CODES, Attributes
from services.sandbox.listings.rules.items import Item
from services.sandbox.seller_reports.rules.asked import Asked, Row, Rows, local_text, money_text
from services.sandbox.sellers.rules.causes import AFN

_CODE_TYPES = {"isbn": "2", "upc": "3", "ean": "4"}
_NEW = "11"
_STATUSES = {
    "LISTING_SUPPRESSED": "Suppressed",
    "SEARCH_SUPPRESSED": "Search Suppressed",
    "CATALOG_ITEM_REMOVED": "Removed",
}


def listing_rows(asked: Asked) -> Rows:
    """GET_MERCHANT_LISTINGS_ALL_DATA: one row a listing; Amazon's own stock has no quantity here."""
    for present in asked.presents:
        for item in items.items_of(present):
            yield _listing(item)


def suppressed_rows(asked: Asked) -> Rows:
    """GET_MERCHANTS_LISTINGS_FYP_REPORT: one row a listing and enforcement."""
    for present in asked.presents:
        for item in items.items_of(present):
            for issue in item.issues:
                if issue.action:
                    changed = local_text(item.updated_at, present.shelf)
                    title = _value(item.attributes, "item_name")
                    reason = issue.category.replace("_", " ").capitalize()
                    status = _STATUSES[issue.action]
                    yield status, reason, item.sku, item.asin, title, "New", changed, issue.message


def _listing(item: Item) -> Row:
    held, shelf = item.attributes, item.present.shelf
    kind = _value(held, "externally_assigned_product_identifier", "type")
    code = _value(held, "externally_assigned_product_identifier")
    is_theirs = item.channel == AFN
    return {
        "item-name": _value(held, "item_name"),
        "item-description": _value(held, "product_description"),
        "listing-id": f"{shelf.market.country}{item.asin}",
        "seller-sku": item.sku,
        "price": money_text(items.price_of(held)),
        "quantity": "" if is_theirs else item.quantity,
        "open-date": local_text(item.created_at, shelf),
        "image-url": _value(held, "main_product_image_locator", "media_location"),
        "item-is-marketplace": "y",
        "product-id-type": _CODE_TYPES.get(kind, "4"),
        "item-condition": _NEW,
        "asin1": item.asin,
        "product-id": code,
        "pending-quantity": "" if is_theirs else 0,
        "fulfillment-channel": CHANNEL_CODES[item.channel],
        "merchant-shipping-group": "" if is_theirs else "Standard",
        "status": "Active" if "BUYABLE" in item.statuses else "Inactive",
    }


def _value(held: Attributes, name: str, member: str = "value") -> str:
    values = held.get(name)
    return str(values[0].get(member, "")) if values else ""
