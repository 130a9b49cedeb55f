"""The operations of the Selling Partner API by name, and the rates at which Amazon lets them be called.

Every route of that API has its operation's name as `operation_id`; `announce` is the one place that knows
it for a request, before anything else happens.
"""

from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response

RATES = {
    "sellers.getMarketplaceParticipations": "0.016",
    "sellers.getAccount": "0.016",
    "listingsItems_2021-08-01.searchListingsItems": "5",
    "listingsItems_2021-08-01.getListingsItem": "5",
    "listingsItems_2021-08-01.putListingsItem": "5",
    "listingsItems_2021-08-01.patchListingsItem": "5",
    "listingsItems_2021-08-01.deleteListingsItem": "5",
    "listingsRestrictions_2021-08-01.getListingsRestrictions": "5",
    "definitionsProductTypes_2020-09-01.searchDefinitionsProductTypes": "5",
    "definitionsProductTypes_2020-09-01.getDefinitionsProductType": "5",
    "catalogItems_2022-04-01.searchCatalogItems": "2",
    "catalogItems_2022-04-01.getCatalogItem": "2",
    "fbaInventory.getInventorySummaries": "2",
    "orders_2026-01-01.searchOrders": "0.0056",
    "orders_2026-01-01.getOrder": "0.5",
    "ordersV0.getOrders": "0.0167",
    "ordersV0.getOrder": "0.5",
    "ordersV0.getOrderBuyerInfo": "0.5",
    "ordersV0.getOrderAddress": "0.5",
    "ordersV0.getOrderItems": "0.5",
    "ordersV0.getOrderItemsBuyerInfo": "0.5",
    "reports_2021-06-30.createReport": "0.0167",
    "reports_2021-06-30.getReports": "0.0222",
    "reports_2021-06-30.getReport": "2",
    "reports_2021-06-30.cancelReport": "0.0222",
    "reports_2021-06-30.getReportDocument": "0.0167",
    "feeds_2021-06-30.createFeedDocument": "0.5",
    "feeds_2021-06-30.getFeedDocument": "0.0222",
    "feeds_2021-06-30.createFeed": "0.0083",
    "feeds_2021-06-30.getFeeds": "0.0222",
    "feeds_2021-06-30.getFeed": "2",
    "feeds_2021-06-30.cancelFeed": "2",
    "productPricing_2022-05-01.getFeaturedOfferExpectedPriceBatch": "0.033",
    "productPricing_2022-05-01.getCompetitiveSummary": "0.033",
    **dict.fromkeys(
        (
            *("notifications.createDestination", "notifications.getDestinations", "notifications.getDestination"),
            *("notifications.deleteDestination", "notifications.getSubscriptions", "notifications.getSubscription"),
            *("notifications.createSubscription", "notifications.getSubscriptionById"),
            *("notifications.deleteSubscriptionById", "notifications.sendTestNotification"),
            *("messaging.getMessagingActionsForOrder", "messaging.GetAttributes"),
            *("messaging.confirmCustomizationDetails", "messaging.createConfirmDeliveryDetails"),
            *("messaging.createLegalDisclosure", "messaging.createConfirmOrderDetails"),
            *("messaging.createConfirmServiceDetails", "messaging.CreateWarranty"),
            *("messaging.createDigitalAccessKey", "messaging.createUnexpectedProblem", "messaging.sendInvoice"),
        ),
        "1",
    ),
}
"""Requests a second by operation, from the usage plans in Amazon's documentation of each."""

PATHS = (
    *("/sellers/", "/listings/", "/definitions/", "/catalog/", "/fba/", "/orders/", "/reports/", "/feeds/"),
    *("/batches/", "/notifications/", "/messaging/"),
)
"""How the paths of the Selling Partner API begin."""


def announce(request: Request, response: Response) -> None:
    """Note the operation in `request.state.operation`, and put Amazon's headers on the answer."""
    request.state.operation = request.scope["route"].operation_id
    response.headers.update(headers_of(request))


def headers_of(request: Request) -> dict[str, str]:
    """Amazon's headers for an answer to this request, refusals too; none for what is not of this API."""
    if not request.url.path.startswith(PATHS):
        return {}
    is_hidden = getattr(request.state, "is_rate_hidden", False)
    rate = None if is_hidden else RATES.get(getattr(request.state, "operation", ""))
    return {"x-amzn-RequestId": str(uuid4())} | ({"x-amzn-RateLimit-Limit": rate} if rate else {})


def selling_partner_router() -> APIRouter:
    """A router whose routes are operations of the Selling Partner API."""
    return APIRouter(dependencies=[Depends(announce)])
