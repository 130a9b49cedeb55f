import json
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime, timedelta

import pytest

from services.inventory.health.operations import flag_pushed, positions_of, window_of
from services.inventory.marketplaces.operations import learn_marketplace
from services.inventory.warehouses.schemas import InventoryWarehousePage
from tests.inventory.rows import DE, FIRST, NOW, OTHER, SELLER, UK, counted
from tests.sql import text

PATH, STOCK = "/v1/inventory/warehouses", "/v1/inventory/stock"
NOBODYS = "019e0000-0000-7000-8000-000000000000"


@pytest.fixture
def places(database, marketplace):
    """The account in the UK and in Germany."""
    with database.write() as session:
        return marketplace, learn_marketplace(session, FIRST, SELLER, DE, now=NOW)


@pytest.fixture
def push(client, caller, places):
    """`push(name, sku, units)`: what became of the count of a warehouse."""
    numbers = iter(range(100))

    def pushed(warehouse="SZ-1", sku="ZL-1", units=5, *, minutes=0, **changes):
        item = {"seller_id": SELLER, "sku": sku, "fulfillable_quantity": units, "warehouse": warehouse}
        item |= {"observed_at": (NOW + timedelta(minutes=minutes)).isoformat()} | changes
        headers = caller() | {"Idempotency-Key": f"push-{next(numbers):04}"}
        item = {name: value for name, value in item.items() if value is not None}
        answer = client.post(f"{STOCK}/bulk", json={"items": [item]}, headers=headers)
        assert answer.status_code == 207, answer.text
        return answer.json()["results"][0]

    return pushed


@pytest.fixture
def ask(client, caller):
    """`ask("PATCH", id, json={})`: status, and the content or the problem's code."""

    def asked(method, warehouse_id="", *scopes, tenant=FIRST, **given):
        headers = caller(*scopes, tenant=tenant) | given.pop("headers", {})
        answer = client.request(method, f"{PATH}/{warehouse_id}".rstrip("/"), headers=headers, **given)
        if answer.status_code >= 400:
            return answer.status_code, answer.json()["code"]
        return answer.status_code, answer.json() if answer.content else None

    return asked


def test_the_first_push_that_names_a_warehouse_makes_it(ask, push, database):
    made = [push(" SZ-1 ", "ZL-1"), push("SZ-1", "ZL-2"), push("sz-1", "ZL-1")]
    assert made[0]["warehouse_id"] == made[1]["warehouse_id"] != made[2]["warehouse_id"]
    _, page = ask("GET", "", "inventory:read")
    InventoryWarehousePage.model_validate_json(json.dumps(page), strict=False)
    assert [(row["name"], row["marketplace_ids"], row["version"]) for row in page["items"]] == [
        *(("SZ-1", None, 1), ("sz-1", None, 1))
    ]
    assert ask("GET", made[0]["warehouse_id"], "inventory:read")[1] == page["items"][0]
    with database.read() as session:
        kinds = session.execute(text("SELECT kind, name FROM outbox WHERE name LIKE 'warehouse.%'")).all()
    assert sorted(map(tuple, kinds)) == [("audit", "warehouse.created")] * 2 + [("event", "warehouse.created")] * 2


def test_who_may_read_and_change(ask, push):
    one = push()["warehouse_id"]
    assert ask("GET", one, "inventory:write") == ask("PATCH", one, "inventory:read", json={"name": "X"})
    assert ask("DELETE", one, "inventory:read") == (403, "scope-missing")
    for method, body in (("GET", None), ("PATCH", {"name": "X"}), ("DELETE", None)):
        assert ask(method, one, tenant=OTHER, json=body) == ask(method, NOBODYS, json=body) == (404, "not-found")
    assert ask("GET", tenant=OTHER)[1]["items"] == []
    assert ask("GET", one)[1]["name"] == "SZ-1"


def test_a_warehouse_is_named_anew_and_pushed_by_its_id(ask, push, client, caller):
    one, other = push()["warehouse_id"], push("SZ-2")["warehouse_id"]
    assert ask("PATCH", one, json={"name": "SZ-2"}) == (409, "warehouse-name-taken")
    assert ask("PATCH", one, json={"name": " Shenzhen "}, headers={"If-Match": '"7"'})[0] == 412
    _, renamed = ask("PATCH", one, json={"name": " Shenzhen "}, headers={"If-Match": '"1"'})
    assert (renamed["name"], renamed["version"]) == ("Shenzhen", 2)
    told = push(None, units=6, minutes=1, warehouse_id=one)
    assert (told["status"], told["warehouse"], told["warehouse_id"]) == ("updated", "Shenzhen", one)
    rows = client.get(STOCK, params={"sku": "ZL-1"}, headers=caller()).json()["items"]
    assert sorted((row["warehouse"], row["warehouse_id"], row["fulfillable_quantity"]) for row in rows) == sorted(
        [("Shenzhen", one, 6), ("SZ-2", other, 5)]
    )
    assert [row["fulfillable_quantity"] for row in rows if row["marketplace_id"] is None and not row["is_old"]] == [
        5,
        6,
    ]


