import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from services.inventory.health.operations import positions_of, window_of
from services.inventory.marketplaces.operations import note_reading
from services.inventory.stock.repository import QUANTITIES
from services.inventory.stock.schemas import InventoryStockPage, InventoryStockRead, InventoryStockResults
from tests.inventory.rows import DE, FIRST, NOW, OTHER, SELLER, UK, line, sold, stocked
from tests.sql import text

PATH = "/v1/inventory/stock"


def item(sku="ZL-1", fulfillable=5, **changes):
    who = {"seller_id": SELLER, "sku": sku, "warehouse": "Leeds"}
    return who | {"fulfillable_quantity": fulfillable, "observed_at": NOW.isoformat()} | changes


def push(client, caller, *items, key="push-0001", **headers):
    headers = caller("inventory:write") | {"Idempotency-Key": key} | headers
    return client.post(f"{PATH}/bulk", json={"items": list(items)}, headers=headers)


def statuses(answer):
    assert answer.status_code == 207, answer.text
    return [result["status"] for result in answer.json()["results"]]


def warnings(answer):
    return [[(each["pointer"], each["code"]) for each in one["warnings"]] for one in answer.json()["results"]]


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
        item("ZL-4", warehouse_id="019e0000-0000-7000-8000-000000000000"),
        item("ZL-5", observed_at=(NOW + timedelta(minutes=6)).isoformat()),
        item("ZL-6", tenant_id=OTHER),
        "no item",
        item("ZL-8", observed_at=(NOW + timedelta(minutes=5)).isoformat()),
    )
    assert statuses(answer) == ["created", *["rejected"] * 6, "created"]
    InventoryStockResults.model_validate_json(answer.content)
    told = [(one["errors"][0]["pointer"], one["errors"][0]["code"]) for one in answer.json()["results"][1:7]]
    assert told == [
        ("/fulfillable_quantity", "greater_than_equal"),
        ("/warehouse", "warehouse_amazons"),
        ("/warehouse", "named-twice"),
        ("/observed_at", "in-the-future"),
        ("/tenant_id", "extra_forbidden"),
        ("", "model_attributes_type"),
    ]
    assert sorted(row["sku"] for row in stock(client, caller)) == ["ZL-1", "ZL-8"]


def test_the_newest_observation_counts_in_whatever_order_they_come(client, caller):
    hours = [(NOW - timedelta(hours=ago)).isoformat() for ago in range(4)]
    assert statuses(push(client, caller, item(observed_at=hours[2]), key="push-0001")) == ["created"]
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
    assert statuses(both) == ["updated", "outdated"]
    assert [each["repeats"] for each in both.json()["results"]] == [None, 0]
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
    assert [row["warehouse"] for row in stock(client, caller, warehouse="Leeds")] == ["Leeds"]
    assert [row["warehouse"] for row in stock(client, caller, marketplace_id="")] == ["Leeds"]
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
    assert statuses(push(client, caller, item(marketplace_id=DE))) == ["created"]
    assert [(row["marketplace_id"], row["sku"]) for row in stock(client, caller)] == [(None, "ZL-1")]
    assert [len(stock(client, caller, marketplace_id=each)) for each in (UK, DE)] == [1, 1]
    assert accounts.asked == [(FIRST, SELLER)]


def test_what_is_not_named_stays_and_null_clears(client, caller):
    full = {name: number for number, name in enumerate(QUANTITIES, start=1)}
    times = [(NOW - timedelta(minutes=ago)).isoformat() for ago in range(9, 0, -1)]
    who = {name: value for name, value in item().items() if name != "fulfillable_quantity"}
    assert statuses(push(client, caller, who | full | {"observed_at": times[0]}, key="push-0001")) == ["created"]
    held = dict(full)
    for number, name in enumerate(QUANTITIES, start=1):
        alone = who | {name: 100 + number, "observed_at": times[number]}
        assert statuses(push(client, caller, alone, key=f"push-000{number + 1}")) == ["updated"]
        held[name] = 100 + number
        (row,) = stock(client, caller)
        assert {each: row[each] for each in QUANTITIES} == held
    cleared = who | {"reserved_quantity": None, "observed_at": times[7]}
    assert statuses(push(client, caller, cleared, key="push-0008")) == ["updated"]
    (row,) = stock(client, caller)
    assert {each: row[each] for each in QUANTITIES} == held | {"reserved_quantity": None}
    assert statuses(push(client, caller, who | {"observed_at": times[8]}, key="push-0009")) == ["unchanged"]
    assert statuses(push(client, caller, who | {"sku": "ZL-2"}, key="push-0010")) == ["created"]
    rows = {row["sku"]: row for row in stock(client, caller)}
    assert {each: rows["ZL-2"][each] for each in QUANTITIES} == dict.fromkeys(QUANTITIES)


