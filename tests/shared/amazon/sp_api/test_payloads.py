"""What replies become."""

from datetime import UTC, datetime
from decimal import Decimal

import pytest

from shared.amazon.errors import AmazonApiError
from shared.amazon.sp_api import catalog, inventory, listings, orders, orders_v0, pricing, reports, restrictions
from shared.amazon.sp_api.catalog import Catalog
from shared.amazon.sp_api.feeds import Feed, Feeds
from shared.amazon.sp_api.inventory import Inventory
from shared.amazon.sp_api.listings import Listings
from shared.amazon.sp_api.messaging import Messaging
from shared.amazon.sp_api.notifications import Destination, DestinationResource, Destinations, EventBridgeResource
from shared.amazon.sp_api.orders import Orders
from shared.amazon.sp_api.orders_v0 import OrdersV0
from shared.amazon.sp_api.payloads import Money
from shared.amazon.sp_api.pricing import Pricing
from shared.amazon.sp_api.product_types import Link, ProductTypes, SchemaLink
from shared.amazon.sp_api.reports import Reports
from shared.amazon.sp_api.restrictions import Restrictions
from shared.amazon.sp_api.sellers import Marketplace, MarketplaceParticipation, Participation, Sellers

US = "ATVPDKIKX0DER"
TIME = "2026-10-01T12:00:00+08:00"
MOMENT = datetime(2026, 10, 1, 4, tzinfo=UTC)
USD = {"currencyCode": "USD", "amount": 19.9}
OLD_USD = {"CurrencyCode": "USD", "Amount": "19.90"}


def test_participations(line, answer):
    marketplace = {
        "id": US,
        "countryCode": "US",
        "name": "Amazon.com",
        "defaultCurrencyCode": "USD",
        "defaultLanguageCode": "en_US",
        "domainName": "www.amazon.com",
        "newMember": [1],
    }
    participation = {"isParticipating": True, "hasSuspendedListings": False}
    answer({"payload": [{"marketplace": marketplace, "participation": participation, "storeName": "水壶"}]})
    assert Sellers(line).get_marketplace_participations() == (
        MarketplaceParticipation(
            Marketplace(US, "US", "Amazon.com", "USD", "en_US", "www.amazon.com"), Participation(True, False), "水壶"
        ),
    )


def test_a_listing(line, answer):
    answer(
        {
            "sku": "A",
            "summaries": [
                {
                    "marketplaceId": US,
                    "productType": "LUGGAGE",
                    "status": ["BUYABLE"],
                    "createdDate": TIME,
                    "lastUpdatedDate": TIME,
                    "fnSku": "X001",
                    "mainImage": {"link": "https://a", "height": 500, "width": 400},
                }
            ],
            "attributes": {"color": [{"value": "红"}]},
            "issues": [
                {
                    "code": "18320",
                    "message": "m",
                    "severity": "ERROR",
                    "attributeNames": ["color"],
                    "categories": ["INVALID_IMAGE"],
                    "enforcements": {
                        "actions": [{"action": "SEARCH_SUPPRESSED"}],
                        "exemption": {"status": "EXEMPT_UNTIL_EXPIRY_DATE", "expiryDate": TIME},
                    },
                }
            ],
            "offers": [{"marketplaceId": US, "offerType": "B2C", "price": USD}],
            "fulfillmentAvailability": [{"fulfillmentChannelCode": "DEFAULT", "quantity": 3}],
        }
    )
    item = Listings(line, "S").get_item("A", US)
    assert item.attributes == {"color": [{"value": "红"}]}
    assert item.summaries == (
        listings.Summary(
            US,
            "LUGGAGE",
            ("BUYABLE",),
            MOMENT,
            MOMENT,
            fn_sku="X001",
            main_image=listings.Image("https://a", 500, 400),
        ),
    )
    exemption = listings.Exemption("EXEMPT_UNTIL_EXPIRY_DATE", MOMENT)
    enforcements = listings.Enforcements((listings.EnforcementAction("SEARCH_SUPPRESSED"),), exemption)
    assert item.issues == (
        listings.Issue("18320", "m", "ERROR", ("color",), ("INVALID_IMAGE",), enforcements=enforcements),
    )
    assert item.offers == (listings.Offer(US, "B2C", Money("USD", Decimal("19.9"))),)
    assert item.fulfillment_availability == (listings.FulfillmentAvailability("DEFAULT", 3),)
    assert item.relationships == ()


