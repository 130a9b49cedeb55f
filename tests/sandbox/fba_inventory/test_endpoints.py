"""The FBA Inventory API: pages, details, and how stock moves."""

import pytest

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

UK = "A1F83G8C2ARO7P"
PATH = "/fba/inventory/v1/summaries"
QUERY = {"granularityType": "Marketplace", "granularityId": UK, "marketplaceIds": UK}


def summaries(seller, **more):
    found, token = [], {}
    while token is not None:
        page = seller.get(PATH, **QUERY, **more, **token).json()
        found += page["payload"]["inventorySummaries"]
        token = {"nextToken": page["pagination"]["nextToken"]} if "pagination" in page else None
    return found


def test_totals_are_the_sum_of_the_details(seller):
    for each in summaries(seller, details="true"):
        held = each["inventoryDetails"]
        parts = [held[f"{name}Quantity"] for name in ("fulfillable", "inboundWorking", "inboundShipped")]
        parts += [held["inboundReceivingQuantity"], held["reservedQuantity"]["totalReservedQuantity"]]
        parts.append(held["unfulfillableQuantity"]["totalUnfulfillableQuantity"])
        assert each["totalQuantity"] == sum(parts)
        assert min(parts) >= 0


def test_skus_narrow_and_details_are_asked_for(seller):
    first, second, *_ = summaries(seller)
    assert "inventoryDetails" not in first
    skus = f"{first['sellerSku']},{second['sellerSku']}"
    assert summaries(seller, sellerSkus=skus) == [first, second]
    assert summaries(seller, sellerSku=first["sellerSku"]) == [first]


def test_pages_hold_fifty(client, sign_in):
    token = sign_in("sandbox-4-300")["Authorization"].removeprefix("Bearer ")
    headers, found, more = {"x-amz-access-token": token}, [], {}
    while more is not None:
        page = client.get(PATH, params=QUERY | more, headers=headers).json()
        found.append([each["sellerSku"] for each in page["payload"]["inventorySummaries"]])
        more = {"nextToken": page["pagination"]["nextToken"]} if "pagination" in page else None
    assert [len(each) for each in found[:-1]] == [50] * (len(found) - 1)
    assert len(found) == 4
    assert len({sku for page in found for sku in page}) == sum(map(len, found))


def test_only_what_changed_since(seller):
    every = {each["sellerSku"]: each["lastUpdatedTime"] for each in summaries(seller)}
    since = "2026-11-02T00:00:00Z"
    recent = {each["sellerSku"] for each in summaries(seller, startDateTime=since)}
    assert recent == {sku for sku, at in every.items() if at >= since}
    assert 0 < len(recent) < len(every)


def test_a_day_sells_and_restocks(seller):
    before = {each["sellerSku"]: each["inventoryDetails"] for each in summaries(seller, details="true")}
    seller.let_days_pass(1)
    after = {each["sellerSku"]: each["inventoryDetails"] for each in summaries(seller, details="true")}
    fell = [sku for sku in before if after[sku]["fulfillableQuantity"] < before[sku]["fulfillableQuantity"]]
    rose = [sku for sku in before if after[sku]["fulfillableQuantity"] > before[sku]["fulfillableQuantity"]]
    assert len(fell) > 10
    assert rose != []
    assert all(before[sku]["inboundReceivingQuantity"] for sku in rose)


@pytest.mark.parametrize(
    "change",
    [
        {"granularityType": "World"},
        {"granularityId": "A1PA6795UKMFR9"},
        {"marketplaceIds": ""},
        {"nextToken": "x"},
        {"startDateTime": "yesterday"},
        {"sellerSkus": ",".join(map(str, range(51)))},
    ],
)
def test_queries_against_the_model_are_400(seller, change):
    answer = seller.get(PATH, **(QUERY | change))
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["code"] == "InvalidInput"
