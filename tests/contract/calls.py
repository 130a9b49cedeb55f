"""Calls of every operation of the sandbox's Selling Partner API, good ones and refused ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

from services.sandbox.seller_reports.rules.types import NAMES
from services.sandbox.settings import SandboxSettings

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"


@dataclass
class Caller:
    """A seller that notes each answer under its operation; `since` is a moment with orders after it."""

    client: TestClient
    settings: SandboxSettings
    who: dict[str, int]
    note: Callable[[str, Response], None]
    since: datetime

    def __post_init__(self) -> None:
        form = {
            "grant_type": "refresh_token",
            "client_id": self.settings.client_id,
            "client_secret": self.settings.client_secret.get_secret_value(),
            "refresh_token": f"sandbox-{self.who['seed']}-{self.who['size']}",
        }
        token = self.client.post("/auth/o2/token", data=form).json()["access_token"]
        self.headers = {"x-amz-access-token": token}
        self.seller_id = self.client.get("/sandbox/advertiser", params=self.who).json()["seller_id"]

    def grantless(self) -> dict[str, str]:
        """The headers of calls without a seller's consent."""
        form = {
            "grant_type": "client_credentials",
            "client_id": self.settings.client_id,
            "client_secret": self.settings.client_secret.get_secret_value(),
            "scope": "sellingpartnerapi::notifications",
        }
        return {"x-amz-access-token": self.client.post("/auth/o2/token", data=form).json()["access_token"]}

    def __call__(self, operation: str, method: str, path: str, body: Any = None, **query: Any) -> Any:
        """Call, note the answer, and give its body."""
        answer = self.client.request(method, path, params=query, json=body, headers=self.headers)
        self.note(operation, answer)
        return answer.json() if answer.content else None


def tour(call: Caller) -> None:
    """Every operation at least once."""
    _sellers(call)
    sku, asin = _listings(call)
    _catalogue(call, sku, asin)
    order_ids = _stock_and_orders(call)
    _prices(call, sku, asin)
    _reports(call)
    _feeds(call, sku)
    _notifications(call)
    _messages(call, order_ids)


def _sellers(call: Caller) -> None:
    call("sellers.getMarketplaceParticipations", "GET", "/sellers/v1/marketplaceParticipations")
    call("sellers.getAccount", "GET", "/sellers/v1/account")


def _listings(call: Caller) -> tuple[str, str]:
    api, path = "listingsItems_2021-08-01", f"/listings/2021-08-01/items/{call.seller_id}"
    everything = "summaries,attributes,issues,offers,fulfillmentAvailability,procurement,relationships,productTypes"
    search = f"{api}.searchListingsItems"
    query: dict[str, Any] = {"marketplaceIds": UK, "includedData": everything, "pageSize": 20}
    page = call(search, "GET", path, **query)
    found = list(page["items"])
    while token := page.get("pagination", {}).get("nextToken"):
        page = call(search, "GET", path, **query, pageToken=token)
        found += page["items"]
    call(search, "GET", path)
    sku, asin = found[0]["sku"], found[0]["summaries"][0]["asin"]
    one = f"{path}/{sku}"
    attributes = call(f"{api}.getListingsItem", "GET", one, marketplaceIds=DE, includedData=everything)["attributes"]
    call(f"{api}.getListingsItem", "GET", f"{path}/none", marketplaceIds=UK)
    whole = {"productType": "KETTLE", "attributes": attributes}
    preview = {"marketplaceIds": DE, "mode": "VALIDATION_PREVIEW", "includedData": "issues,identifiers"}
    call(f"{api}.putListingsItem", "PUT", one, whole, **preview)
    call(f"{api}.putListingsItem", "PUT", one, {"productType": "KETTLE", "attributes": {}}, **preview)
    call(f"{api}.putListingsItem", "PUT", one, whole, marketplaceIds=DE)
    call(f"{api}.putListingsItem", "PUT", one, {"attributes": {}}, marketplaceIds=DE)
    patch = {"op": "replace", "path": "/attributes/color", "value": [{"value": "Red"}]}
    call(f"{api}.patchListingsItem", "PATCH", one, {"productType": "KETTLE", "patches": [patch]}, marketplaceIds=DE)
    call(f"{api}.patchListingsItem", "PATCH", one, {"productType": "KETTLE", "patches": []}, marketplaceIds=DE)
    call(f"{api}.deleteListingsItem", "DELETE", f"{path}/{found[1]['sku']}", marketplaceIds=DE)
    return sku, asin


