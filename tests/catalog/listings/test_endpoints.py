"""Listings one by one: who may, what is shown, what is refused."""

from datetime import UTC, datetime, timedelta

import pytest

from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, values_of
from services.catalog.listings.schemas import CatalogListingPage, CatalogListingRead
from shared.clock import moment_of_asking
from tests.catalog.facts import DE, FIRST, NOW, OTHER, SELLER, UK, rows_of, wanted

PATH = "/v1/catalog/listings"
TABLES = ("listing", "shelf", "outbox", "idempotent_request")
NEW = wanted("HOSE-1", seller_id=SELLER)
AMAZONS = {
    "title": "Plain Garden Hose",
    "bullets": '["Green","30 m"]',
    "images": '["https://m.media-amazon.com/1.jpg"]',
    "price_micros": 12_990_000,
    "currency": "GBP",
    "quantity": 3,
    "asin": "B0ABCDEF12",
    "issues": '[{"code":"90220","message":"m","severity":"ERROR","attribute_names":["brand"],"categories":[],'
    '"enforcement_actions":[]}]',
}


def put(database, sku, marketplace_id=UK, *, tenant=FIRST, at=NOW, **told):
    """A listing as a sync stores it."""
    with database.write() as session:
        repository, place = ListingRepository(session, tenant), MarketplaceRef(SELLER, marketplace_id)
        repository.lock([place])
        repository.put(place, AMAZON, [values_of(AMAZONS | {"sku": sku} | told)], now=at)


def items(client, caller, **query):
    return client.get(PATH, params=query, headers=caller("catalog:read")).json()["items"]


@pytest.fixture
def listing(client, caller):
    """What an ERP has created."""
    answer = client.post(PATH, json=NEW, headers=caller())
    assert answer.status_code == 201, answer.text
    return answer.json()


def test_who_may(client, caller, database, listing):
    one, before = f"{PATH}/{listing['listing_id']}", rows_of(database, *TABLES)
    foreign = caller(tenant=OTHER)
    assert client.get(PATH).status_code == client.get(one).status_code == 401
    assert client.post(PATH, json=NEW).status_code == client.patch(one, json={"title": "x"}).status_code == 401
    assert client.get(one, headers=caller("catalog:write")).status_code == 403
    assert client.post(PATH, json=NEW, headers=caller("catalog:read")).status_code == 403
    assert client.patch(one, json={"title": "x"}, headers=caller("catalog:read")).status_code == 403
    assert client.get(PATH, headers=foreign).json()["items"] == []
    assert client.get(one, headers=foreign).json()["code"] == "not-found"
    assert client.patch(one, json={"title": "x"}, headers=foreign).json()["code"] == "not-found"
    assert client.post(PATH, json=NEW, headers=foreign).json()["code"] == "seller-account-unknown"
    assert rows_of(database, *TABLES) == before


def test_what_is_created_is_shown(client, caller, accounts):
    content = {
        "bullets": ["Green", "30 m"],
        "images": ["https://example.com/1.jpg"],
        "price": {"amount": "12.99", "currency": "GBP"},
        "quantity": 7,
        "gtin": "4006381333931",
        "search_terms": "schlauch 水管",
    }
    answer = client.post(PATH, json=NEW | content, headers=caller())
    created = CatalogListingRead.model_validate_json(answer.content)
    path = f"{PATH}/{created.listing_id}"
    assert (answer.headers["location"], answer.headers["etag"]) == (path, '"1"')
    shown = client.get(path, headers=caller("catalog:read"))
    assert CatalogListingRead.model_validate_json(shown.content) == created
    assert {name: shown.json()[name] for name in content} == content
    assert (created.source, created.status, created.is_listed) == ("erp", [], True)
    assert created.created_at == created.content_at == created.updated_at == NOW
    assert shown.headers["etag"] == '"1"'
    assert accounts.asked == [(FIRST, SELLER)]


def test_both_sides_of_a_listing_stand_beside_each_other(client, caller, database, listing):
    put(database, "HOSE-1", title="Amazon's own title", status="BUYABLE,DISCOVERABLE", at=NOW + timedelta(hours=1))
    page = client.get(PATH, params={"sku": "HOSE-1"}, headers=caller("catalog:read"))
    erps, amazons = CatalogListingPage.model_validate_json(page.content).items
    assert (erps.source, erps.title, erps.price, erps.issues) == ("erp", NEW["title"], None, [])
    assert (amazons.source, amazons.title, amazons.status) == (
        "amazon",
        "Amazon's own title",
        ["BUYABLE", "DISCOVERABLE"],
    )
    assert (str(amazons.price.amount), amazons.bullets, amazons.issues[0].code) == (
        "12.99",
        ["Green", "30 m"],
        "90220",
    )
    assert set(page.json()["items"][0]) == set(CatalogListingRead.model_fields)


