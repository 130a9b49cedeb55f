"""Batches of an ERP: each item for itself, below the ORM."""

import json

import pytest

from services.catalog.listings.schemas import MAX_ITEMS, CatalogListingResults
from shared.db import Database
from tests.catalog.facts import BULK, DE, FIRST, OTHER, SELLER, UK, rows_of, wanted

PATH = "/v1/catalog/listings"
TABLES = ("listing", "shelf", "outbox", "idempotent_request")
KEY = {"Idempotency-Key": "erp-push-0001"}


@pytest.fixture
def push(client, caller):
    """`push(items...)`: the results of a batch under a key of its own."""
    numbers = iter(range(1000))

    def pushed(*items):
        headers = caller("catalog:write") | {"Idempotency-Key": f"push-{next(numbers):08}"}
        answer = client.post(BULK, json={"seller_id": SELLER, "items": list(items)}, headers=headers)
        assert answer.status_code == 207, answer.text
        CatalogListingResults.model_validate_json(answer.content)
        return answer.json()["results"]

    return pushed


def outcomes(results):
    return [each["status"] for each in results]


def titles(client, caller):
    items = client.get(PATH, params={"limit": 200}, headers=caller()).json()["items"]
    return {(each["marketplace_id"], each["sku"]): each["title"] for each in items}


def test_who_may(client, caller, database: Database):
    body = {"seller_id": SELLER, "items": [wanted("A")]}
    assert client.post(BULK, json=body, headers=KEY).status_code == 401
    assert client.post(BULK, json=body, headers=KEY | caller("catalog:read")).status_code == 403
    foreign = client.post(BULK, json=body, headers=KEY | caller(tenant=OTHER))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "seller-account-unknown")
    unread = client.post(BULK, json=body | {"items": [{}]}, headers=KEY | caller(tenant=OTHER))
    assert unread.status_code == 404
    assert rows_of(database, *TABLES) == {name: [] for name in TABLES}


def test_the_same_seller_of_two_tenants(client, caller, push, accounts, database):
    push(wanted("A"))
    before = rows_of(database, *TABLES)
    refused = client.post(
        BULK, json={"seller_id": SELLER, "items": [wanted("A")]}, headers=KEY | caller(tenant=OTHER)
    )
    assert refused.status_code == 404
    assert rows_of(database, *TABLES) == before


def test_one_bad_item_never_blocks_the_rest(client, caller, push):
    results = push(
        wanted("A"),
        wanted("..", gtin=1),
        wanted("B", "ATVPDKIKX0DER"),
        7,
        wanted("C", tenant_id=OTHER),
        wanted("D", title="a\x00b"),
        {"marketplace_id": UK},
        wanted("A", DE),
    )
    assert outcomes(results) == [
        "created",
        *["rejected"] * 6,
        "created",
    ]
    assert [each["index"] for each in results] == list(range(8))
    told = [[error["pointer"] for error in each["errors"]] for each in results[1:7]]
    assert told == [["/gtin", "/sku"], ["/marketplace_id"], [""], ["/tenant_id"], ["/title"], ["/sku"]]
    assert results[2]["errors"][0]["code"] == "marketplace-unknown"
    assert {(each["listing_id"], each["version"]) for each in results[1:7]} == {(None, None)}
    assert set(titles(client, caller)) == {(UK, "A"), (DE, "A")}


def test_an_item_is_all_that_the_erp_says(client, caller, push):
    first, other = push(wanted("A", quantity=3), wanted("B"))
    updated, unchanged, created = push(wanted("A"), wanted("B"), wanted("C"))
    assert outcomes([updated, unchanged, created]) == ["updated", "unchanged", "created"]
    assert (updated["listing_id"], updated["version"]) == (first["listing_id"], 2)
    assert (unchanged["listing_id"], unchanged["version"]) == (other["listing_id"], 1)
    shown = client.get(f"{PATH}/{first['listing_id']}", headers=caller()).json()
    assert (shown["quantity"], shown["version"]) == (None, 2)


