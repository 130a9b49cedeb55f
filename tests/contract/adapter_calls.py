"""How each operation of the static sandbox is asked for through our adapter."""

from collections.abc import Callable, Iterable
from typing import Any

from sp_api import api as library

from shared.amazon.sp_api import Connection, pricing
from shared.amazon.sp_api.catalog import Catalog
from shared.amazon.sp_api.feeds import Feeds
from shared.amazon.sp_api.listings import _SEARCH as SEARCH_LISTINGS
from shared.amazon.sp_api.listings import ItemPage, Listings
from shared.amazon.sp_api.messaging import Messaging
from shared.amazon.sp_api.notifications import Destinations, Subscriptions
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.orders import _SEARCH as SEARCH_ORDERS
from shared.amazon.sp_api.orders import OrderPage, Orders
from shared.amazon.sp_api.orders_v0 import OrdersV0
from shared.amazon.sp_api.pricing import Pricing
from shared.amazon.sp_api.product_types import ProductTypes
from shared.amazon.sp_api.reports import Reports
from shared.amazon.sp_api.restrictions import Restrictions
from shared.amazon.sp_api.sellers import Sellers
from shared.throttle import Rate

Given = dict[str, Any]
Call = Callable[[Connection, Given], Any]
MARKETPLACE = "ATVPDKIKX0DER"

FILES = {
    "sellers.json": "sellers",
    "reports_2021-06-30.json": "reports",
    "listingsItems_2021-08-01.json": "listings",
    "listingsRestrictions_2021-08-01.json": "restrictions",
    "catalogItems_2022-04-01.json": "catalog",
    "definitionsProductTypes_2020-09-01.json": "productTypes",
    "fbaInventory.json": "inventory",
    "orders_2026-01-01.json": "orders",
    "ordersV0.json": "ordersV0",
    "productPricing_2022-05-01.json": "pricing",
    "productPricingV0.json": "pricing",
    "notifications.json": "notifications",
    "messaging.json": "messaging",
    "feeds_2021-06-30.json": "feeds",
}


def _place(given: Given, name: str = "marketplaceIds") -> str:
    return ",".join(given.get(name, [MARKETPLACE]))


def _first(pages: Iterable[Any]) -> Any:
    """Amazon's static pages say that there is another one for ever."""
    return next(iter(pages))


def _create_report(line: Connection, given: Given) -> Any:
    body = given["body"]
    times = {"data_start_time": body["dataStartTime"]}
    return {"reportId": Reports(line).create_report(body["reportType"], body["marketplaceIds"], **times)}


def _list_reports(line: Connection, given: Given) -> Any:
    return _first(
        Reports(line).list_reports(given["reportTypes"], processing_statuses=given.get("processingStatuses"))
    )


def _change_item(line: Connection, given: Given, name: str) -> Any:
    change = getattr(Listings(line, "SELLER"), name)
    preview = given.get("mode") == "VALIDATION_PREVIEW"
    value = {} if name == "put_item" else [{"op": "replace", "path": "/attributes/color", "value": []}]
    return change(given.get("sku", "GM-1"), _place(given), "LUGGAGE", value, preview=preview)


def _search_items(line: Connection, given: Given) -> Any:
    if "pageSize" in given:  # we ask for the largest
        return line.call(SEARCH_LISTINGS, ItemPage, "SELLER", **given)
    listings = Listings(line, given.get("sellerId", "SELLER"))
    data = given.get("includedData", ["summaries"])
    return _first(listings.search_items(_place(given), skus=given.get("identifiers"), included_data=data))


def _search_orders(line: Connection, given: Given) -> Any:
    if "paginationToken" in given:  # a later slice, which only the walk over the pages asks for
        return line.call(SEARCH_ORDERS, OrderPage, **given)
    data = given.get("includedData", [])
    places = given.get("marketplaceIds", [MARKETPLACE])
    return _first(Orders(line).search(places, created_after=given["createdAfter"], included_data=data))


def _list_orders(line: Connection, given: Given) -> Any:
    pages = OrdersV0(line).list_orders(
        given.get("MarketplaceIds", [MARKETPLACE]), created_after=given["CreatedAfter"]
    )
    return list(pages)[-1] if "NextToken" in given else _first(pages)


def _own_prices(line: Connection, given: Given) -> Any:
    if given.get("ItemType") == "Sku" or "ItemType" not in given:
        return Pricing(line).get_own_prices(["NABetaASINB00V5DG6IQ"], given["MarketplaceId"])
    by_asin = Operation("getPricing", library.ProductsV0, "get_product_pricing_for_asins", Rate(1.0, 1))
    return line.call(by_asin, dict[str, Any], ["B00V5DG6IQ"], **given)["payload"]


