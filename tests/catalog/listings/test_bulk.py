"""Batches of an ERP: each item for itself, below the ORM."""

import json

import pytest

from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, values_of
from services.catalog.listings.schemas import CatalogListingResults
from shared.bulk.schemas import MAX_ITEMS
from shared.db import Database
from shared.db.hot import _Compiled
from tests.catalog.facts import BULK, DE, FIRST, NOW, OTHER, SELLER, UK, rows_of, wanted
from tests.statements import statements

OTHER_SELLER = "A1OTHERSELLER"

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


def shown(client, caller, result):
    return client.get(f"{PATH}/{result['listing_id']}", headers=caller()).json()


FULL = {
    "asin": "B0ABCDEF12",
    "fn_sku": "X001ABCDEF",
    "title": "水管",
    "item_highlight": "不漏水",
    "brand": "Plain",
    "bullets": ["Green"],
    "description": "d",
    "search_terms": "s",
    "product_type": "HOSE",
    "condition_type": "new_new",
    "gtin": "4006381333931",
    "gtin_type": "ean",
    "images": ["https://example.com/1.jpg"],
    "price": {"amount": "12.99", "currency": "GBP"},
    "quantity": 3,
    "fulfillment_channel": "DEFAULT",
}
CLEARED = dict.fromkeys(FULL) | {"bullets": [], "images": []}
KEYS = {"seller_id": SELLER, "marketplace_id": UK}


def test_what_is_not_named_stays_and_null_clears(client, caller, push):
    first, other = push(KEYS | FULL | {"sku": "A"}, KEYS | FULL | {"sku": "B"})
    quantity, nothing = push(KEYS | {"sku": "A", "quantity": 4}, KEYS | {"sku": "B", "quantity": 3})
    assert outcomes([quantity, nothing]) == ["updated", "unchanged"]
    assert [(each["listing_id"], each["version"]) for each in (quantity, nothing)] == [
        *((first["listing_id"], 2), (other["listing_id"], 1))
    ]
    read = shown(client, caller, first)
    assert {name: read[name] for name in FULL} == FULL | {"quantity": 4}
    assert read["content_at"] == read["created_at"]
    (cleared,) = push(KEYS | dict.fromkeys(FULL) | {"sku": "A"})
    assert outcomes([cleared]) == ["updated"]
    read = shown(client, caller, first)
    assert {name: read[name] for name in FULL} == CLEARED
    read = shown(client, caller, other)
    assert {name: read[name] for name in FULL} == FULL


@pytest.mark.parametrize("member", FULL)
def test_each_member_alone(client, caller, push, member):
    push(KEYS | FULL | {"sku": "A"}, KEYS | {"sku": "B", member: FULL[member]})
    alone = push(KEYS | {"sku": "A", member: None}, KEYS | {"sku": "B"}, KEYS | {"sku": "C"})
    assert outcomes(alone) == ["updated", "unchanged", "created"]
    read, kept, new = (shown(client, caller, each) for each in alone)
    assert {name: read[name] for name in FULL} == FULL | {member: CLEARED[member]}
    assert {name: kept[name] for name in FULL} == CLEARED | {member: FULL[member]}
    assert {name: new[name] for name in FULL} == CLEARED
    assert (read["status"], read["is_listed"], read["issues"]) == ([], True, [])


def test_items_that_name_nothing_but_themselves(push):
    assert outcomes(push({"sku": "A", "marketplace_id": UK})) == ["created"]
    assert outcomes(push({"sku": "A", "marketplace_id": UK})) == ["unchanged"]


def test_items_of_one_listing_go_on_top_of_the_first(client, caller, push):
    results = push(
        wanted("A", title="1", brand="Plain"),
        wanted("A", title="2"),
        wanted("A", DE),
        {"marketplace_id": UK, "sku": "A", "quantity": 5},
        wanted("A", "ATVPDKIKX0DER"),
        wanted("A", "ATVPDKIKX0DER"),
    )
    assert outcomes(results) == ["created", "repeated", "created", "repeated", "rejected", "rejected"]
    assert [each["repeats"] for each in results] == [None, 0, None, 0, None, 4]
    first = results[0]
    assert [{**each, "index": 0, "status": "created", "repeats": None} for each in (results[1], results[3])] == [
        first
    ] * 2
    assert results[5]["errors"] == results[4]["errors"]
    read = shown(client, caller, first)
    assert (read["title"], read["brand"], read["quantity"], read["version"]) == ("2", "Plain", 5, 1)


