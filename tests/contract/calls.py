"""Calls of every operation of the sandbox's Selling Partner API, good ones and refused ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fastapi.testclient import TestClient
from httpx2 import Response

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
    _stock_and_orders(call)


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


def _stock_and_orders(call: Caller) -> None:
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
