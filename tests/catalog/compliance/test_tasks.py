"""What an ERP's batches lead to: one job, and findings with evidence; Amazon's side stays as it was."""

import json
from datetime import datetime, timedelta

import pytest

from services.catalog.compliance import tasks
from services.catalog.compliance.operations import judge_account, store_judgement
from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, values_of
from tests.catalog.facts import BULK, DE, FIRST, NOW, SELLER, UK, rows_of, wanted
from tests.sql import text

pytestmark = pytest.mark.present

LOST_ZERO = {"gtin": "12345678905"}


@pytest.fixture
def push(client, caller):
    """`push(items...)`: a batch under a key of its own."""
    numbers = iter(range(1000))

    def pushed(*items):
        headers = caller() | {"Idempotency-Key": f"push-{next(numbers):08}"}
        answer = client.post(BULK, json={"seller_id": SELLER, "items": list(items)}, headers=headers)
        assert "rejected" not in {each["status"] for each in answer.json()["results"]}, answer.text

    return pushed


def jobs(database):
    with database.read() as session:
        found = session.execute(text("SELECT name, identity, subject, content FROM outbox WHERE kind = 'job'"))
        return [(name, identity, subject, json.loads(content)) for name, identity, subject, content in found]


def events(database):
    with database.read() as session:
        found = session.execute(text("SELECT name FROM outbox WHERE kind = 'event' ORDER BY sequence"))
        return [name for (name,) in found]


def findings(client, caller):
    items = client.get("/v1/catalog/findings", headers=caller("catalog:read")).json()["items"]
    return {(each["marketplace_id"], each["subject"]["id"]): each for each in items}


def stale(database):
    with database.read() as session:
        return {
            row.marketplace_id: (bool(row.is_stale), row.revision)
            for row in session.execute(text("SELECT * FROM shelf"))
        }


def test_many_batches_are_judged_once(client, caller, database, push):
    push(wanted("A", **LOST_ZERO))
    push(wanted("B"), wanted("A", **LOST_ZERO))
    push(wanted("C"))
    ((name, identity, queue, content),) = jobs(database)
    assert (name, identity, queue) == ("catalog.judge_listings", f"catalog-judge:{FIRST}:{SELLER}:{UK}:1", "catalog")
    assert {each: content[each] for each in ("tenant_id", "seller_id")} == {"tenant_id": FIRST, "seller_id": SELLER}
    assert findings(client, caller) == {}
    assert stale(database) == {UK: (True, 3)}
    tasks.judge(database, FIRST, SELLER)
    (finding,) = findings(client, caller).values()
    assert (finding["code"], finding["severity"], finding["subject"]["id"]) == ("catalog.gtin_lost_zero", "HIGH", "A")
    facts = {each["name"]: each["value"] for each in finding["evidence"]["facts"]}
    repair = {"gtin": "12345678905", "length": "11", "repaired": "012345678905", "doubt": "0.099"}
    assert facts == {**repair, "level": "ERROR", "source": "erp"}
    listing = client.get(finding["evidence"]["links"][0]["href"], headers=caller()).json()
    assert (listing["sku"], listing["source"]) == ("A", "erp")
    assert events(database) == ["listing.flagged"]
    assert stale(database) == {UK: (False, 3)}


def test_nothing_changed_asks_for_nothing(database, push):
    push(wanted("A"))
    tasks.judge(database, FIRST, SELLER)
    before = rows_of(database, "outbox", "shelf", "finding")
    push(wanted("A"))
    tasks.judge(database, FIRST, SELLER)
    assert rows_of(database, "outbox", "shelf", "finding") == before


def test_what_is_mended_resolves(client, caller, database, push):
    push(wanted("A", **LOST_ZERO))
    tasks.judge(database, FIRST, SELLER)
    push(wanted("A", gtin="012345678905"))
    assert [identity for _, identity, _, _ in jobs(database)] == [
        f"catalog-judge:{FIRST}:{SELLER}:{UK}:{revision}" for revision in (1, 2)
    ]
    tasks.judge(database, FIRST, SELLER)
    assert [each["status"] for each in findings(client, caller).values()] == ["resolved"]
    assert events(database) == ["listing.flagged", "listing.cleared"]


def test_a_change_during_the_judgement_is_judged_next(client, caller, database, push):
    push(wanted("A"), wanted("A", DE))
    with database.read() as session:
        judgement = judge_account(session, FIRST, SELLER, now=NOW)
    push(wanted("A", **LOST_ZERO))
    with database.write() as session:
        store_judgement(session, FIRST, SELLER, judgement, now=NOW)
    assert stale(database) == {UK: (True, 2), DE: (False, 1)}
    assert jobs(database)[-1][1] == f"catalog-judge:{FIRST}:{SELLER}:{UK}:2"
    assert findings(client, caller) == {}
    tasks.judge(database, FIRST, SELLER)
    assert set(findings(client, caller)) == {(UK, "A")}


def test_an_older_judgement_does_not_undo_a_newer(client, caller, database, push):
    push(wanted("A"))
    with database.read() as session:
        older = judge_account(session, FIRST, SELLER, now=NOW)
    push(wanted("A", **LOST_ZERO))
    tasks.judge(database, FIRST, SELLER)
    before = rows_of(database, "finding", "shelf", "outbox", "sku_accuracy")
    with database.write() as session:
        store_judgement(session, FIRST, SELLER, older, now=NOW + timedelta(hours=1))
    assert rows_of(database, "finding", "shelf", "outbox", "sku_accuracy") == before


def test_amazons_side_is_judged_beside_and_stays(client, caller, database, push):
    told = {"sku": "A", "title": "Plain Garden Hose", "status": "BUYABLE", "price_micros": 1, "currency": "GBP"}
    with database.write() as session:
        repository, place = ListingRepository(session, FIRST), MarketplaceRef(SELLER, UK)
        repository.lock([place])
        repository.put(place, AMAZON, [values_of(told)], now=NOW)
    push(wanted("A", **LOST_ZERO))
    tasks.judge(database, FIRST, SELLER)
    items = client.get("/v1/catalog/findings", headers=caller()).json()["items"]
    assert {each["code"] for each in items} == {"catalog.gtin_lost_zero", "catalog.image_missing"}
    (amazons,) = client.get("/v1/catalog/listings", params={"source": "amazon"}, headers=caller()).json()["items"]
    assert (amazons["title"], amazons["gtin"], amazons["version"]) == ("Plain Garden Hose", None, 1)
    accuracy = client.get("/v1/catalog/sku-accuracy", headers=caller()).json()["items"][0]
    assert (accuracy["skus"], accuracy["skus_with_error"]) == (1, 1)
    with database.read() as session:
        [shelf] = ListingRepository(session, FIRST).shelves(SELLER)
    assert datetime.fromisoformat(accuracy["judged_at"]) == shelf.judged_at