def _expected_prices(line: Connection, given: Given) -> Any:
    requests = given["body"]["requests"]
    if any("segment" in request for request in requests):  # which we never ask for
        return line.call(pricing._FEATURED, pricing._ExpectedPriceBatch, requests).responses
    return Pricing(line).get_expected_prices([request["sku"] for request in requests], requests[0]["marketplaceId"])


def _competition(line: Connection, given: Given) -> Any:
    requests = given["body"]["requests"]
    if len(requests) > 1:  # each with other data, which we never ask for
        return line.call(pricing._SUMMARY, pricing._CompetitiveSummaryBatch, requests).responses
    request = requests[0]
    return Pricing(line).get_competitive_summaries(
        [request["asin"]], request["marketplaceId"], included_data=request["includedData"]
    )


def _send(line: Connection, given: Given, name: str) -> Any:
    text = given.get("body", {}).get("text", "")
    return getattr(Messaging(line), name)(given["amazonOrderId"], MARKETPLACE, text)


def _create_feed(line: Connection, given: Given) -> Any:
    body = given["body"]
    created = Feeds(line).create_feed(body.get("feedType"), body["marketplaceIds"], body["inputFeedDocumentId"])
    return {"feedId": created}


TYPED: dict[str, Call] = {
    "sellers.getMarketplaceParticipations": lambda line, given: Sellers(line).get_marketplace_participations(),
    "reports.getReports": _list_reports,
    "reports.createReport": _create_report,
    "reports.cancelReport": lambda line, given: Reports(line).cancel_report(given.get("reportId", "other")),
    "reports.getReport": lambda line, given: Reports(line).get_report(given["reportId"]),
    "reports.getReportDocument": lambda line, given: Reports(line).get_report_document(given["reportDocumentId"]),
    "listings.getListingsItem": lambda line, given: Listings(line, "SELLER").get_item(
        given.get("sku", "GM-1"), MARKETPLACE
    ),
    "listings.searchListingsItems": _search_items,
    "listings.putListingsItem": lambda line, given: _change_item(line, given, "put_item"),
    "listings.patchListingsItem": lambda line, given: _change_item(line, given, "patch_item"),
    "listings.deleteListingsItem": lambda line, given: Listings(line, "SELLER").delete_item(
        given.get("sku", "GM-1"), MARKETPLACE
    ),
    "restrictions.getListingsRestrictions": lambda line, given: Restrictions(line, "SELLER").get_restrictions(
        given.get("asin", "B000000001"), MARKETPLACE
    ),
    "catalog.getCatalogItem": lambda line, given: Catalog(line).get_item(
        given["asin"], _place(given), included_data=given["includedData"]
    ),
    "catalog.searchCatalogItems": lambda line, given: _first(
        Catalog(line).search_by_keywords(given["keywords"], _place(given), included_data=given["includedData"])
    ),
    "productTypes.searchDefinitionsProductTypes": lambda line, given: ProductTypes(line).search(
        MARKETPLACE, keywords=given.get("keywords")
    ),
    "productTypes.getDefinitionsProductType": lambda line, given: ProductTypes(line).get_definition(
        given.get("productType", "LUGGAGE"), MARKETPLACE
    ),
    "orders.searchOrders": _search_orders,
    "orders.getOrder": lambda line, given: Orders(line).get_order(
        given["orderId"], included_data=given.get("includedData", [])
    ),
    "ordersV0.getOrders": _list_orders,
    "ordersV0.getOrder": lambda line, given: OrdersV0(line).get_order(given["orderId"]),
    "ordersV0.getOrderItems": lambda line, given: _first(OrdersV0(line).list_order_items(given["orderId"])),
    "pricing.getPricing": _own_prices,
    "pricing.getFeaturedOfferExpectedPriceBatch": _expected_prices,
    "pricing.getCompetitiveSummary": _competition,
    "notifications.getSubscription": lambda line, given: Subscriptions(line).get_subscription("PRICING_HEALTH"),
    "notifications.createSubscription": lambda line, given: Subscriptions(line).create_subscription("A", "id"),
    "notifications.deleteSubscriptionById": lambda line, given: Subscriptions(line).delete_subscription("A", "id"),
    "notifications.getDestinations": lambda line, given: Destinations(line).list_destinations(),
    "notifications.createDestination": lambda line, given: Destinations(line).create_sqs("a", "arn:aws:sqs:a"),
    "notifications.getDestination": lambda line, given: Destinations(line).get_destination("id"),
    "notifications.deleteDestination": lambda line, given: Destinations(line).delete_destination("id"),
    "messaging.getMessagingActionsForOrder": lambda line, given: Messaging(line).list_actions(
        given["amazonOrderId"], MARKETPLACE
    ),
    "messaging.createUnexpectedProblem": lambda line, given: _send(line, given, "send_unexpected_problem"),
    "messaging.createConfirmOrderDetails": lambda line, given: _send(line, given, "send_confirm_order_details"),
    "feeds.createFeedDocument": lambda line, given: Feeds(line).create_feed_document(
        given["body"].get("contentType")
    ),
    "feeds.createFeed": _create_feed,
    "feeds.getFeed": lambda line, given: Feeds(line).get_feed(given["feedId"]),
    "feeds.getFeedDocument": lambda line, given: Feeds(line).get_feed_document(given["feedDocumentId"]),
}
"""What the adapter has a method for."""