def test_a_submission(line, answer):
    issue = {"code": "90220", "message": "missing", "severity": "ERROR"}
    answer({"sku": "A", "status": "INVALID", "submissionId": "s", "issues": [issue], "identifiers": [{"asin": "B1"}]})
    assert Listings(line, "S").patch_item("A", US, "LUGGAGE", [], preview=True) == listings.Submission(
        "A", "INVALID", "s", (listings.Issue("90220", "missing", "ERROR"),), (listings.Identifiers(None, "B1"),)
    )


def test_a_restriction(line, answer):
    reason = {
        "message": "ask",
        "reasonCode": "APPROVAL_REQUIRED",
        "links": [{"resource": "https://a", "verb": "GET"}],
    }
    answer({"restrictions": [{"marketplaceId": US, "conditionType": "new_new", "reasons": [reason]}]})
    assert Restrictions(line, "S").get_restrictions("B1", US) == (
        restrictions.Restriction(
            US,
            "new_new",
            (restrictions.Reason("ask", "APPROVAL_REQUIRED", (restrictions.Link("https://a"),)),),
        ),
    )


def test_a_product(line, answer):
    node = {
        "classificationId": "2",
        "displayName": "Pots",
        "parent": {"classificationId": "1", "displayName": "Home"},
    }
    rank = {"classificationId": "2", "title": "Pots", "link": "https://a", "rank": 7}
    answer(
        {
            "asin": "B1",
            "summaries": [{"marketplaceId": US, "brand": "壶", "browseClassification": node}],
            "images": [{"marketplaceId": US, "images": [{"variant": "MAIN", "link": "l", "height": 2, "width": 1}]}],
            "salesRanks": [{"marketplaceId": US, "classificationRanks": [rank]}],
            "relationships": [{"marketplaceId": US, "relationships": [{"type": "VARIATION", "parentAsins": ["B0"]}]}],
        }
    )
    item = Catalog(line).get_item("B1", US)
    assert item.summaries[0].browse_classification == catalog.Classification(
        "2", "Pots", catalog.Classification("1", "Home")
    )
    assert item.images[0].images == (catalog.Image("MAIN", "l", 2, 1),)
    assert item.sales_ranks == (catalog.SalesRanks(US, (catalog.ClassificationRank("2", "Pots", 7),)),)
    assert item.relationships[0].relationships == (catalog.Relationship("VARIATION", (), ("B0",)),)


def test_stock(line, answer):
    details = {
        "fulfillableQuantity": 5,
        "inboundShippedQuantity": 2,
        "reservedQuantity": {"totalReservedQuantity": 3, "fcProcessingQuantity": 1},
        "unfulfillableQuantity": {"totalUnfulfillableQuantity": 4, "defectiveQuantity": 4},
    }
    summary = {"sellerSku": "A", "fnSku": "X", "totalQuantity": 14, "lastUpdatedTime": TIME}
    answer({"payload": {"inventorySummaries": [summary | {"inventoryDetails": details}]}})
    assert next(Inventory(line).list_summaries(US)).summaries == (
        inventory.InventorySummary(
            "A",
            "X",
            total_quantity=14,
            last_updated_time=MOMENT,
            inventory_details=inventory.InventoryDetails(
                fulfillable_quantity=5,
                inbound_shipped_quantity=2,
                reserved_quantity=inventory.ReservedQuantity(3, fc_processing_quantity=1),
                unfulfillable_quantity=inventory.UnfulfillableQuantity(4, defective_quantity=4),
            ),
        ),
    )