def test_filters(client, caller, database, listing):
    put(database, "A", at=NOW + timedelta(minutes=1), status="BUYABLE")
    put(database, "B", DE, at=NOW + timedelta(minutes=2), status="BUYABLE,DISCOVERABLE")
    put(database, "A", tenant=OTHER)

    def skus(**query):
        return [each["sku"] for each in items(client, caller, **query)]

    assert skus() == ["HOSE-1", "A", "B"]
    assert skus(source="erp") == ["HOSE-1"]
    assert skus(source="amazon", marketplace_id=DE) == ["B"]
    assert skus(seller_id=SELLER, sku="A") == ["A"]
    assert skus(seller_id="A1OTHERSELLER") == []
    assert (skus(status="BUYABLE"), skus(status="DISCOVERABLE")) == (["A", "B"], ["B"])
    assert skus(updated_after=(NOW + timedelta(minutes=1)).isoformat()) == ["B"]
    assert skus(marketplace_id=[UK, DE], source="amazon") == ["A", "B"]
    assert (skus(sort="sku"), skus(sort="-sku")) == (["A", "B", "HOSE-1"], ["HOSE-1", "B", "A"])
    assert (skus(q="hose-"), skus(q="ose_1"), skus(q="GARDEN")) == (["HOSE-1"], [], skus())
    walked, cursor = [], ""
    while cursor is not None:
        page = client.get(PATH, params={"sort": "-sku", "limit": 1, "cursor": cursor}, headers=caller()).json()
        assert (page["follow_cursor"], page["restored"]) == (None, False)
        walked, cursor = walked + [each["sku"] for each in page["items"]], page["next_cursor"]
    assert walked == ["HOSE-1", "B", "A"]
    assert skus(sort="sku", updated_after=(NOW + timedelta(minutes=1)).isoformat()) == ["B"]
    for query in ({"status": "SOLD"}, {"sort": "title"}, {"q": "x"}, {"source": "ours"}, {"stauts": "BUYABLE"}):
        assert client.get(PATH, params=query, headers=caller()).status_code == 422


