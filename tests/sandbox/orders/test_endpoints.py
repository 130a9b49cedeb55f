"""The Orders API, 2026-01-01 and v0: searching, paging, and what is shown of an order."""

import pytest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

UK, DE = "A1F83G8C2ARO7P", "A1PA6795UKMFR9"
CURRENT, V0 = "/orders/2026-01-01/orders", "/orders/v0/orders"
SINCE, UNTIL = "2026-11-01T00:00:00Z", "2026-11-02T10:50:00Z"


def searched(seller, **query):
    found, token = [], {}
    while token is not None:
        page = seller.get(CURRENT, **query, **token).json()
        found += page["orders"]
        token = {"paginationToken": page["pagination"]["nextToken"]} if "pagination" in page else None
    return found


def listed(seller, **query):
    payload = seller.get(V0, **query).json()["payload"]
    found = payload["Orders"]
    while token := payload.get("NextToken"):
        payload = seller.get(V0, MarketplaceIds=query["MarketplaceIds"], NextToken=token).json()["payload"]
        found += payload["Orders"]
    return found


def test_pages_of_any_size_hold_the_same_orders(seller):
    until = "2026-11-02T05:00:00Z"
    window = {"createdAfter": SINCE, "createdBefore": until}
    every = searched(seller, **window)
    assert len(every) == len({each["orderId"] for each in every}) > 200
    assert searched(seller, **window, maxResultsPerPage=7) == every
    assert all(SINCE <= each["createdTime"] < until for each in every)
    later = searched(seller, createdAfter=until, createdBefore=UNTIL)
    assert min(each["createdTime"] for each in later) >= until


def test_both_versions_tell_the_same(seller):
    window = {"lastUpdatedAfter": SINCE, "lastUpdatedBefore": UNTIL}
    current = {each["orderId"]: each for each in searched(seller, **window, includedData="PROCEEDS")}
    query = {"LastUpdatedAfter": SINCE, "LastUpdatedBefore": UNTIL, "MarketplaceIds": f"{UK},{DE}"}
    old = {each["AmazonOrderId"]: each for each in listed(seller, **query, MaxResultsPerPage=30)}
    assert current.keys() == old.keys()
    names = {"PENDING": "Pending", "UNSHIPPED": "Unshipped", "SHIPPED": "Shipped", "CANCELLED": "Canceled"}
    for order_id, order in current.items():
        assert old[order_id]["OrderStatus"] == names[order["fulfillment"]["fulfillmentStatus"]]
        assert old[order_id]["LastUpdateDate"] == order["lastUpdatedTime"]
        total = order.get("proceeds", {}).get("grandTotal", {}).get("amount")
        assert old[order_id].get("OrderTotal", {}).get("Amount") == total
        is_sale = old[order_id]["SalesChannel"].startswith("Amazon.")
        assert is_sale == (order["salesChannel"]["channelName"] == "AMAZON") == (not order_id.startswith("S02-"))
        assert (total is None) == (old[order_id]["OrderStatus"] in ("Pending", "Canceled") or not is_sale)


def test_an_order_may_have_two_lines_one_of_them_cancelled(seller):
    included = {"includedData": "PROCEEDS,FULFILLMENT,CANCELLATION"}
    window = {"createdAfter": "2026-10-25T00:00:00Z", "createdBefore": "2026-11-01T00:00:00Z"}
    two = [each for each in searched(seller, **window, **included) if len(each["orderItems"]) == 2]
    kinds = {"split": 0, "half cancelled": 0}
    for order in two:
        old = seller.get(f"{V0}/{order['orderId']}/orderItems").json()["payload"]["OrderItems"]
        assert [each["OrderItemId"] for each in old] == [each["orderItemId"] for each in order["orderItems"]]
        assert len({each["OrderItemId"] for each in old}) == 2
        fulfilled = [each["fulfillment"]["quantityFulfilled"] for each in order["orderItems"]]
        assert [each["QuantityShipped"] for each in old] == fulfilled
        if fulfilled == [1, 1]:
            kinds["split"] += 1
        else:
            kinds["half cancelled"] += 1
            assert fulfilled == [1, 0]
            assert "cancellation" in order["orderItems"][1]
            assert "cancellation" not in order["orderItems"][0]
            assert order["orderItems"][0]["proceeds"]["proceedsTotal"] == order["proceeds"]["grandTotal"]
    assert min(kinds.values()) > 10


def test_filters_narrow(seller):
    window = {"createdAfter": SINCE, "createdBefore": UNTIL}
    every = searched(seller, **window)
    shipped = searched(seller, **window, fulfillmentStatuses="SHIPPED")
    assert shipped == [each for each in every if each["fulfillment"]["fulfillmentStatus"] == "SHIPPED"] != []
    german = searched(seller, **window, marketplaceIds=DE, fulfilledBy="MERCHANT")
    assert german == [
        each
        for each in every
        if each["salesChannel"]["marketplaceId"] == DE and each["fulfillment"]["fulfilledBy"] == "MERCHANT"
    ]
    assert german != []
    assert searched(seller, **window, fulfillmentStatuses="UNFULFILLABLE") == []
    two = [each["orderId"] for each in every[:2]]
    ids = {"AmazonOrderIds": ",".join(two), "MarketplaceIds": f"{UK},{DE}"}
    assert [each["AmazonOrderId"] for each in listed(seller, **ids)] == two


