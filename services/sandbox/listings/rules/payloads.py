"""Items in the shape of the Listings Items API 2021-08-01."""

from collections.abc import Callable, Collection
from datetime import UTC, datetime
from typing import Any

from services.sandbox.listings.rules import attributes
from services.sandbox.listings.rules.items import Item
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.issues import Issue

INCLUDED = (
    *("summaries", "attributes", "issues", "offers", "fulfillmentAvailability"),
    *("procurement", "relationships", "productTypes"),
)


def moment_text(moment: datetime) -> str:
    """A moment as Amazon writes it, to the second."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def item_json(item: Item, included: Collection[str]) -> dict[str, Any]:
    """The item with the parts asked for."""
    parts: dict[str, Callable[[Item], Any]] = {
        "summaries": lambda each: [_summary(each)],
        "attributes": lambda each: each.attributes,
        "issues": lambda each: [issue_json(issue, _marketplace(each)) for issue in each.issues],
        "offers": _offers,
        "fulfillmentAvailability": lambda each: [_availability(each)],
        "procurement": lambda _each: [],
        "relationships": lambda each: [{"marketplaceId": _marketplace(each), "relationships": []}],
        "productTypes": lambda each: [{"marketplaceId": _marketplace(each), "productType": each.product_type}],
    }
    return {"sku": item.sku} | {name: make(item) for name, make in parts.items() if name in included}


def issue_json(issue: Issue, marketplace_id: str) -> dict[str, Any]:
    """An issue, with its enforcement where there is one."""
    reported: dict[str, Any] = {
        "code": issue.code,
        "message": issue.message,
        "severity": issue.severity,
        "attributeNames": [issue.attribute],
        "categories": [issue.category],
        "marketplaceIds": [marketplace_id],
    }
    if issue.action:
        actions, exemption = [{"action": issue.action}], {"status": "NOT_EXEMPT"}
        reported["enforcements"] = {"actions": actions, "exemption": exemption}
    return reported


def _marketplace(item: Item) -> str:
    return item.present.shelf.market.marketplace_id


def _summary(item: Item) -> dict[str, Any]:
    held = item.attributes
    summary: dict[str, Any] = {
        "marketplaceId": _marketplace(item),
        "asin": item.asin,
        "productType": item.product_type,
        "conditionType": _first(held, "condition_type", "value") or "new_new",
        "status": item.statuses,
        "itemName": str(_first(held, "item_name", "value") or ""),
        "createdDate": moment_text(item.created_at),
        "lastUpdatedDate": moment_text(item.updated_at),
    }
    if item.listing and item.channel == AFN:
        summary["fnSku"] = item.listing.product.fn_sku
    if link := _first(held, "main_product_image_locator", "media_location"):
        size = attributes.image_of(item.listing, item.present.shelf.market) if item.listing else ("", 2000, 1500)
        summary["mainImage"] = {"link": link, "width": size[1], "height": size[2]}
    return summary


def _offers(item: Item) -> list[dict[str, Any]]:
    cents = item.cents
    if cents is None:
        return []
    price = {"currencyCode": _first(item.attributes, "purchasable_offer", "currency"), "amount": f"{cents / 100:.2f}"}
    audience = {"value": "ALL", "displayName": "Sell on Amazon"}
    return [{"marketplaceId": _marketplace(item), "offerType": "B2C", "price": price, "audience": audience}]


def _availability(item: Item) -> dict[str, Any]:
    code = {"fulfillmentChannelCode": attributes.CHANNEL_CODES[item.channel]}
    return code if item.channel == AFN else code | {"quantity": item.quantity}


def _first(held: attributes.Attributes, name: str, member: str) -> Any:
    values = held.get(name)
    return values[0].get(member) if values else None