def test_items_of_one_key_go_on_top_of_the_first(client, caller):
    hours = [(NOW - timedelta(hours=ago)).isoformat() for ago in range(4)]
    push(client, caller, item("ZL-9", observed_at=hours[1]))
    answer = push(
        client,
        caller,
        item("ZL-1", observed_at=hours[2]),
        item("ZL-9", observed_at=hours[2]),
        item("ZL-1", observed_at=hours[1], fulfillable=6, reserved_quantity=2),
        item("ZL-9", observed_at=hours[0]),
        item("ZL-9", observed_at=hours[0], fulfillable=7),
        item("ZL-1", warehouse="Hull"),
        item("ZL-1", observed_at=hours[3]),
        key="push-0002",
    )
    assert [(each["status"], each["repeats"]) for each in answer.json()["results"]] == [
        ("created", None),
        ("outdated", None),
        ("repeated", 0),
        ("updated", None),
        ("repeated", 3),
        ("created", None),
        ("outdated", 0),
    ]
    rows = {(row["sku"], row["warehouse"]): row for row in stock(client, caller)}
    first = rows["ZL-1", "Leeds"]
    assert (first["fulfillable_quantity"], first["reserved_quantity"]) == (6, 2)
    assert rows["ZL-9", "Leeds"]["fulfillable_quantity"] == 7


def test_the_requests_account_stands_for_items_without_one(client, caller):
    bare = {name: value for name, value in item("ZL-1").items() if name != "seller_id"}
    headers = caller() | {"Idempotency-Key": "push-0001"}
    body = {"seller_id": SELLER, "items": [bare, item("ZL-2", seller_id="A1NOBODYSELLER"), {"sku": "ZL-3"}]}
    answer = client.post(f"{PATH}/bulk", json=body, headers=headers)
    results = answer.json()["results"]
    assert statuses(answer) == ["created", "rejected", "rejected"]
    assert [tuple(each[name] for name in ("seller_id", "sku", "warehouse")) for each in results] == [
        (SELLER, "ZL-1", "Leeds"),
        ("A1NOBODYSELLER", "ZL-2", "Leeds"),
        (SELLER, "ZL-3", None),
    ]
    assert [each["code"] for each in results[1]["errors"]] == ["seller-account-unknown"]
    without = push(client, caller, bare, key="push-0002")
    assert [(each["pointer"], each["code"]) for each in without.json()["results"][0]["errors"]] == [
        ("/seller_id", "missing")
    ]
    unknown = client.post(
        f"{PATH}/bulk",
        json=body | {"seller_id": "A1NOBODYSELLER"},
        headers=headers | {"Idempotency-Key": "push-0003"},
    )
    assert (unknown.status_code, unknown.json()["code"]) == (404, "seller-account-unknown")
    assert [row["sku"] for row in stock(client, caller)] == ["ZL-1"]


def test_a_sku_that_amazon_never_named_carries_a_warning(client, caller, database, marketplace):
    stocked(database, marketplace, "ZL-1", 7, at=NOW - timedelta(hours=1))
    sold(database, marketplace, line(marketplace, "A-1", "ZL-2", ago=5))
    pushed = [item("ZL-1"), item("ZL-2"), item("ZL-3")]
    assert warnings(push(client, caller, *pushed)) == [[("/warehouse", "warehouse-new")], [], []]
    with database.write() as session:
        note_reading(session, FIRST, marketplace.key, NOW, with_orders=True)
    answer = push(client, caller, *pushed, key="push-0002")
    assert warnings(answer) == [[], [], [("/sku", "sku-unknown-at-amazon")]]
    assert statuses(answer) == ["unchanged"] * 3