def _catalogue(call: Caller, sku: str, asin: str) -> None:
    parts = "attributes,classifications,dimensions,identifiers,images,productTypes,relationships,salesRanks,summaries"
    search, path = "catalogItems_2022-04-01.searchCatalogItems", "/catalog/2022-04-01/items"
    call(search, "GET", path, marketplaceIds=UK, keywords="kettle,lamp", includedData=parts, pageSize=5)
    query = {"identifiers": sku, "identifiersType": "SKU", "sellerId": call.seller_id}
    call(search, "GET", path, marketplaceIds=UK, includedData=parts, **query)
    call(search, "GET", path, marketplaceIds=UK)
    one = "catalogItems_2022-04-01.getCatalogItem"
    both = f"{UK},{DE}"
    call(one, "GET", f"{path}/{asin}", marketplaceIds=both, includedData=f"{parts},vendorDetails")
    call(one, "GET", f"{path}/B000000000", marketplaceIds=UK)
    types, path = "definitionsProductTypes_2020-09-01", "/definitions/2020-09-01/productTypes"
    call(f"{types}.searchDefinitionsProductTypes", "GET", path, marketplaceIds=UK, keywords="lamp")
    call(f"{types}.getDefinitionsProductType", "GET", f"{path}/LAMP", marketplaceIds=UK)
    call(f"{types}.getDefinitionsProductType", "GET", f"{path}/CAR", marketplaceIds=UK)
    restrictions = "listingsRestrictions_2021-08-01.getListingsRestrictions"
    for each in (asin, "B000000000"):
        query = {"asin": each, "sellerId": call.seller_id, "marketplaceIds": both}
        call(restrictions, "GET", "/listings/2021-08-01/restrictions", **query)
    call(restrictions, "GET", "/listings/2021-08-01/restrictions")


def _stock_and_orders(call: Caller) -> list[str]:
    stock, path = "fbaInventory.getInventorySummaries", "/fba/inventory/v1/summaries"
    query = {"granularityType": "Marketplace", "granularityId": UK, "marketplaceIds": UK}
    call(stock, "GET", path, **query, details="true")
    call(stock, "GET", path, **query, startDateTime=call.since.isoformat())
    call(stock, "GET", path)
    api, path = "orders_2026-01-01", "/orders/2026-01-01/orders"
    parts = "BUYER,RECIPIENT,PROCEEDS,CANCELLATION,FULFILLMENT,PACKAGES"
    since = call.since.isoformat()
    found = call(f"{api}.searchOrders", "GET", path, createdAfter=since, includedData=parts)
    for each in found["orders"][:40]:
        call(f"{api}.getOrder", "GET", f"{path}/{each['orderId']}", includedData=parts)
    call(f"{api}.getOrder", "GET", f"{path}/026-0000000-0000000")
    call(f"{api}.searchOrders", "GET", path, lastUpdatedAfter=since)
    call(f"{api}.searchOrders", "GET", path)
    path, order_id = "/orders/v0/orders", found["orders"][0]["orderId"]
    call("ordersV0.getOrders", "GET", path, MarketplaceIds=f"{UK},{DE}", LastUpdatedAfter=since)
    call("ordersV0.getOrders", "GET", path, MarketplaceIds=UK)
    for name, rest in (
        ("getOrder", ""),
        ("getOrderBuyerInfo", "/buyerInfo"),
        ("getOrderAddress", "/address"),
        ("getOrderItems", "/orderItems"),
        ("getOrderItemsBuyerInfo", "/orderItems/buyerInfo"),
    ):
        call(f"ordersV0.{name}", "GET", f"{path}/{order_id}{rest}")
        call(f"ordersV0.{name}", "GET", f"{path}/026-0000000-0000000{rest}")
    return [each["orderId"] for each in found["orders"]]


def _prices(call: Caller, sku: str, asin: str) -> None:
    api, path = "productPricing_2022-05-01", "/batches/products/pricing/2022-05-01"
    uri = "/products/pricing/2022-05-01/offer/featuredOfferExpectedPrice"
    questions = [{"uri": uri, "method": "GET", "marketplaceId": UK, "sku": each} for each in (sku, "none")]
    address = f"{path}/offer/featuredOfferExpectedPrice"
    call(f"{api}.getFeaturedOfferExpectedPriceBatch", "POST", address, {"requests": questions})
    call(f"{api}.getFeaturedOfferExpectedPriceBatch", "POST", address, {"requests": []})
    lowest = [{"itemCondition": each, "offerType": "Consumer"} for each in ("New", "Used")]
    parts = ["featuredBuyingOptions", "referencePrices", "lowestPricedOffers", "similarItems"]
    common = {"marketplaceId": UK, "includedData": parts, "lowestPricedOffersInputs": lowest, "method": "GET"}
    uri = "/products/pricing/2022-05-01/items/competitiveSummary"
    batch = {"requests": [common | {"uri": uri, "asin": each} for each in (asin, "B000000000")]}
    call(f"{api}.getCompetitiveSummary", "POST", f"{path}/items/competitiveSummary", batch)
    call(f"{api}.getCompetitiveSummary", "POST", f"{path}/items/competitiveSummary", {})


def _reports(call: Caller) -> None:
    api, path = "reports_2021-06-30", "/reports/2021-06-30"
    for kind in (*NAMES, "GET_NOTHING"):
        body = {"reportType": kind, "marketplaceIds": [UK], "dataStartTime": call.since.isoformat()}
        made = call(f"{api}.createReport", "POST", f"{path}/reports", body)
        report_id = made.get("reportId", "none")
        told = call(f"{api}.getReport", "GET", f"{path}/reports/{report_id}")
        document_id = told.get("reportDocumentId", "none")
        call(f"{api}.getReportDocument", "GET", f"{path}/documents/{document_id}")
        call(f"{api}.cancelReport", "DELETE", f"{path}/reports/{report_id}")
    page = call(f"{api}.getReports", "GET", f"{path}/reports", reportTypes=",".join(NAMES[:10]), pageSize=3)
    call(f"{api}.getReports", "GET", f"{path}/reports", nextToken=page["nextToken"])
    call(f"{api}.getReports", "GET", f"{path}/reports")