@pytest.mark.parametrize(
    ("changes", "pointer", "code"),
    [
        ({"warehouse_id": NOBODYS, "warehouse": None}, "/warehouse_id", "warehouse-unknown"),
        ({"warehouse": None}, "/warehouse", "missing"),
        ({"warehouse_id": NOBODYS}, "/warehouse", "named-twice"),
        ({"warehouse": " \u200b "}, "/warehouse", "too_short"),
        ({"warehouse": "SZ\u0000"}, "/warehouse", "string_pattern_mismatch"),
        ({"warehouse": "S" * 51}, "/warehouse", "too_long"),
        ({"sku": "Z" * 41}, "/sku", "too_long"),
        ({"marketplace_id": "uk"}, "/marketplace_id", "string_pattern_mismatch"),
    ],
)
def test_what_is_wrong_makes_no_warehouse(ask, push, changes, pointer, code):
    result = push(**changes)
    assert (result["status"], [(each["pointer"], each["code"]) for each in result["errors"]]) == (
        *("rejected", [(pointer, code)]),
    )
    assert ask("GET")[1]["items"] == []


def test_an_older_client_s_marketplace_is_ignored_and_that_is_told(push, client, caller):
    push()
    told = [push(units=6, marketplace_id=UK), push(units=7, minutes=1, marketplace_id="ATVPDKIKX0DER")]
    assert [each["status"] for each in told] == ["updated", "updated"]
    assert [[(one["pointer"], one["code"]) for one in each["warnings"]] for each in told] == [
        [("/marketplace_id", "ignored")]
    ] * 2
    (row,) = client.get(STOCK, headers=caller()).json()["items"]
    assert (row["marketplace_id"], row["fulfillable_quantity"]) == (None, 7)


def test_which_marketplaces_it_serves(ask, push, client, caller, database, places):
    one = push()["warehouse_id"]
    for body, status in (({"marketplace_ids": []}, 422), ({"marketplace_ids": ["ATVPDKIKX0DER"]}, 422)):
        assert ask("PATCH", one, json=body)[0] == status

    def seen():
        listed = [
            len(client.get(STOCK, params={"marketplace_id": each}, headers=caller()).json()["items"])
            for each in (UK, DE)
        ]
        with database.read() as session:
            own = [
                [p.own_units for p in positions_of(session, each, window_of(session, each, now=NOW))]
                for each in places
            ]
        return listed, own

    assert seen() == ([1, 1], [[5], [5]])
    assert ask("PATCH", one, json={"marketplace_ids": [DE, DE]})[1]["marketplace_ids"] == [DE]
    assert seen() == ([0, 1], [[], [5]])
    assert ask("PATCH", one, json={"marketplace_ids": None})[1]["marketplace_ids"] is None
    assert seen() == ([1, 1], [[5], [5]])


def test_a_deleted_warehouse_takes_its_stock_along_and_a_newer_count_brings_it_back(ask, push, client, caller):
    one = push(minutes=-5)["warehouse_id"]
    push(sku="ZL-2", minutes=-5)
    _, page = ask("GET")
    assert ask("DELETE", one) == (204, None)
    assert ask("DELETE", one) == ask("GET", one) == (404, "not-found")
    assert ask("GET")[1]["items"] == client.get(STOCK, headers=caller()).json()["items"] == []
    (gone,) = ask("GET", params={"include_deleted": True})[1]["items"]
    assert (gone["warehouse_id"], datetime.fromisoformat(gone["deleted_at"])) == (one, NOW)
    rows = client.get(STOCK, params={"include_deleted": True}, headers=caller()).json()["items"]
    assert [(row["warehouse"], row["deleted_at"] is not None) for row in rows] == [("SZ-1", True)] * 2
    assert page["follow_cursor"]
    assert push(sku="ZL-3", minutes=-1)["status"] == "outdated"
    assert push(None, warehouse_id=one, minutes=1)["errors"][0]["code"] == "warehouse-unknown"
    back = push(minutes=1)
    assert (back["status"], back["warehouse_id"]) == ("created", one)
    assert [row["sku"] for row in client.get(STOCK, headers=caller()).json()["items"]] == ["ZL-1"]


def test_a_push_and_a_change_are_judged_for_all_marketplaces_that_it_serves(ask, push, database, places):
    def judged(minutes):
        with database.write() as session:
            return flag_pushed(session, FIRST, SELLER, now=NOW + timedelta(minutes=minutes))

    one = push()["warehouse_id"]
    assert (judged(2), judged(4)) == (2, 0)
    counted(database, places[0], "ZL-1", 9, warehouse="SZ-1", at=NOW + timedelta(minutes=5))
    assert (judged(7), judged(9)) == (2, 0)
    with database.write() as session:
        session.execute(text(f"UPDATE warehouse SET marketplace_ids = '{DE}'"))  # noqa: S608 - our own
    counted(database, places[0], "ZL-1", 8, warehouse="SZ-1", at=NOW + timedelta(minutes=10))
    assert (judged(12), judged(14)) == (1, 0)
    assert ask("GET", one)[1]["marketplace_ids"] == [DE]