def test_one_order_in_all_its_shapes(seller):
    query = {"fulfillmentStatuses": "SHIPPED", "includedData": "BUYER,RECIPIENT,PROCEEDS,FULFILLMENT,PACKAGES"}
    [order] = searched(seller, createdAfter=SINCE, createdBefore=UNTIL, **query)[:1]
    order_id = order["orderId"]
    read = seller.get(f"{CURRENT}/{order_id}", includedData=query["includedData"]).json()["order"]
    assert read == order
    item = read["orderItems"][0]
    split = {each["type"]: each["subtotal"]["amount"] for each in item["proceeds"]["breakdowns"]}
    assert float(split["ITEM"]) + float(split["TAX"]) == pytest.approx(
        float(read["proceeds"]["grandTotal"]["amount"])
    )
    assert item["fulfillment"] == {"quantityFulfilled": item["quantityOrdered"], "quantityUnfulfilled": 0}
    [old] = seller.get(f"{V0}/{order_id}/orderItems").json()["payload"]["OrderItems"]
    assert (old["OrderItemId"], old["QuantityShipped"]) == (item["orderItemId"], item["quantityOrdered"])
    buyer = seller.get(f"{V0}/{order_id}/buyerInfo").json()["payload"]
    assert buyer["BuyerEmail"] == read["buyer"]["buyerEmail"]
    address = seller.get(f"{V0}/{order_id}/address").json()["payload"]["ShippingAddress"]
    assert address["City"] == read["recipient"]["deliveryAddress"]["city"]


@pytest.mark.parametrize(
    "query",
    [
        {},
        {"createdAfter": SINCE, "lastUpdatedAfter": SINCE},
        {"createdAfter": UNTIL, "createdBefore": SINCE},
        {"createdAfter": SINCE, "createdBefore": "2026-11-02T10:59:00Z"},
        {"createdAfter": SINCE, "lastUpdatedBefore": UNTIL},
        {"createdAfter": "2026-11-01"},
        {"createdAfter": SINCE, "marketplaceIds": "ATVPDKIKX0DER"},
        {"createdAfter": SINCE, "fulfillmentStatuses": "LOST"},
        {"createdAfter": SINCE, "maxResultsPerPage": 101},
        {"createdAfter": SINCE, "paginationToken": "x"},
    ],
)
def test_queries_against_the_model_are_400(seller, query):
    answer = seller.get(CURRENT, **query)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"
    assert answer.headers["x-amzn-RateLimit-Limit"] == "0.0056"


def test_a_token_is_for_its_own_question(seller):
    token = seller.get(CURRENT, createdAfter=SINCE, maxResultsPerPage=5).json()["pagination"]["nextToken"]
    assert seller.get(CURRENT, createdAfter=UNTIL, maxResultsPerPage=5, paginationToken=token).status_code == 400


def test_v0_needs_a_marketplace_and_a_start(seller):
    assert seller.get(V0, CreatedAfter=SINCE).status_code == 400
    assert seller.get(V0, MarketplaceIds=UK).status_code == 400
    assert seller.get(V0, MarketplaceIds=UK, NextToken="x").status_code == 400


@pytest.mark.parametrize("order_id", ["026-0000000-0000000", "1", "x" * 100])
def test_unknown_orders_are_404(seller, order_id):
    for path in (f"{CURRENT}/{order_id}", f"{V0}/{order_id}", f"{V0}/{order_id}/orderItems"):
        answer = seller.get(path)
        assert answer.status_code == 404
        assert answer.json()["errors"][0]["code"] == "NotFound"


def test_orders_of_the_days_that_pass_appear(seller, clock):
    before = searched(seller, createdAfter=SINCE, marketplaceIds=UK)
    seller.let_days_pass(1)
    after = searched(seller, createdAfter=SINCE, marketplaceIds=UK)
    assert [each["orderId"] for each in after[: len(before)]] == [each["orderId"] for each in before]
    assert len(after) > 1.5 * len(before)


@pytest.mark.parametrize("after", ["0001-01-01T00:00:00Z", "2010-01-01T00:00:00Z"])
def test_before_the_first_day_there_is_nothing(seller, after):
    first = seller.get(CURRENT, createdAfter=after, maxResultsPerPage=5).json()["orders"]
    assert len(first) == 5
    assert first[0]["createdTime"] >= "2020-06-01"


@pytest.mark.parametrize("after", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_moments_that_utc_cannot_name_are_400(seller, after):
    assert seller.get(CURRENT, createdAfter=after).status_code == 400