def _feeds(call: Caller, sku: str) -> None:
    api, path = "feeds_2021-06-30", "/feeds/2021-06-30"
    made = call(f"{api}.createFeedDocument", "POST", f"{path}/documents", {"contentType": "application/json"})
    call(f"{api}.createFeedDocument", "POST", f"{path}/documents", {})
    message = {"messageId": 1, "sku": sku, "operationType": "DELETE"}
    feed = {"header": {"sellerId": call.seller_id, "version": "2.0"}, "messages": [message]}
    call.client.put(made["url"], json=feed).raise_for_status()
    wanted = {"feedType": "JSON_LISTINGS_FEED", "marketplaceIds": [UK], "inputFeedDocumentId": made["feedDocumentId"]}
    feed_id = call(f"{api}.createFeed", "POST", f"{path}/feeds", wanted)["feedId"]
    call(f"{api}.createFeed", "POST", f"{path}/feeds", {})
    result = call(f"{api}.getFeed", "GET", f"{path}/feeds/{feed_id}")["resultFeedDocumentId"]
    call(f"{api}.getFeed", "GET", f"{path}/feeds/none")
    call(f"{api}.getFeedDocument", "GET", f"{path}/documents/{result}")
    call(f"{api}.getFeedDocument", "GET", f"{path}/documents/none")
    call(f"{api}.cancelFeed", "DELETE", f"{path}/feeds/{feed_id}")
    call(f"{api}.getFeeds", "GET", f"{path}/feeds", feedTypes="JSON_LISTINGS_FEED")
    call(f"{api}.getFeeds", "GET", f"{path}/feeds")


def _notifications(call: Caller) -> None:
    path, seller = "/notifications/v1", call.headers
    grantless = call.grantless()
    call.headers = grantless
    wanted = {"name": "q", "resourceSpecification": {"sqs": {"arn": "arn:aws:sqs:eu-west-1:123456789012:q"}}}
    made = call("notifications.createDestination", "POST", f"{path}/destinations", wanted)["payload"]
    call("notifications.createDestination", "POST", f"{path}/destinations", wanted)
    call("notifications.getDestinations", "GET", f"{path}/destinations")
    one = f"{path}/destinations/{made['destinationId']}"
    call("notifications.getDestination", "GET", one)
    call.headers = seller
    call("notifications.getDestinations", "GET", f"{path}/destinations")
    of_type = f"{path}/subscriptions/LISTINGS_ITEM_ISSUES_CHANGE"
    body = {"payloadVersion": "1.0", "destinationId": made["destinationId"]}
    subscription = call("notifications.createSubscription", "POST", of_type, body)["payload"]
    call("notifications.createSubscription", "POST", of_type, body)
    call("notifications.getSubscription", "GET", of_type)
    types = {"notificationTypes": "LISTINGS_ITEM_ISSUES_CHANGE"}
    call("notifications.getSubscriptions", "GET", f"{path}/subscriptions", **types)
    trial = {"destinationId": made["destinationId"], "testNotification": {"payloadVersion": "1.0"}}
    call("notifications.sendTestNotification", "POST", f"{of_type}/testNotification", trial)
    call.headers = grantless
    this = f"{of_type}/{subscription['subscriptionId']}"
    call("notifications.deleteDestination", "DELETE", one)
    call("notifications.getSubscriptionById", "GET", this)
    call("notifications.deleteSubscriptionById", "DELETE", this)
    call("notifications.deleteSubscriptionById", "DELETE", this)
    call("notifications.deleteDestination", "DELETE", one)
    call.headers = seller


def _messages(call: Caller, order_ids: list[str]) -> None:
    for order_id in order_ids[:30]:
        path = f"/messaging/v1/orders/{order_id}"
        for marketplace_id in (UK, DE):
            query = {"marketplaceIds": marketplace_id}
            call("messaging.getMessagingActionsForOrder", "GET", path, **query)
            call("messaging.GetAttributes", "GET", f"{path}/attributes", **query)
            for name, action in (
                ("confirmCustomizationDetails", "confirmCustomizationDetails"),
                ("createConfirmDeliveryDetails", "confirmDeliveryDetails"),
                ("createLegalDisclosure", "legalDisclosure"),
                ("createConfirmOrderDetails", "confirmOrderDetails"),
                ("createConfirmServiceDetails", "confirmServiceDetails"),
                ("CreateWarranty", "warranty"),
                ("createDigitalAccessKey", "digitalAccessKey"),
                ("createUnexpectedProblem", "unexpectedProblem"),
                ("sendInvoice", "invoice"),
            ):
                call(f"messaging.{name}", "POST", f"{path}/messages/{action}", {}, **query)