def test_of_one_listing_the_last_item_counts(client, caller, push):
    results = push(wanted("A", title="1"), wanted("A", title="2"), wanted("A", DE), wanted("A", title="3"))
    assert outcomes(results) == [
        "repeated",
        "repeated",
        "created",
        "created",
    ]
    assert titles(client, caller)[UK, "A"] == "3"


def test_a_thousand_items_and_no_more(client, caller, push, database):
    items = [wanted(f"S{number:04}", quantity=number) for number in range(MAX_ITEMS)]
    assert set(outcomes(push(*items))) == {"created"}
    before = rows_of(database, *TABLES)
    body = {"seller_id": SELLER, "items": [*items, wanted("one-more")]}
    refused = client.post(BULK, json=body, headers=KEY | caller())
    assert (refused.status_code, [each["pointer"] for each in refused.json()["errors"]]) == (422, ["/items"])
    assert rows_of(database, *TABLES) == before
    assert set(outcomes(push(*items))) == {"unchanged"}
    assert set(outcomes(push(*({**each, "quantity": 5000} for each in items)))) == {"updated"}


@pytest.mark.parametrize(
    ("body", "status", "pointers"),
    [
        (b"", 400, []),
        (b'{"seller_id":', 400, []),
        (b'{"seller_id":"\xff","items":[{}]}', 400, []),
        (b'{"seller_id":"A1TESTSELLER","items":[' + b"[" * 100_000, 400, []),
        (b"[]", 422, [""]),
        (b"null", 422, [""]),
        (b'{"seller_id":"A1TESTSELLER","items":{}}', 422, ["/items"]),
        (b'{"seller_id":"A1TESTSELLER","items":[]}', 422, ["/items"]),
        (b'{"seller_id":"A1TESTSELLER","items":[{}],"status":1}', 422, ["/status"]),
        (b'{"seller_id":5}', 422, ["/seller_id", "/items"]),
    ],
)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_what_is_no_batch_is_refused_whole(client, caller, database, body, status, pointers):
    headers = KEY | caller() | {"Content-Type": "application/json"}
    refused = client.post(BULK, content=body, headers=headers)
    assert (refused.status_code, [each["pointer"] for each in refused.json()["errors"]]) == (status, pointers)
    assert rows_of(database, *TABLES) == {name: [] for name in TABLES}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_half_a_character_is_refused_alone(client, caller):
    bad = json.dumps(wanted("A", title="\ud83d"))
    body = f'{{"seller_id":"{SELLER}","items":[{bad},{json.dumps(wanted("B"))}]}}'
    headers = KEY | caller() | {"Content-Type": "application/json"}
    answer = client.post(BULK, content=body, headers=headers)
    assert outcomes(answer.json()["results"]) == ["rejected", "created"]


def test_a_key_is_required(client, caller, database):
    refused = client.post(BULK, json={"seller_id": SELLER, "items": [wanted("A")]}, headers=caller())
    assert (refused.status_code, refused.json()["code"]) == (400, "idempotency-key-missing")
    assert rows_of(database, *TABLES) == {name: [] for name in TABLES}


def test_a_repeated_batch_gets_the_same_answer(client, caller, database):
    body = {"seller_id": SELLER, "items": [wanted("A"), wanted("..")]}
    first = client.post(BULK, json=body, headers=KEY | caller())
    before = rows_of(database, *TABLES)
    again = client.post(BULK, json=body, headers=KEY | caller())
    assert (again.status_code, again.content) == (207, first.content)
    assert again.headers["idempotency-replayed"] == "true"
    other = client.post(BULK, json=body | {"items": [wanted("B")]}, headers=KEY | caller())
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert rows_of(database, *TABLES) == before


def test_the_gateway_is_asked_once(push, accounts):
    push(wanted("A"))
    push(wanted("B"))
    assert accounts.asked == [(FIRST, SELLER)]
    push(wanted("A", DE))
    assert len(accounts.asked) == 2
