from datetime import datetime, timedelta

import pytest

from services.inventory.marketplaces.schemas import InventoryItemResults
from services.inventory.stock.schemas import InventoryStockPage, InventoryStockRead
from tests.inventory.rows import DE, FIRST, NOW, OTHER, SELLER, UK, stocked

PATH = "/v1/inventory/stock"


def item(sku="ZL-1", fulfillable=5, **changes):
    who = {"seller_id": SELLER, "marketplace_id": UK, "sku": sku, "warehouse": "Leeds"}
    return who | {"fulfillable_quantity": fulfillable, "observed_at": NOW.isoformat()} | changes


def push(client, caller, *items, key="push-0001", **headers):
    headers = caller("inventory:write") | {"Idempotency-Key": key} | headers
    return client.post(f"{PATH}/bulk", json={"items": list(items)}, headers=headers)


def statuses(answer):
    assert answer.status_code == 207, answer.text
    return [result["status"] for result in answer.json()["results"]]


def stock(client, caller, **query):
    return client.get(PATH, params=query, headers=caller("inventory:read")).json()["items"]


def test_who_may_read_and_push(client, caller, database, marketplace):
    assert client.get(PATH).status_code == 401
    assert client.get(PATH, headers=caller("inventory:write")).status_code == 403
    assert client.post(f"{PATH}/bulk", json={"items": [item()]}).status_code == 401
    without = caller("inventory:read") | {"Idempotency-Key": "push-0001"}
    assert client.post(f"{PATH}/bulk", json={"items": [item()]}, headers=without).status_code == 403
    theirs = push(client, caller, item(), **caller(tenant=OTHER))
    assert statuses(theirs) == ["rejected"]
    assert theirs.json()["results"][0]["errors"][0]["code"] == "seller-account-unknown"
    assert stock(client, caller) == []
    stocked(database, marketplace, "ZL-1", 7)
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []


def test_the_key_is_required_and_replays(client, caller):
    without = client.post(f"{PATH}/bulk", json={"items": [item()]}, headers=caller())
    assert (without.status_code, without.json()["code"]) == (400, "idempotency-key-missing")
    first, again = push(client, caller, item()), push(client, caller, item())
    assert (again.status_code, again.content) == (207, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    reused = push(client, caller, item(fulfillable=6))
    assert (reused.status_code, reused.json()["code"]) == (422, "idempotency-key-reused")
    assert [row["fulfillable_quantity"] for row in stock(client, caller)] == [5]


def test_one_bad_item_never_blocks_the_others(client, caller):
    answer = push(
        client,
        caller,
        item("ZL-1"),
        item("ZL-2", fulfillable=-1),
        item("ZL-3", warehouse="AMAZON"),
        item("ZL-4", marketplace_id="ATVPDKIKX0DER"),
        item("ZL-5", observed_at=(NOW + timedelta(minutes=6)).isoformat()),
        item("ZL-6", tenant_id=OTHER),
        "no item",
        item("ZL-8", observed_at=(NOW + timedelta(minutes=5)).isoformat()),
    )
    assert statuses(answer) == ["stored", *["rejected"] * 6, "stored"]
    InventoryItemResults.model_validate_json(answer.content)
    told = [(one["errors"][0]["pointer"], one["errors"][0]["code"]) for one in answer.json()["results"][1:7]]
    assert told == [
        ("/fulfillable_quantity", "greater_than_equal"),
        ("/warehouse", "value_error"),
        ("/marketplace_id", "marketplace-unknown"),
        ("/observed_at", "in-the-future"),
        ("/tenant_id", "extra_forbidden"),
        ("", "model_attributes_type"),
    ]
    assert sorted(row["sku"] for row in stock(client, caller)) == ["ZL-1", "ZL-8"]


def test_the_newest_observation_counts_in_whatever_order_they_come(client, caller):
    hours = [(NOW - timedelta(hours=ago)).isoformat() for ago in range(4)]
    assert statuses(push(client, caller, item(observed_at=hours[2]), key="push-0001")) == ["stored"]
    [before] = stock(client, caller)
    assert statuses(push(client, caller, item(observed_at=hours[1]), key="push-0002")) == ["unchanged"]
    [same] = stock(client, caller)
    assert same["updated_at"] == before["updated_at"]
    assert datetime.fromisoformat(same["observed_at"]) == NOW - timedelta(hours=1)
    late = push(client, caller, item(fulfillable=9, observed_at=hours[2]), key="push-0003")
    assert statuses(late) == ["outdated"]
    both = push(
        client, caller, item(fulfillable=3, observed_at=hours[0]), item(observed_at=hours[3]), key="push-0004"
    )
    assert statuses(both) == ["stored", "outdated"]
    assert [row["fulfillable_quantity"] for row in stock(client, caller)] == [3]


def test_amazons_stock_and_the_sellers_own_lie_beside_each_other(client, caller, database, marketplace):
    stocked(database, marketplace, "ZL-1", 7, at=NOW - timedelta(hours=1))
    push(client, caller, item())
    page = client.get(PATH, headers=caller("inventory:read"))
    parsed = InventoryStockPage.model_validate_json(page.content, strict=False)
    assert [(row.channel, row.warehouse, row.fulfillable_quantity) for row in parsed.items] == [
        *(("AFN", "AMAZON", 7), ("MFN", "Leeds", 5))
    ]
    assert set(page.json()["items"][0]) == set(InventoryStockRead.model_fields)
    assert [row["sku"] for row in stock(client, caller, channel="MFN", seller_id=SELLER, marketplace_id=UK)] == [
        "ZL-1"
    ]
    assert stock(client, caller, marketplace_id=DE) == []
    assert len(stock(client, caller, updated_after=(NOW - timedelta(minutes=1)).isoformat())) == 1


def test_pages_walk_all_once(client, caller):
    push(client, caller, *(item(f"ZL-{number}") for number in range(7)))
    seen, cursor = [], ""
    while True:
        page = client.get(PATH, params={"limit": "3", "cursor": cursor}, headers=caller()).json()
        seen += [row["sku"] for row in page["items"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert seen == [f"ZL-{number}" for number in range(7)]


@pytest.mark.parametrize("items", [[], [item()] * 1001])
def test_how_many_items_a_push_takes(client, caller, items):
    assert push(client, caller, *items).status_code == 422
    assert stock(client, caller) == []


def test_an_account_that_is_new_to_us_is_learned_from_the_gateway(client, caller, accounts):
    assert statuses(push(client, caller, item(marketplace_id=DE))) == ["stored"]
    assert [(row["marketplace_id"], row["sku"]) for row in stock(client, caller)] == [(DE, "ZL-1")]
    assert accounts.one(FIRST, SELLER).marketplace_ids == (UK, DE)