def test_a_count_is_old_once_its_limit_has_passed(push, client, caller):
    push(minutes=-29 * 24 * 60)
    push(sku="ZL-2", minutes=-31 * 24 * 60)
    rows = client.get(STOCK, headers=caller()).json()["items"]
    assert {row["sku"]: row["is_old"] for row in rows} == {"ZL-1": False, "ZL-2": True}
    limit = {"own_count_max_age_days": 40}
    assert client.patch(f"/v1/inventory/thresholds/{SELLER}", json=limit, headers=caller()).status_code == 200
    assert [row["is_old"] for row in client.get(STOCK, headers=caller()).json()["items"]] == [False, False]


def test_a_warehouse_of_another_account_is_unknown(push, database):
    with database.write() as session:
        other = learn_marketplace(session, FIRST, "A1OTHERSELLER", UK, now=NOW)
    theirs = counted(database, other, "ZL-1", 3, warehouse="SZ-1")
    refused = push(None, warehouse_id=theirs)
    assert [each["code"] for each in refused["errors"]] == ["warehouse-unknown"]
    mine = push("SZ-1")
    assert (mine["status"], mine["warehouse_id"] != theirs) == ("created", True)


def test_pushes_that_name_a_new_warehouse_at_once_make_one(push, ask):
    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(lambda number: push("NEW", f"ZL-{number}"), range(6)))
    assert [each["status"] for each in told] == ["created"] * 6
    assert len({each["warehouse_id"] for each in told}) == len(ask("GET")[1]["items"]) == 1


def test_of_those_given_one_name_at_once_one_has_it(push, ask):
    ids = [push(f"W-{number}")["warehouse_id"] for number in range(4)]
    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(lambda one: ask("PATCH", one, json={"name": "SZ-9"}), ids))
    refused = [answer for answer in told if answer[0] != 200]
    assert refused == [(409, "warehouse-name-taken")] * 3
    assert len(ask("GET", "", params={"name": "SZ-9"})[1]["items"]) == 1


def test_a_push_that_makes_a_warehouse_warns_of_it_once(push, ask, client, caller):
    def codes(result):
        return [(each["pointer"], each["code"]) for each in result["warnings"]]

    new = [("/warehouse", "warehouse-new")]
    first = push()
    assert (codes(first), codes(push(units=6))) == (new, [])
    assert ask("PATCH", first["warehouse_id"], json={"name": "Shenzhen"})[0] == 200
    item = {"seller_id": SELLER, "fulfillable_quantity": 5, "warehouse": "SZ-1", "observed_at": NOW.isoformat()}
    body = {"items": [item | {"sku": sku} for sku in ("ZL-1", "ZL-2")]}
    headers = caller() | {"Idempotency-Key": "push-twice"}
    told = client.post(f"{STOCK}/bulk", json=body, headers=headers).json()["results"]
    assert [codes(each) for each in told] == [new, []]
    assert ask("DELETE", told[0]["warehouse_id"])[0] == 204
    assert (codes(push(minutes=-1)), codes(push(minutes=1))) == ([], new)


def test_what_a_warehouse_holds_is_taken_back_by_its_id_as_well(push, database, client, caller):
    with database.write() as session:
        other = learn_marketplace(session, FIRST, "A1OTHERSELLER", UK, now=NOW)
    theirs, mine = counted(database, other, "ZL-1", 3), push()["warehouse_id"]

    def delete(**key):
        answer = client.delete(STOCK, params={"seller_id": SELLER, "sku": "ZL-1"} | key, headers=caller())
        errors = answer.json().get("errors") or [answer.json()] if answer.content else []
        return answer.status_code, [error["code"] for error in errors]

    assert delete() == (422, ["missing"])
    assert delete(warehouse="SZ-1", warehouse_id=mine) == (422, ["named-twice"])
    assert delete(warehouse_id=theirs) == delete(warehouse_id=NOBODYS) == (404, ["not-found"])
    assert [delete(warehouse_id=mine), delete(warehouse_id=mine)] == [(204, []), (404, ["not-found"])]
    rows = client.get(STOCK, headers=caller()).json()["items"]
    assert [(row["seller_id"], row["warehouse_id"]) for row in rows] == [("A1OTHERSELLER", theirs)]


def test_what_is_so_already_changes_and_tells_nothing(push, ask, database):
    one = push()["warehouse_id"]
    assert ask("PATCH", one, json={"name": "SZ-2", "marketplace_ids": [UK, DE]})[1]["version"] == 2
    for same in ({}, {"name": " SZ-2"}, {"marketplace_ids": [DE, UK, DE]}):
        assert ask("PATCH", one, json=same)[1]["version"] == 2
    with database.read() as session:
        told = session.execute(text("SELECT count(*) FROM outbox WHERE name = 'warehouse.updated'")).scalar_one()
    assert told == 2  # an event and its audit