def test_unknown_units_are_none_to_count_on(client, caller, database, marketplace):
    push(client, caller, item("ZL-1", fulfillable=None, inbound_shipped_quantity=5), item("ZL-2", fulfillable=8))
    with database.read() as session:
        positions = positions_of(session, marketplace, window_of(session, marketplace, now=NOW))
    assert [(one.sku, one.own_units, one.inbound) for one in positions] == [("ZL-2", 8, 0)]


def test_pushes_at_once_lose_no_member(client, caller):
    """Each pushes another quantity of the same new SKU; the last writer must not undo the others."""
    alone = [{name: 10} for name in QUANTITIES]
    who = {name: value for name, value in item().items() if name != "fulfillable_quantity"}

    def run(number):
        return push(client, caller, who | alone[number], key=f"push-000{number}")

    with ThreadPoolExecutor(len(alone)) as pool:
        outcomes = [statuses(each) for each in pool.map(run, range(len(alone)))]
    assert sorted(map(str, outcomes)) == ["['created']", *["['updated']"] * 5]
    (row,) = stock(client, caller)
    assert [row[name] for name in QUANTITIES] == [10] * 6


def test_a_row_of_the_sellers_own_can_be_taken_back_and_comes_back(client, caller, database, marketplace):
    """What was counted before it was taken back is outdated; Amazon's own stock is not the seller's to take back."""
    stocked(database, marketplace, "ZL-1", 7)
    push(client, caller, item(inbound_working_quantity=3, observed_at=(NOW - timedelta(hours=1)).isoformat()))
    kept = client.get(PATH, params={"include_deleted": True}, headers=caller()).json()["follow_cursor"]
    key = {"seller_id": SELLER, "marketplace_id": UK, "sku": "ZL-1", "warehouse": "Leeds"}

    def delete(headers, **changes):
        answer = client.delete(PATH, params=key | changes, headers=headers)
        return (answer.status_code, answer.json()["code"] if answer.content else None)

    assert delete({}) == (401, "unauthorized")
    assert delete(caller("inventory:read")) == (403, "scope-missing")
    assert delete(caller(tenant=OTHER)) == delete(caller(), sku="ZL-2") == (404, "not-found")
    assert delete(caller(), warehouse="AMAZON") == (422, "invalid-request")
    assert len(stock(client, caller)) == 2
    assert [delete(caller()), delete(caller())] == [(204, None), (404, "not-found")]
    (gone,) = stock(client, caller, include_deleted=True, cursor=kept)
    assert (gone["warehouse"], gone["fulfillable_quantity"]) == ("Leeds", 5)
    assert datetime.fromisoformat(gone["deleted_at"]) == NOW
    assert [each["warehouse"] for each in stock(client, caller)] == ["AMAZON"]
    with database.read() as session:
        (judged,) = positions_of(session, marketplace, window_of(session, marketplace, now=NOW))
    assert judged.own_units == 0
    older, newer = (NOW - timedelta(minutes=1)).isoformat(), (NOW + timedelta(minutes=1)).isoformat()
    assert statuses(push(client, caller, item(observed_at=older), key="push-0002")) == ["outdated"]
    assert statuses(push(client, caller, item(fulfillable=9, observed_at=newer), key="push-0003")) == ["created"]
    (back,) = stock(client, caller, warehouse="Leeds")
    assert (back["fulfillable_quantity"], back["inbound_working_quantity"], back["deleted_at"]) == (9, None, None)
    with database.read() as session:
        told = text("SELECT content FROM outbox WHERE kind = 'event' AND name = 'stock.deleted'")
        (content,) = session.execute(told).scalars()
    held = {"warehouse_id": back["warehouse_id"], "marketplace_id": None}
    assert {name: json.loads(content)[name] for name in {**key, **held}} == key | held


def test_skus_and_warehouses_are_trimmed_and_keep_their_case(client, caller):
    assert statuses(push(client, caller, item("ZL-1"), key="push-0050")) == ["created"]
    again = [item(" ZL-1\u200e", 7), item("ZL-1", 7, warehouse=" Leeds\u00a0"), item("zl-1", 1)]
    results = push(client, caller, *again, key="push-0051")
    assert statuses(results) == ["updated", "repeated", "created"]
    assert {(row["sku"], row["warehouse"], row["fulfillable_quantity"]) for row in stock(client, caller)} == {
        ("ZL-1", "Leeds", 7),
        ("zl-1", "Leeds", 1),
    }