_MESSAGES = {
    "confirmCustomizationDetails": "confirm_customization_details",
    "createConfirmDeliveryDetails": "create_confirm_delivery_details",
    "createLegalDisclosure": "create_legal_disclosure",
    "createConfirmServiceDetails": "create_confirm_service_details",
    "CreateWarranty": "create_warranty",
    "createDigitalAccessKey": "create_digital_access_key",
    "sendInvoice": "send_invoice",
}
OTHERS: dict[str, tuple[Any, str, tuple[str, ...]]] = {
    "sellers.getAccount": (library.Sellers, "get_account", ()),
    "reports.getReportSchedules": (library.Reports, "get_report_schedules", ()),
    "reports.createReportSchedule": (library.Reports, "create_report_schedule", ()),
    "reports.cancelReportSchedule": (library.Reports, "cancel_report_schedule", ("reportScheduleId",)),
    "reports.getReportSchedule": (library.Reports, "get_report_schedule", ("reportScheduleId",)),
    "ordersV0.getOrderBuyerInfo": (library.OrdersV0, "get_order_buyer_info", ("orderId",)),
    "ordersV0.getOrderAddress": (library.OrdersV0, "get_order_address", ("orderId",)),
    "ordersV0.getOrderItemsBuyerInfo": (library.OrdersV0, "get_order_items_buyer_info", ("orderId",)),
    "ordersV0.updateShipmentStatus": (library.OrdersV0, "update_shipment_status", ("orderId",)),
    "ordersV0.confirmShipment": (library.OrdersV0, "confirm_shipment", ("orderId",)),
    "ordersV0.getOrderRegulatedInfo": (library.OrdersV0, "get_order_regulated_info", ("orderId",)),
    "ordersV0.updateVerificationStatus": (library.OrdersV0, "update_verification_status", ("orderId",)),
    "notifications.getSubscriptionById": (
        library.Notifications,
        "get_subscription_by_id",
        ("notificationType", "subscriptionId"),
    ),
    "pricing.getCompetitivePricing": (library.ProductsV0, "get_competitive_pricing_for_asins", ("Asins",)),
    "pricing.getListingOffers": (library.ProductsV0, "get_listings_offer", ("SellerSKU", "ItemCondition")),
    "pricing.getItemOffers": (library.ProductsV0, "get_item_offers", ("Asin", "ItemCondition")),
    "pricing.getItemOffersBatch": (library.ProductsV0, "get_item_offers_batch", ("requests",)),
    "pricing.getListingOffersBatch": (library.ProductsV0, "get_listing_offers_batch", ("requests",)),
    "messaging.GetAttributes": (library.Messaging, "get_attributes", ("amazonOrderId",)),
    "feeds.getFeeds": (library.FeedsV20210630, "get_feeds", ()),
    "feeds.cancelFeed": (library.FeedsV20210630, "cancel_feed", ("feedId",)),
    **{f"messaging.{name}": (library.Messaging, method, ("amazonOrderId",)) for name, method in _MESSAGES.items()},
}
"""What it has none for: the library's method by name, through the generic call; and what it takes by position."""


def call_by_name(line: Connection, operation: str, given: Given) -> Any:
    """An operation of `OTHERS`; the whole reply."""
    api, method, first_names = OTHERS[operation]
    if given.get("ItemType") == "Sku":
        method = method.replace("asins", "skus")
    members = {name: value for name, value in given.items() if name not in first_names and name != "body"}
    body = given.get("body", {})
    if api is library.Messaging and method != "get_attributes":
        members["body"] = body
    elif "requests" not in first_names:
        members |= body
    first = [given.get(name, body.get(name, "other")) for name in first_names]
    return line.send(Operation(operation, api, method, Rate(1.0, 5)), *first, marketplace_id=MARKETPLACE, **members)
