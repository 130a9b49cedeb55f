"""Stock at Amazon in the shape of the FBA Inventory API v1."""

from datetime import datetime
from typing import Any

from services.sandbox.listings.rules.attributes import title_of
from services.sandbox.listings.rules.items import Item
from services.sandbox.listings.rules.payloads import moment_text
from services.sandbox.sellers.rules import days, flows
from services.sandbox.sellers.rules.account import Listing


def is_told(item: Item, listing: Listing) -> bool:
    """Whether its stock is told: of a pool, what has no units is missing in all shops but the first."""
    return not (item.present.seller.is_pan_eu and item.present.shelf.place) or _total(item, listing) > 0


def changed_at(item: Item) -> datetime:
    """When its stock last changed: on the latest day on which it sold or arrived, at the day's beginning."""
    present = item.present
    if item.listing is None:
        return item.updated_at
    flow = present.shelf.stores.parts_of(item.listing.product.index)
    for day in range(present.day, present.day - flows.DISPOSAL_DAYS, -1):
        sold = flows.orders_before(flow, day) - flows.orders_before(flow, day - 1)
        if sold.any() or flows.received_on(flow, day).any():
            return days.day_of(day, present.shelf.market.zone).begin
    return item.created_at


def summary_json(item: Item, listing: Listing, details: bool) -> dict[str, Any]:
    """The stock of one SKU; `details` says where it is."""
    counts, reserved, unfulfillable = _counts(item, listing)
    answer: dict[str, Any] = {
        "asin": item.asin,
        "fnSku": listing.product.fn_sku,
        "sellerSku": item.sku,
        "condition": "NewItem",
        "lastUpdatedTime": moment_text(changed_at(item)),
        "productName": title_of(listing, item.present.shelf.market),
        "totalQuantity": _total(item, listing),
        "stores": [],
    }
    if details:
        answer["inventoryDetails"] = {**counts, **_details(reserved, unfulfillable)}
    return answer


def _counts(item: Item, listing: Listing) -> tuple[dict[str, int], int, int]:
    """Units that can be sold or are on their way by their names, those reserved, and those unfulfillable."""
    stock, place = item.present.stock, listing.product.index
    counts = {
        "fulfillableQuantity": int(stock.fulfillable[place]),
        "inboundWorkingQuantity": int(stock.working[place]),
        "inboundShippedQuantity": int(stock.shipped[place]),
        "inboundReceivingQuantity": int(stock.receiving[place]),
    }
    return counts, int(stock.reserved[place]), int(stock.unfulfillable[place])


def _total(item: Item, listing: Listing) -> int:
    counts, reserved, unfulfillable = _counts(item, listing)
    return sum(counts.values()) + reserved + unfulfillable


def _details(reserved: int, unfulfillable: int) -> dict[str, Any]:
    """Everything reserved waits for buyers; everything unfulfillable came back from them."""
    return {
        "reservedQuantity": {
            "totalReservedQuantity": reserved,
            "pendingCustomerOrderQuantity": reserved,
            "pendingTransshipmentQuantity": 0,
            "fcProcessingQuantity": 0,
        },
        "researchingQuantity": {"totalResearchingQuantity": 0, "researchingQuantityBreakdown": []},
        "unfulfillableQuantity": {
            "totalUnfulfillableQuantity": unfulfillable,
            "customerDamagedQuantity": unfulfillable,
            "warehouseDamagedQuantity": 0,
            "distributorDamagedQuantity": 0,
            "carrierDamagedQuantity": 0,
            "defectiveQuantity": 0,
            "expiredQuantity": 0,
        },
    }