def test_an_order(line, answer):
    item = {
        "orderItemId": "i",
        "quantityOrdered": 2,
        "product": {"asin": "B1", "sellerSku": "A", "price": {"unitPrice": USD}},
        "proceeds": {"proceedsTotal": USD, "breakdowns": [{"type": "TAX", "subtotal": USD}]},
        "cancellation": {"cancellationRequest": {"requester": "BUYER"}},
    }
    package = {"packageReferenceId": "1", "packageStatus": {"status": "IN_TRANSIT"}, "shipTime": TIME}
    answer(
        {
            "order": {
                "orderId": "o",
                "createdTime": TIME,
                "lastUpdatedTime": TIME,
                "salesChannel": {"channelName": "AMAZON", "marketplaceId": US},
                "fulfillment": {"fulfillmentStatus": "SHIPPED", "fulfilledBy": "AMAZON"},
                "recipient": {"deliveryAddress": {"name": "somebody"}},
                "orderItems": [item],
                "packages": [package],
            }
        }
    )
    order = Orders(line).get_order("o")
    price = Money("USD", Decimal("19.9"))
    assert (order.created_time, order.fulfillment) == (MOMENT, orders.OrderFulfillment("SHIPPED", "AMAZON"))
    assert order.order_items == (
        orders.OrderItem(
            "i",
            2,
            orders.Product("B1", "A", price=orders.Price(price)),
            orders.ItemProceeds(price, (orders.ProceedsBreakdown("TAX", price),)),
            orders.Cancellation(orders.CancellationRequest("BUYER")),
        ),
    )
    assert order.packages == (
        orders.Package("1", package_status=orders.PackageStatus("IN_TRANSIT"), ship_time=MOMENT),
    )
    assert "somebody" not in repr(order)


def test_an_order_of_version_0(line, answer):
    order = {"AmazonOrderId": "1", "PurchaseDate": TIME, "LastUpdateDate": TIME, "OrderStatus": "Shipped"}
    answer({"payload": order | {"OrderTotal": OLD_USD, "IsPrime": True}})
    money = orders_v0.Money("USD", Decimal("19.90"))
    assert OrdersV0(line).get_order("1") == orders_v0.Order(
        "1", MOMENT, MOMENT, "Shipped", order_total=money, is_prime=True
    )
    item = {"ASIN": "B1", "OrderItemId": "i", "QuantityOrdered": 1, "SellerSKU": "A", "ItemPrice": OLD_USD}
    answer({"payload": {"AmazonOrderId": "1", "OrderItems": [item]}})
    assert next(OrdersV0(line).list_order_items("1")).items == (
        orders_v0.OrderItem("B1", "i", 1, "A", item_price=money),
    )


def test_expected_prices(line, answer):
    good = {
        "request": {"sku": "A", "marketplaceId": US},
        "status": {"statusCode": 200, "reasonPhrase": "Success"},
        "body": {
            "offerIdentifier": {"asin": "B1", "sku": "A", "marketplaceId": US},
            "featuredOfferExpectedPriceResults": [
                {"resultStatus": "VALID_FOEP", "featuredOfferExpectedPrice": {"listingPrice": USD}}
            ],
        },
    }
    bad = {
        "request": {"sku": "B", "marketplaceId": US},
        "status": {"statusCode": 400},
        "body": {"errors": [{"code": "INVALID_SKU", "message": "no"}]},
    }
    answer({"responses": [good, bad]})
    first, second = Pricing(line).get_expected_prices(["A", "B"], US)
    assert first.body.featured_offer_expected_price_results == (
        pricing.ExpectedPriceResult("VALID_FOEP", pricing.ExpectedPrice(Money("USD", Decimal("19.9")))),
    )
    assert (second.request.sku, second.status.status_code) == ("B", 400)
    assert second.body.errors == (pricing.Refusal("INVALID_SKU", "no"),)


