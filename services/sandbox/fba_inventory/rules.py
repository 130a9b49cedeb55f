"""Stock at Amazon in the shape of the FBA Inventory API v1."""

from datetime import datetime
from typing import Any

import numpy as np

from services.sandbox.listings.rules.attributes import title_of
from services.sandbox.listings.rules.items import Item
from services.sandbox.listings.rules.payloads import moment_text
from services.sandbox.sellers.rules import days, flows
from services.sandbox.sellers.rules.account import Listing
from services.sandbox.sellers.rules.causes import AFN


def is_at_amazon(item: Item) -> bool:
    """Whether Amazon stores it."""
    return item.listing is not None and item.channel == AFN


def changed_at(item: Item) -> datetime:
    """When its stock last changed: on the latest day on which it sold or arrived, at the day's beginning."""
    present = item.present
    if item.listing is None:
        return item.updated_at
    place, shelf = item.listing.product.index, present.shelf
    flow = shelf.flows.only(np.array([place]))
    for day in range(present.day, present.day - flows.DISPOSAL_DAYS, -1):
        sold = flows.orders_before(flow, day) - flows.orders_before(flow, day - 1)
        if sold[0] or flows.received_on(flow, day)[0]:
            return days.day_of(day, shelf.market.zone).begin
    return item.created_at


def summary_json(item: Item, listing: Listing, details: bool) -> dict[str, Any]:
    """The stock of one SKU; `details` says where it is."""
    stock, place = item.present.stock, listing.product.index
    counts = {
        "fulfillableQuantity": int(stock.fulfillable[place]),
        "inboundWorkingQuantity": int(stock.working[place]),
        "inboundShippedQuantity": int(stock.shipped[place]),
        "inboundReceivingQuantity": int(stock.receiving[place]),
    }
    reserved, unfulfillable = int(stock.reserved[place]), int(stock.unfulfillable[place])
    answer: dict[str, Any] = {
        "asin": item.asin,
        "fnSku": listing.product.fn_sku,
        "sellerSku": item.sku,
        "condition": "NewItem",
        "lastUpdatedTime": moment_text(changed_at(item)),
        "productName": title_of(listing, item.present.shelf.market),
        "totalQuantity": sum(counts.values()) + reserved + unfulfillable,
        "stores": [],
    }
    if details:
        answer["inventoryDetails"] = {**counts, **_details(reserved, unfulfillable)}
    return answer


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
