"""Orders in the shape of the Orders API 2026-01-01."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Any

from services.sandbox.listings.rules.attributes import title_of
from services.sandbox.listings.rules.payloads import moment_text
from services.sandbox.sellers.rules import buyers, orders
from services.sandbox.sellers.rules.account import COUNTRY_CODES, DOMAINS
from services.sandbox.sellers.rules.causes import AFN
from services.sandbox.sellers.rules.orders import Item, Order, Status

FULFILLED_BY = {AFN: "AMAZON", "MFN": "MERCHANT"}
_SHIPPING_TIME = timedelta(days=3)


def order_json(order: Order, included: Collection[str]) -> dict[str, Any]:
    """An order with the parts asked for; pending and cancelled ones have no proceeds."""
    market = order.shelf.market
    answer: dict[str, Any] = {
        "orderId": order.order_id,
        "createdTime": moment_text(order.placed_at),
        "lastUpdatedTime": moment_text(order.updated_at),
        "salesChannel": {
            "channelName": "NON_AMAZON" if order.is_multi_channel else "AMAZON",
            "marketplaceId": market.marketplace_id,
            "marketplaceName": DOMAINS[market.country],
        },
        "fulfillment": _fulfillment(order),
        "orderItems": [_item(order, item, included) for item in order.items],
    }
    if order.listing.channel == AFN:
        answer["programs"] = ["PRIME"]
    if "BUYER" in included:
        buyer = buyers.buyer_of(order)
        answer["buyer"] = {"buyerName": buyer.name, "buyerEmail": buyer.email}
    if "RECIPIENT" in included:
        answer["recipient"] = {"deliveryAddress": _address(order)}
    if "PROCEEDS" in included and order.has_price:
        answer["proceeds"] = {"grandTotal": money(order, order.cents)}
    if "PACKAGES" in included and order.status is Status.SHIPPED:
        answer["packages"] = [_package(order)]
    return answer


def money(order: Order, cents: int) -> dict[str, str]:
    """An amount in the order's currency."""
    return {"amount": f"{cents / 100:.2f}", "currencyCode": order.shelf.market.currency}


def _fulfillment(order: Order) -> dict[str, Any]:
    ships_at = order.ships_at
    return {
        "fulfillmentStatus": order.status.value,
        "fulfilledBy": FULFILLED_BY[order.listing.channel],
        "fulfillmentServiceLevel": "STANDARD",
        "shipByWindow": _window(order.placed_at, ships_at),
        "deliverByWindow": _window(ships_at, ships_at + _SHIPPING_TIME),
    }


def _window(begin: datetime, end: datetime) -> dict[str, str]:
    return {"earliestDateTime": moment_text(begin), "latestDateTime": moment_text(end)}


def _item(order: Order, item: Item, included: Collection[str]) -> dict[str, Any]:
    shipped = item.quantity if order.status is Status.SHIPPED and not item.is_cancelled else 0
    open_units = 0 if item.is_cancelled else item.quantity - shipped
    product: dict[str, Any] = {
        "asin": order.listing.product.asin,
        "title": title_of(order.listing, order.shelf.market),
        "sellerSku": order.listing.product.sku,
        "condition": {"conditionType": "NEW", "conditionSubtype": "NEW"},
    }
    if order.has_price:
        product["price"] = {"unitPrice": money(order, order.listing.price or 0)}
    answer: dict[str, Any] = {"orderItemId": item.item_id, "quantityOrdered": item.quantity, "product": product}
    if "PROCEEDS" in included and order.has_price and not item.is_cancelled:
        tax = orders.tax_of(item.cents, order.shelf)
        answer["proceeds"] = {
            "proceedsTotal": money(order, item.cents),
            "breakdowns": [
                {"type": "ITEM", "subtotal": money(order, item.cents - tax)},
                {"type": "TAX", "subtotal": money(order, tax)},
            ],
        }
    if "CANCELLATION" in included and item.is_cancelled:
        reason = {"cancelledBy": "BUYER", "cancelReason": "NO_LONGER_NEEDED"}
        answer["cancellation"] = {"cancellationExecution": reason}
    if "FULFILLMENT" in included:
        answer["fulfillment"] = {"quantityFulfilled": shipped, "quantityUnfulfilled": open_units}
    return answer


def _address(order: Order) -> dict[str, str]:
    buyer = buyers.buyer_of(order)
    return {
        "name": buyer.name,
        "addressLine1": buyer.street,
        "city": buyer.city,
        "postalCode": buyer.postal_code,
        "countryCode": COUNTRY_CODES[order.shelf.market.country],
        "addressType": "RESIDENTIAL",
    }


def _package(order: Order) -> dict[str, Any]:
    return {
        "packageReferenceId": "1",
        "createdTime": moment_text(order.ships_at),
        "packageStatus": {"status": "SHIPPED"},
        "carrier": "Royal Mail" if order.shelf.market.country == "UK" else "DHL",
        "shipTime": moment_text(order.ships_at),
        "trackingNumber": f"SB{order.items[0].item_id}",
        "packageItems": [
            {"orderItemId": item.item_id, "quantity": item.quantity} for item in order.items if not item.is_cancelled
        ],
    }
