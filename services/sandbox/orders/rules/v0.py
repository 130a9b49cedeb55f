"""Orders in the shape of the Orders API v0."""

from datetime import timedelta
from typing import Any

from services.sandbox.listings.rules.attributes import title_of
from services.sandbox.listings.rules.payloads import moment_text
from services.sandbox.sellers.rules import buyers, orders
from services.sandbox.sellers.rules.account import COUNTRY_CODES
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.orders import Item, Order, Status

STATUSES = {
    "Pending": Status.PENDING,
    "Unshipped": Status.UNSHIPPED,
    "Shipped": Status.SHIPPED,
    "Canceled": Status.CANCELLED,
}
"""Those that occur here; Amazon has more."""

_NAMES = {status: name for name, status in STATUSES.items()}


def order_json(order: Order) -> dict[str, Any]:
    """An order; pending and cancelled ones have no total."""
    market, is_shipped = order.shelf.market, order.status is Status.SHIPPED
    is_open = order.status in (Status.PENDING, Status.UNSHIPPED)
    answer: dict[str, Any] = {
        "AmazonOrderId": order.order_id,
        "SellerOrderId": order.order_id,
        "PurchaseDate": moment_text(order.placed_at),
        "LastUpdateDate": moment_text(order.updated_at),
        "OrderStatus": _NAMES[order.status],
        "FulfillmentChannel": order.listing.channel,
        "SalesChannel": order.sales_channel,
        "ShipServiceLevel": "Standard",
        "NumberOfItemsShipped": order.quantity if is_shipped else 0,
        "NumberOfItemsUnshipped": order.quantity if is_open else 0,
        "PaymentMethod": "Other",
        "PaymentMethodDetails": ["Standard"],
        "MarketplaceId": market.marketplace_id,
        "ShipmentServiceLevelCategory": "Standard",
        "OrderType": "StandardOrder",
        "EarliestShipDate": moment_text(order.placed_at),
        "LatestShipDate": moment_text(order.ships_at),
        "LatestDeliveryDate": moment_text(order.ships_at + timedelta(days=3)),
        "IsBusinessOrder": False,
        "IsPrime": order.listing.channel == AFN,
        "IsPremiumOrder": False,
        "IsReplacementOrder": False,
        "IsSoldByAB": False,
        "IsISPU": False,
        "HasRegulatedItems": False,
    }
    return answer | ({"OrderTotal": _money(order, order.cents)} if order.has_price else {})


def items_json(order: Order) -> dict[str, Any]:
    """The items of an order."""
    return {"AmazonOrderId": order.order_id, "OrderItems": [_item(order, item) for item in order.items]}


def buyer_json(order: Order) -> dict[str, Any]:
    """Who bought."""
    buyer = buyers.buyer_of(order)
    return {"AmazonOrderId": order.order_id, "BuyerEmail": buyer.email, "BuyerName": buyer.name}


def items_buyer_json(order: Order) -> dict[str, Any]:
    """What the buyer wished for the items: nothing."""
    return {"AmazonOrderId": order.order_id, "OrderItems": [{"OrderItemId": item.item_id} for item in order.items]}


def address_json(order: Order) -> dict[str, Any]:
    """Where it goes."""
    buyer = buyers.buyer_of(order)
    address = {
        "Name": buyer.name,
        "AddressLine1": buyer.street,
        "City": buyer.city,
        "PostalCode": buyer.postal_code,
        "CountryCode": COUNTRY_CODES[order.shelf.market.country],
        "AddressType": "Residential",
    }
    return {"AmazonOrderId": order.order_id, "ShippingAddress": address}


def _item(order: Order, item: Item) -> dict[str, Any]:
    is_shipped = order.status is Status.SHIPPED and not item.is_cancelled
    answer: dict[str, Any] = {
        "ASIN": order.listing.product.asin,
        "SellerSKU": order.listing.product.sku,
        "OrderItemId": item.item_id,
        "Title": title_of(order.listing, order.shelf.market),
        "QuantityOrdered": item.quantity,
        "QuantityShipped": item.quantity if is_shipped else 0,
        "ProductInfo": {"NumberOfItems": "1"},
        "IsGift": "false",
        "ConditionId": "New",
        "ConditionSubtypeId": "New",
        "IsTransparency": False,
    }
    if order.has_price:
        tax = orders.tax_of(item.cents, order.shelf)
        answer |= {"ItemPrice": _money(order, item.cents), "ItemTax": _money(order, tax)}
    return answer


def _money(order: Order, cents: int) -> dict[str, str]:
    return {"CurrencyCode": order.shelf.market.currency, "Amount": f"{cents / 100:.2f}"}
