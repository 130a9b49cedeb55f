"""What each operation asks for: method, path, query and body, to the last member."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal

import pytest

from shared.amazon.sp_api.catalog import Catalog
from shared.amazon.sp_api.feeds import Feeds
from shared.amazon.sp_api.inventory import Inventory
from shared.amazon.sp_api.listings import Listings
from shared.amazon.sp_api.messaging import Messaging
from shared.amazon.sp_api.notifications import Destinations, Subscriptions
from shared.amazon.sp_api.orders import Orders
from shared.amazon.sp_api.orders_v0 import OrdersV0
from shared.amazon.sp_api.pricing import Pricing
from shared.amazon.sp_api.product_types import ProductTypes
from shared.amazon.sp_api.reports import Reports
from shared.amazon.sp_api.restrictions import Restrictions
from shared.amazon.sp_api.sellers import Sellers

US = "ATVPDKIKX0DER"
DE = "A1PA6795UKMFR9"
NOON = datetime(2026, 10, 1, 12, tzinfo=timezone(timedelta(hours=8)))
SUBMISSION = {"sku": "A", "status": "ACCEPTED", "submissionId": "s"}
SUBSCRIPTION = {"payload": {"subscriptionId": "s", "payloadVersion": "1.0", "destinationId": "d"}}
DESTINATION = {"payload": {"destinationId": "d", "name": "n", "resource": {"sqs": {"arn": "a"}}}}
FOEP = "/products/pricing/2022-05-01/offer/featuredOfferExpectedPrice"
SUMMARY = "/products/pricing/2022-05-01/items/competitiveSummary"
PATCH = {"op": "replace", "path": "/attributes/list_price", "value": [{"value": Decimal("19.90")}]}
LISTING_QUERY = {"marketplaceIds": US, "includedData": "identifiers,issues"}
CATALOG_QUERY = {"marketplaceIds": US, "includedData": "summaries", "pageSize": "20"}
DOCUMENT = {"reportDocumentId": "d", "url": "https://files.example/d"}
FEED = {"feedId": "f", "feedType": "T", "createdTime": "2026-10-01T04:00:00Z", "processingStatus": "DONE"}
ORDER_V0 = {
    "AmazonOrderId": "1",
    "PurchaseDate": "2026-10-01T04:00:00Z",
    "LastUpdateDate": "2026-10-01T04:00:00Z",
    "OrderStatus": "Shipped",
}
ORDER = {
    "orderId": "1",
    "createdTime": "2026-10-01T04:00:00Z",
    "lastUpdatedTime": "2026-10-01T04:00:00Z",
    "salesChannel": {"channelName": "AMAZON"},
    "orderItems": [],
}
DEFINITION = {
    "productType": "LUGGAGE",
    "displayName": "Luggage",
    "metaSchema": {"link": {"resource": "https://a"}, "checksum": "x"},
    "schema": {"link": {"resource": "https://b"}, "checksum": "y"},
    "requirements": "LISTING",
    "requirementsEnforced": "ENFORCED",
    "propertyGroups": {"offer": {"title": "Offer", "propertyNames": ["condition_type"]}},
    "locale": "zh_CN",
    "marketplaceIds": [US],
    "productTypeVersion": {"version": "v", "latest": True},
}
REPORT = {"reportId": "r", "reportType": "T", "createdTime": "2026-10-01T04:00:00Z", "processingStatus": "IN_QUEUE"}

CASES = {
    "participations": (
        lambda line: Sellers(line).get_marketplace_participations(),
        {"payload": []},
        ("GET", "/sellers/v1/marketplaceParticipations", {}, None),
    ),
    "report": (
        lambda line: Reports(line).create_report(
            "GET_X", [US, DE], data_start_time=NOON, report_options={"reportPeriod": "DAY"}
        ),
        {"reportId": "r"},
        (
            "POST",
            "/reports/2021-06-30/reports",
            {},
            {
                "reportType": "GET_X",
                "marketplaceIds": [US, DE],
                "dataStartTime": "2026-10-01T04:00:00.000Z",
                "reportOptions": {"reportPeriod": "DAY"},
            },
        ),
    ),
    "report status": (
        lambda line: Reports(line).get_report("r/../x"),
        REPORT,
        ("GET", "/reports/2021-06-30/reports/r%2F..%2Fx", {}, None),
    ),
    "reports": (
        lambda line: next(Reports(line).list_reports(["A", "B"], created_since=NOON)),
        {"reports": []},
        (
            "GET",
            "/reports/2021-06-30/reports",
            {"reportTypes": "A,B", "createdSince": "2026-10-01T04:00:00.000Z", "pageSize": "100"},
            None,
        ),
    ),
    "no report": (
        lambda line: Reports(line).cancel_report("r"),
        None,
        ("DELETE", "/reports/2021-06-30/reports/r", {}, None),
    ),
    "report document": (
        lambda line: Reports(line).get_report_document("d"),
        DOCUMENT,
        ("GET", "/reports/2021-06-30/documents/d", {}, None),
    ),
    "feed document": (
        lambda line: Feeds(line).create_feed_document("text/plain; charset=UTF-8"),
        {"feedDocumentId": "d", "url": "https://files.example/d"},
        ("POST", "/feeds/2021-06-30/documents", {}, {"contentType": "text/plain; charset=UTF-8"}),
    ),
    "feed": (
        lambda line: Feeds(line).create_feed("JSON_LISTINGS_FEED", [US], "d"),
        {"feedId": "f"},
        (
            "POST",
            "/feeds/2021-06-30/feeds",
            {},
            {"feedType": "JSON_LISTINGS_FEED", "marketplaceIds": [US], "inputFeedDocumentId": "d"},
        ),
    ),
    "feed status": (lambda line: Feeds(line).get_feed("f"), FEED, ("GET", "/feeds/2021-06-30/feeds/f", {}, None)),
    "feed outcome": (
        lambda line: Feeds(line).get_feed_document("d/1"),
        {"feedDocumentId": "d", "url": "https://files.example/d"},
        ("GET", "/feeds/2021-06-30/documents/d%2F1", {}, None),
    ),
    "listing search": (
        lambda line: next(Listings(line, "S").search_items(US, skus=["A", "B"], issue_locale="zh_CN")),
        {"numberOfResults": 0, "items": []},
        (
            "GET",
            "/listings/2021-08-01/items/S",
            {
                "marketplaceIds": US,
                "includedData": "summaries",
                "issueLocale": "zh_CN",
                "identifiers": "A,B",
                "identifiersType": "SKU",
                "sortBy": "lastUpdatedDate",
                "sortOrder": "ASC",
                "pageSize": "20",
            },
            None,
        ),
    ),
    "listing preview": (
        lambda line: Listings(line, "S").put_item("A", US, "LUGGAGE", {}, preview=True, issue_locale="zh_CN"),
        SUBMISSION,
        (
            "PUT",
            "/listings/2021-08-01/items/S/A",
            LISTING_QUERY | {"mode": "VALIDATION_PREVIEW", "issueLocale": "zh_CN"},
            {"productType": "LUGGAGE", "requirements": "LISTING", "attributes": {}},
        ),
    ),
    "listing change": (
        lambda line: Listings(line, "S").patch_item("A", US, "LUGGAGE", [PATCH]),
        SUBMISSION,
        (
            "PATCH",
            "/listings/2021-08-01/items/S/A",
            LISTING_QUERY,
            {
                "productType": "LUGGAGE",
                "patches": [{"op": "replace", "path": "/attributes/list_price", "value": [{"value": 19.9}]}],
            },
        ),
    ),
    "restrictions": (
        lambda line: Restrictions(line, "S").get_restrictions("B1", US, condition_type="new_new"),
        {"restrictions": []},
        (
            "GET",
            "/listings/2021-08-01/restrictions",
            {"asin": "B1", "sellerId": "S", "marketplaceIds": US, "conditionType": "new_new"},
            None,
        ),
    ),
    "catalog item": (
        lambda line: Catalog(line).get_item("B1", US, included_data=("images", "salesRanks")),
        {"asin": "B1"},
        ("GET", "/catalog/2022-04-01/items/B1", {"marketplaceIds": US, "includedData": "images,salesRanks"}, None),
    ),
    "catalog by words": (
        lambda line: next(Catalog(line).search_by_keywords(["水壶", "steel"], US)),
        {"numberOfResults": 0, "items": []},
        ("GET", "/catalog/2022-04-01/items", CATALOG_QUERY | {"keywords": "水壶,steel"}, None),
    ),
    "catalog by codes": (
        lambda line: next(Catalog(line).search_by_identifiers(["1", "2"], "EAN", US)),
        {"numberOfResults": 0, "items": []},
        ("GET", "/catalog/2022-04-01/items", CATALOG_QUERY | {"identifiers": "1,2", "identifiersType": "EAN"}, None),
    ),
    "product types": (
        lambda line: ProductTypes(line).search(US, keywords=["tea", "pot"]),
        {"productTypes": []},
        ("GET", "/definitions/2020-09-01/productTypes", {"marketplaceIds": US, "keywords": "tea,pot"}, None),
    ),
    "product type": (
        lambda line: ProductTypes(line).get_definition("LUGGAGE", US, seller_id="S", locale="zh_CN"),
        DEFINITION,
        (
            "GET",
            "/definitions/2020-09-01/productTypes/LUGGAGE",
            {"marketplaceIds": US, "sellerId": "S", "requirements": "LISTING", "locale": "zh_CN"},
            None,
        ),
    ),
    "stock": (
        lambda line: next(Inventory(line).list_summaries(US, seller_skus=["A", "B"])),
        {"payload": {"inventorySummaries": []}},
        (
            "GET",
            "/fba/inventory/v1/summaries",
            {
                "granularityType": "Marketplace",
                "granularityId": US,
                "marketplaceIds": US,
                "details": "true",
                "sellerSkus": "A,B",
            },
            None,
        ),
    ),
    "orders": (
        lambda line: next(Orders(line).search([US, DE], last_updated_after=NOON, included_data=["PROCEEDS"])),
        {"orders": []},
        (
            "GET",
            "/orders/2026-01-01/orders",
            {
                "marketplaceIds": f"{US},{DE}",
                "lastUpdatedAfter": "2026-10-01T04:00:00.000Z",
                "includedData": "PROCEEDS",
                "maxResultsPerPage": "100",
            },
            None,
        ),
    ),
    "order": (
        lambda line: Orders(line).get_order("1", included_data=["PACKAGES"]),
        {"order": ORDER},
        ("GET", "/orders/2026-01-01/orders/1", {"includedData": "PACKAGES"}, None),
    ),
    "orders of version 0": (
        lambda line: next(OrdersV0(line).list_orders([US, DE], created_after=NOON, order_statuses=["Shipped"])),
        {"payload": {"Orders": []}},
        (
            "GET",
            "/orders/v0/orders",
            {
                "MarketplaceIds": f"{US},{DE}",
                "CreatedAfter": "2026-10-01T04:00:00.000Z",
                "OrderStatuses": "Shipped",
                "MaxResultsPerPage": "100",
            },
            None,
        ),
    ),
    "order of version 0": (
        lambda line: OrdersV0(line).get_order("1"),
        {"payload": ORDER_V0},
        ("GET", "/orders/v0/orders/1", {}, None),
    ),
    "items of an order": (
        lambda line: next(OrdersV0(line).list_order_items("1")),
        {"payload": {"OrderItems": []}},
        ("GET", "/orders/v0/orders/1/orderItems", {}, None),
    ),
    "expected prices": (
        lambda line: Pricing(line).get_expected_prices(["A", "B"], US),
        {"responses": []},
        (
            "POST",
            "/batches" + FOEP,
            {},
            {"requests": [{"marketplaceId": US, "sku": sku, "method": "GET", "uri": FOEP} for sku in "AB"]},
        ),
    ),
    "competition": (
        lambda line: Pricing(line).get_competitive_summaries(["B1"], US, included_data=["referencePrices"]),
        {"responses": []},
        (
            "POST",
            "/batches" + SUMMARY,
            {},
            {
                "requests": [
                    {
                        "asin": "B1",
                        "marketplaceId": US,
                        "includedData": ["referencePrices"],
                        "method": "GET",
                        "uri": SUMMARY,
                    }
                ]
            },
        ),
    ),
    "own prices": (
        lambda line: Pricing(line).get_own_prices(["A", "B"], US),
        {"payload": []},
        ("GET", "/products/pricing/v0/price", {"Skus": "A,B", "ItemType": "Sku", "MarketplaceId": US}, None),
    ),
    "subscribe": (
        lambda line: Subscriptions(line).create_subscription("ORDER_CHANGE", "d"),
        SUBSCRIPTION,
        (
            "POST",
            "/notifications/v1/subscriptions/ORDER_CHANGE",
            {},
            {"destinationId": "d", "payloadVersion": "1.0"},
        ),
    ),
    "subscription": (
        lambda line: Subscriptions(line).get_subscription("ORDER_CHANGE"),
        SUBSCRIPTION,
        ("GET", "/notifications/v1/subscriptions/ORDER_CHANGE", {}, None),
    ),
    "unsubscribe": (
        lambda line: Subscriptions(line).delete_subscription("ORDER_CHANGE", "s"),
        {},
        ("DELETE", "/notifications/v1/subscriptions/ORDER_CHANGE/s", {}, None),
    ),
    "queue": (
        lambda line: Destinations(line).create_sqs("n", "arn:aws:sqs:a"),
        DESTINATION,
        (
            "POST",
            "/notifications/v1/destinations",
            {},
            {"name": "n", "resourceSpecification": {"sqs": {"arn": "arn:aws:sqs:a"}}},
        ),
    ),
    "event bridge": (
        lambda line: Destinations(line).create_event_bridge("n", "123", "us-east-1"),
        DESTINATION,
        (
            "POST",
            "/notifications/v1/destinations",
            {},
            {"name": "n", "resourceSpecification": {"eventBridge": {"region": "us-east-1", "accountId": "123"}}},
        ),
    ),
    "destination": (
        lambda line: Destinations(line).get_destination("d"),
        DESTINATION,
        ("GET", "/notifications/v1/destinations/d", {}, None),
    ),
    "destinations": (
        lambda line: Destinations(line).list_destinations(),
        {"payload": []},
        ("GET", "/notifications/v1/destinations", {}, None),
    ),
    "no destination": (
        lambda line: Destinations(line).delete_destination("d"),
        {},
        ("DELETE", "/notifications/v1/destinations/d", {}, None),
    ),
    "messages": (
        lambda line: Messaging(line).list_actions("1", US),
        {"_links": {"actions": []}},
        ("GET", "/messaging/v1/orders/1", {"marketplaceIds": US}, None),
    ),
    "problem": (
        lambda line: Messaging(line).send_unexpected_problem("1", US, "延误"),
        {},
        ("POST", "/messaging/v1/orders/1/messages/unexpectedProblem", {"marketplaceIds": US}, {"text": "延误"}),
    ),
    "order details": (
        lambda line: Messaging(line).send_confirm_order_details("1", US, "which colour?"),
        {},
        (
            "POST",
            "/messaging/v1/orders/1/messages/confirmOrderDetails",
            {"marketplaceIds": US},
            {"text": "which colour?"},
        ),
    ),
}


@pytest.mark.parametrize(("call", "reply", "request_"), CASES.values(), ids=CASES)
def test_requests(line, answer, asked, server, call, reply, request_):
    answer(reply)
    call(line)
    assert asked() == request_
    assert server.asked[0].headers["User-Agent"].startswith("Zhuli/")
    assert server.asked[0].headers["x-amz-date"] == "20261101T080000Z"
    assert server.asked[0].headers.get("Content-Type") == ("application/json" if request_[3] is not None else None)


def test_moments_in_a_query_are_utc(line, answer, asked):
    answer({"reports": []})
    next(Reports(line).list_reports(["A"], created_since=datetime(2026, 10, 1, 4, 0, 0, 5000, UTC)))
    assert asked()[2]["createdSince"] == "2026-10-01T04:00:00.005Z"