def test_results_name_the_item(push):
    results = push(
        wanted("A"),
        wanted("B", "ATVPDKIKX0DER"),
        wanted("C", title=5, seller_id=OTHER_SELLER),
        {"sku": "D" * 101, "marketplace_id": [UK], "title": 1},
        "E",
        wanted("F", seller_id=OTHER_SELLER),
    )
    assert [(each["seller_id"], each["marketplace_id"], each["sku"]) for each in results] == [
        (SELLER, UK, "A"),
        (SELLER, "ATVPDKIKX0DER", "B"),
        (OTHER_SELLER, UK, "C"),
        (SELLER, None, None),
        (SELLER, None, None),
        (OTHER_SELLER, UK, "F"),
    ]
    assert outcomes(results) == ["created", *["rejected"] * 5]
    assert [error["code"] for error in results[5]["errors"]] == ["seller-account-unknown"]


def test_an_item_names_its_account_where_the_request_does_not(client, caller, database):
    items = [wanted("A", seller_id=SELLER), wanted("B"), wanted("C", seller_id=OTHER_SELLER)]
    answer = client.post(BULK, json={"items": items}, headers=KEY | caller())
    results = answer.json()["results"]
    assert outcomes(results) == ["created", "rejected", "rejected"]
    told = [(each["pointer"], each["code"]) for result in results for each in result["errors"]]
    assert told == [("/seller_id", "missing"), ("/seller_id", "seller-account-unknown")]
    assert len(rows_of(database, "listing")["listing"]) == 1


def test_a_sku_that_amazon_never_named_carries_a_warning(push, database):
    place = MarketplaceRef(SELLER, UK)
    assert [each["warnings"] for each in push(wanted("A"), wanted("B"))] == [[], []]
    with database.write() as session:
        repository = ListingRepository(session, FIRST)
        (shelf,) = repository.lock([place])
        shelf.read_whole_at = NOW
        repository.save(shelf)
        repository.put(place, AMAZON, [values_of({"sku": "A"})], now=NOW)
    known, mistyped, elsewhere, repeated = push(wanted("A"), wanted("B"), wanted("B", DE), wanted("B"))
    assert (known["warnings"], elsewhere["warnings"]) == ([], [])
    assert [(each["pointer"], each["code"]) for each in mistyped["warnings"]] == [("/sku", "sku-unknown-at-amazon")]
    assert repeated["warnings"] == mistyped["warnings"]
    assert outcomes([known, mistyped]) == ["unchanged", "unchanged"]


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
    members = ["/".join(each["pointer"].split("/")[:2]) for each in refused.json()["errors"]]
    assert (refused.status_code, list(dict.fromkeys(members))) == (status, pointers)
    assert rows_of(database, *TABLES) == {name: [] for name in TABLES}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_half_a_character_is_refused_alone(client, caller):
    items = [wanted("A", title="\ud83d"), wanted("B"), wanted("\ud83d")]
    body = json.dumps({"seller_id": SELLER, "items": items})
    headers = KEY | caller() | {"Content-Type": "application/json"}
    answer = client.post(BULK, content=body, headers=headers)
    results = answer.json()["results"]
    assert outcomes(results) == ["rejected", "created", "rejected"]
    assert [each["sku"] for each in results] == ["A", "B", None]


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


def test_a_batch_takes_as_many_statements_as_a_single_item(push, monkeypatch):
    within, counts = _Compiled.within, []

    def noting(statement, connection, parameters):
        seen.append(statement.words(connection.dialect.name)[0])
        return within(statement, connection, parameters)

    monkeypatch.setattr(_Compiled, "within", noting)
    for number, size in enumerate((1, 1, 100)):
        with statements() as seen:
            push(*[wanted(f"S{index}", title=f"Title {number}") for index in range(size)])
        own = [text.split()[0] for text in seen if "throttle" not in text]
        counts.append([verb for verb in own if verb not in ("BEGIN", "PRAGMA")])
    # The key is claimed, the shelf locked, its listings looked up, the change counted and audited, the answer kept.
    assert counts[1:] == [["INSERT", "SELECT", "SELECT", "UPDATE", "INSERT", "UPDATE"]] * 2
