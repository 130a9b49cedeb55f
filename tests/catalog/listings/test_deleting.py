"""A listing that an ERP takes back: who may, what is told of it, what ends with it, and how it comes back."""

import json
from datetime import datetime, timedelta

import pytest

from services.catalog.compliance import tasks
from services.catalog.models import Listing
from shared.db.columns import table_of
from shared.positions.retention import KEPT, remove_deleted
from tests.catalog.facts import BULK, FIRST, NOW, OTHER, SELLER, UK, rows_of, wanted
from tests.catalog.listings.test_endpoints import PATH, put
from tests.sql import text

NEW = wanted("HOSE-1", seller_id=SELLER, gtin="12345678905", quantity=7)


@pytest.fixture
def listing(client, caller):
    """What an ERP has created, with a barcode that lost its zero."""
    return client.post(PATH, json=NEW, headers=caller()).json()


def page(client, caller, **query):
    return client.get(PATH, params=query, headers=caller("catalog:read")).json()


def delete(client, headers, listing, **if_match):
    return client.delete(f"{PATH}/{listing['listing_id']}", headers=headers | if_match)


def test_who_may(client, caller, database, listing):
    put(database, "HOSE-1")
    before = rows_of(database, "listing", "shelf", "outbox")
    (amazons,) = page(client, caller, source="amazon")["items"]
    answers = [
        delete(client, {}, listing),
        delete(client, caller("catalog:read"), listing),
        delete(client, caller(tenant=OTHER), listing),
        delete(client, caller(), amazons),
        delete(client, caller(), listing, **{"If-Match": '"2"'}),
    ]
    assert [(each.status_code, each.json()["code"]) for each in answers] == [
        (401, "unauthorized"),
        (403, "scope-missing"),
        (404, "not-found"),
        (409, "listing-is-amazons"),
        (412, "precondition-failed"),
    ]
    assert rows_of(database, "listing", "shelf", "outbox") == before


def test_who_follows_the_list_is_told_of_it(client, caller, database, listing):
    put(database, "HOSE-1")
    kept = {shown: page(client, caller, include_deleted=shown)["follow_cursor"] for shown in (True, False)}
    assert delete(client, caller(), listing, **{"If-Match": '"1"'}).status_code == 204
    (gone,) = page(client, caller, include_deleted=True, cursor=kept[True])["items"]
    told = {name: gone[name] for name in ("listing_id", "source", "version", "is_listed", "title")}
    assert told == {
        "listing_id": listing["listing_id"],
        "source": "erp",
        "version": 2,
        "is_listed": False,
        "title": NEW["title"],
    }
    assert gone["deleted_at"] == gone["updated_at"]
    assert datetime.fromisoformat(gone["deleted_at"]) == NOW
    assert page(client, caller, cursor=kept[False])["items"] == []
    assert [each["source"] for each in page(client, caller)["items"]] == ["amazon"]
    assert client.get(f"{PATH}/{listing['listing_id']}", headers=caller()).status_code == 404
    assert delete(client, caller(), listing).status_code == 404
    with database.read() as session:
        query = "SELECT subject, content FROM outbox WHERE kind = 'event' AND name = 'listing.deleted'"
        ((subject, content),) = session.execute(text(query)).all()
    assert subject == f"sku:{SELLER}:{UK}:HOSE-1"
    data = json.loads(content)
    assert data.pop("by_actor_id")
    assert data == {
        "seller_id": SELLER,
        "marketplace_id": UK,
        "sku": "HOSE-1",
        "listing_id": listing["listing_id"],
        "version": 2,
    }


def test_its_findings_end_with_the_reason(client, caller, database, listing, monkeypatch):
    monkeypatch.setattr(tasks, "utc_now", lambda: NOW - timedelta(minutes=1))
    tasks.judge(database, FIRST, SELLER)
    assert delete(client, caller(), listing).status_code == 204
    tasks.judge(database, FIRST, SELLER)
    (finding,) = client.get("/v1/catalog/findings", headers=caller("catalog:read")).json()["items"]
    assert (finding["code"], finding["status"], finding["decision_reason"]) == (
        "catalog.gtin_lost_zero",
        "resolved",
        "deleted",
    )


def bulk(client, caller, *items):
    headers = caller() | {"Idempotency-Key": "told-again-0001"}
    answer = client.post(BULK, json={"seller_id": SELLER, "items": list(items)}, headers=headers)
    return [(each["status"], each["listing_id"], each["version"]) for each in answer.json()["results"]]


def test_told_again_it_is_created_anew_under_its_id(client, caller, database, listing):
    delete(client, caller(), listing)
    again, other = bulk(client, caller, wanted("HOSE-1"), wanted("HOSE-2"))
    assert (again[0], again[1]) == ("created", listing["listing_id"])
    shown = client.get(f"{PATH}/{listing['listing_id']}", headers=caller()).json()
    assert (shown["gtin"], shown["quantity"], shown["is_listed"], shown["deleted_at"]) == (None, None, True, None)
    assert shown["version"] == again[2] > 2
    assert (other[0], other[2]) == ("created", 1)
    delete(client, caller(), listing)
    created = client.post(PATH, json=NEW, headers=caller())
    assert (created.status_code, created.json()["listing_id"]) == (201, listing["listing_id"])
    assert client.post(PATH, json=NEW, headers=caller()).json()["code"] == "listing-exists"


def test_a_row_that_is_gone_for_good_ends_older_cursors(client, caller, database, listing):
    old = page(client, caller)["follow_cursor"]
    delete(client, caller(), listing)
    for now, number in ((NOW + KEPT, 0), (NOW + KEPT + timedelta(seconds=1), 1)):
        with database.write() as session:
            assert remove_deleted(session, table_of(Listing), now=now) == number
    answer = client.get(PATH, params={"cursor": old}, headers=caller())
    assert (answer.status_code, answer.json()["code"]) == (410, "cursor-expired")