def test_pages_follow_each_other(client, caller, database):
    for number in range(5):
        put(database, f"S{number}", at=NOW + timedelta(minutes=number // 2))
    seen, cursor = [], ""
    while cursor is not None:
        page = client.get(PATH, params={"limit": 2, "cursor": cursor}, headers=caller()).json()
        seen += [each["sku"] for each in page["items"]]
        cursor = page["next_cursor"]
    assert sorted(seen) == ["S0", "S1", "S2", "S3", "S4"]


@pytest.mark.parametrize("sku", ["", "..", "a/../b", "a..b", " ", "a\nb", "a\x00b", "x" * 41])
def test_a_sku_that_no_path_can_hold_is_refused(client, caller, database, sku):
    refused = client.post(PATH, json=NEW | {"sku": sku}, headers=caller())
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")
    assert [error["pointer"] for error in refused.json()["errors"]] == ["/sku"]
    assert rows_of(database, "listing")["listing"] == []


@pytest.mark.parametrize("sku", [" HOSE-9", "HOSE-9 ", "\u00a0HOSE-9\u200e"])
def test_blanks_at_the_ends_of_a_sku_are_taken_off(client, caller, sku):
    assert client.post(PATH, json=NEW | {"sku": sku}, headers=caller()).json()["sku"] == "HOSE-9"


@pytest.mark.parametrize(
    ("member", "value"),
    [
        ("price", {"amount": "1000000000.01", "currency": "GBP"}),
        ("price", {"amount": "-1", "currency": "GBP"}),
        ("price", {"amount": 12, "currency": "GBP"}),
        ("quantity", -1),
        ("quantity", "3"),
        ("quantity", True),
        ("gtin", 4006381333931),
        ("bullets", ["x"] * 21),
        ("title", "a\x00b"),
        ("source", "amazon"),
        ("marketplace_id", "uk"),
    ],
)
def test_a_wrong_value_stores_nothing(client, caller, database, member, value):
    refused = client.post(PATH, json=NEW | {member: value}, headers=caller())
    assert (refused.status_code, refused.json()["code"]) == (422, "invalid-request")
    assert refused.json()["errors"][0]["pointer"].startswith(f"/{member}")
    assert rows_of(database, *TABLES) == {name: [] for name in TABLES}


def test_a_listing_is_created_once(client, caller, database, listing):
    before = rows_of(database, *TABLES)
    refused = client.post(PATH, json=NEW | {"title": "Other"}, headers=caller())
    assert (refused.status_code, refused.json()["code"]) == (409, "listing-exists")
    assert rows_of(database, *TABLES) == before
    assert client.post(PATH, json=NEW | {"marketplace_id": DE}, headers=caller()).status_code == 201


def test_a_marketplace_of_somebody_else_is_refused(client, caller, database):
    refused = client.post(PATH, json=NEW | {"marketplace_id": "ATVPDKIKX0DER"}, headers=caller())
    assert (refused.status_code, refused.json()["code"]) == (404, "marketplace-unknown")
    assert refused.json()["errors"][0]["pointer"] == "/marketplace_id"
    assert rows_of(database, *TABLES) == {name: [] for name in TABLES}


def test_a_patch_changes_what_it_names(client, caller, listing):
    path = f"{PATH}/{listing['listing_id']}"
    patch = {"price": {"amount": "9.5", "currency": "GBP"}, "bullets": ["Green"]}
    changed = client.patch(path, json=patch, headers=caller("catalog:write") | {"If-Match": '"1"'})
    assert (changed.status_code, changed.headers["etag"]) == (200, '"2"')
    shown = client.get(path, headers=caller()).json()
    assert (shown["title"], shown["bullets"], shown["price"]["amount"]) == (NEW["title"], ["Green"], "9.50")
    emptied = client.patch(path, json={"price": None, "bullets": None, "title": None}, headers=caller()).json()
    assert (emptied["price"], emptied["bullets"], emptied["title"], emptied["version"]) == (None, [], None, 3)
    same = client.patch(path, json={"title": None}, headers=caller())
    assert same.headers["etag"] == '"3"'


def test_a_lost_update_is_refused(client, caller, database, listing):
    path = f"{PATH}/{listing['listing_id']}"
    assert client.patch(path, json={"title": "First"}, headers=caller() | {"If-Match": '"1"'}).status_code == 200
    before = rows_of(database, *TABLES)
    refused = client.patch(path, json={"title": "Second"}, headers=caller() | {"If-Match": '"1"'})
    assert (refused.status_code, refused.json()["code"]) == (412, "precondition-failed")
    assert rows_of(database, *TABLES) == before


def test_what_amazon_says_is_not_changed(client, caller, database):
    put(database, "A")
    path = f"{PATH}/{items(client, caller)[0]['listing_id']}"
    before = rows_of(database, *TABLES)
    refused = client.patch(path, json={"title": "Mine"}, headers=caller())
    assert (refused.status_code, refused.json()["code"]) == (409, "listing-is-amazons")
    assert client.patch(path, json={"sku": "B"}, headers=caller()).status_code == 422
    assert rows_of(database, *TABLES) == before


def test_content_at_stays_when_only_the_quantity_changes(client, caller, listing):
    later = NOW + timedelta(days=1)
    client.app._app.dependency_overrides[moment_of_asking] = lambda: later
    path = f"{PATH}/{listing['listing_id']}"
    counted = client.patch(path, json={"quantity": 5}, headers=caller()).json()
    assert [datetime.fromisoformat(counted[name]) for name in ("content_at", "updated_at")] == [NOW, later]
    titled = client.patch(path, json={"title": "Other"}, headers=caller()).json()
    assert datetime.fromisoformat(titled["content_at"]).astimezone(UTC) == later


def test_create_is_idempotent(client, caller, database):
    headers = caller() | {"Idempotency-Key": "create-hose-1"}
    first = client.post(PATH, json=NEW, headers=headers)
    before = rows_of(database, *TABLES)
    again = client.post(PATH, json=NEW, headers=headers)
    assert (again.status_code, again.content) == (201, first.content)
    assert (again.headers["idempotency-replayed"], again.headers["etag"]) == ("true", '"1"')
    assert rows_of(database, *TABLES) == before