def test_the_competition(line, answer):
    offer = {"sellerId": "S", "condition": "New", "fulfillmentType": "AFN", "listingPrice": USD}
    body = {
        "asin": "B1",
        "marketplaceId": US,
        "featuredBuyingOptions": [{"buyingOptionType": "New", "segmentedFeaturedOffers": [offer]}],
        "referencePrices": [{"name": "WasPrice", "price": USD}],
    }
    answer({"responses": [{"status": {"statusCode": 200}, "body": body}]})
    found = Pricing(line).get_competitive_summaries(["B1"], US, included_data=["referencePrices"])[0].body
    price = Money("USD", Decimal("19.9"))
    assert found.reference_prices == (pricing.ReferencePrice("WasPrice", price),)
    assert found.featured_buying_options[0].segmented_featured_offers == (
        pricing.CompetingOffer("S", "New", "AFN", price),
    )


def test_own_prices(line, answer):
    offer = {
        "BuyingPrice": {"ListingPrice": OLD_USD},
        "RegularPrice": OLD_USD,
        "FulfillmentChannel": "AMAZON",
        "ItemCondition": "New",
        "SellerSKU": "A",
    }
    answer({"payload": [{"status": "Success", "SellerSKU": "A", "ASIN": "B1", "Product": {"Offers": [offer]}}]})
    (found,) = Pricing(line).get_own_prices(["A"], US)
    money = pricing.OldMoney("USD", Decimal("19.90"))
    assert (found.status, found.asin) == ("Success", "B1")
    assert found.product.offers == (pricing.OwnOffer(pricing.BuyingPrice(money), money, "AMAZON", "New", "A"),)


def test_reports_feeds_messages_and_destinations(line, answer):
    report = {"reportId": "r", "reportType": "T", "createdTime": TIME, "processingStatus": "DONE"}
    answer(report | {"reportDocumentId": "d", "marketplaceIds": [US]})
    found = Reports(line).get_report("r")
    assert found == reports.Report("r", "T", MOMENT, "DONE", (US,), report_document_id="d")

    answer({"feedId": "f", "feedType": "T", "createdTime": TIME, "processingStatus": "IN_QUEUE"})
    assert Feeds(line).get_feed("f") == Feed("f", "T", MOMENT, "IN_QUEUE")

    answer({"_links": {"self": {}, "actions": [{"href": "/x", "name": "unexpectedProblem"}]}})
    assert Messaging(line).list_actions("1", US) == ["unexpectedProblem"]

    bridge = {"name": "b", "region": "us-east-1", "accountId": "1"}
    answer({"payload": [{"destinationId": "d", "name": "n", "resource": {"eventBridge": bridge}}]})
    resource = DestinationResource(None, EventBridgeResource("b", "us-east-1", "1"))
    assert Destinations(line).list_destinations() == (Destination("d", "n", resource),)


def test_the_schema_of_a_product_type_is_read_from_its_link(server, line):
    server.answer(200, '{"title": "箱包"}'.encode())
    schema = SchemaLink(Link(server.url + "/schema"), "checksum")
    assert ProductTypes(line).read_schema(schema) == '{"title": "箱包"}'.encode()


@pytest.mark.parametrize(
    "change",
    [
        {"reportId": None},
        {"createdTime": "yesterday"},
        {"createdTime": "2026-10-01T12:00:00"},
        {"processingStatus": 1},
        {"marketplaceIds": "US"},
        {"reportId": 5},
    ],
)
def test_what_is_missing_or_wrong_is_refused(line, answer, change):
    report = {"reportId": "r", "reportType": "T", "createdTime": TIME, "processingStatus": "DONE"} | change
    answer({name: value for name, value in report.items() if value is not None})
    with pytest.raises(AmazonApiError) as caught:
        Reports(line).get_report("r")
    assert caught.value.code == "malformed-reply"
