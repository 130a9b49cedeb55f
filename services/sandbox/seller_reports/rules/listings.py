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
    return (
        _value(held, "item_name"),
        _value(held, "product_description"),
        f"{shelf.market.country}{item.asin}",
        item.sku,
        money_text(items.price_of(held)),
        "" if is_theirs else item.quantity,
        local_text(item.created_at, shelf),
        _value(held, "main_product_image_locator", "media_location"),
        *("y", _CODE_TYPES.get(kind, "4"), "", "", _NEW, "", "", ""),
        *(item.asin, "", "", "", "", "", code, "", "", "" if is_theirs else 0),
        CHANNEL_CODES[item.channel],
        "" if is_theirs else "Standard",
        "Active" if "BUYABLE" in item.statuses else "Inactive",
    )


def _value(held: Attributes, name: str, member: str = "value") -> str:
    values = held.get(name)
    return str(values[0].get(member, "")) if values else ""
