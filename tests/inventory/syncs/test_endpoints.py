from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.inventory.marketplaces.rules import MarketplaceRef
from services.inventory.models import Outbox, Sync
from services.inventory.syncs import operations
from services.inventory.syncs.repository import SyncRepository
from services.inventory.syncs.rules import ORDERS, STOCK, Part, Whose, parts_of
from shared.jobs.outcomes import Counted, Outcome
from shared.syncs.operations import end_part, fail_sync, require_sync, settle
from tests.inventory.rows import FIRST, NOW, OTHER, SELLER, UK

PATH = "/v1/inventory/syncs"
PLACES = [MarketplaceRef(UK, 1, "Europe/London")]


def start(client, caller, body=None, **headers):
    return client.post(PATH, json=body or {"seller_id": SELLER}, headers=caller("inventory:write") | headers)


def count(database, model):
    with database.read() as session:
        return len(list(session.scalars(select(model))))


def end(session, whose, part, outcome):
    end_part(SyncRepository(session, FIRST), whose.sync_id, part.key, outcome, goes_on=True, now=NOW)


def settle_sync(session, whose):
    repository = SyncRepository(session, FIRST)
    settle(repository, require_sync(repository, whose.sync_id, lock=True), now=NOW)


def test_who_may_start_and_read(client, caller, database):
    assert client.post(PATH, json={"seller_id": SELLER}).status_code == 401
    assert client.post(PATH, json={"seller_id": SELLER}, headers=caller("inventory:read")).status_code == 403
    foreign = client.post(PATH, json={"seller_id": SELLER}, headers=caller(tenant=OTHER))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "seller-account-unknown")
    assert (count(database, Sync), count(database, Outbox)) == (0, 0)
    sync = start(client, caller).json()
    one = f"{PATH}/{sync['sync_id']}"
    assert [client.get(path).status_code for path in (PATH, one)] == [401, 401]
    assert client.get(one, headers=caller(tenant=OTHER)).json()["code"] == "not-found"
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []


def test_one_reading_at_a_time_and_the_next_when_it_is_over(client, caller, database):
    first = start(client, caller)
    assert (first.status_code, first.json()["status"], first.json()["attempt"]) == (202, "waiting", 1)
    assert client.get(first.headers["location"], headers=caller("inventory:read")).json() == first.json()
    assert start(client, caller).json() == first.json()
    assert count(database, Sync) == 1
    with database.read() as session:
        job, kept = session.scalars(select(Outbox).order_by(Outbox.sequence))
    assert (kept.kind, kept.name) == ("audit", "sync.started")
    assert job.identity == f"inventory-sync:{FIRST}:{first.json()['sync_id']}"
    with database.write() as session:
        fail_sync(SyncRepository(session, FIRST), first.json()["sync_id"], "no-consent", "none", now=NOW)
    assert start(client, caller).json()["attempt"] == 2
    shown = client.get(first.headers["location"], headers=caller()).json()
    assert (shown["status"], shown["failure_code"], shown["failure_detail"]) == ("failed", "no-consent", "none")


def test_a_part_that_fails_is_shown_beside_those_that_were_read(client, caller, database):
    sync_id = start(client, caller).json()["sync_id"]
    with database.write() as session:
        whose = Whose(FIRST, sync_id, SELLER)
        operations.plan_parts(session, FIRST, sync_id, parts_of(PLACES), now=NOW)
        stored = Outcome("completed", Counted(3, 2, {"bad": 1}))
        late = Outcome("failed", code="report-late", detail="late")
        for part in parts_of(PLACES):
            outcome = {STOCK: stored, ORDERS: late}.get(part.name, Outcome("empty"))
            end(session, whose, part, outcome)
        settle_sync(session, whose)
    shown = client.get(f"{PATH}/{sync_id}", headers=caller()).json()
    parts = {part["part"]: part for part in shown["parts"]}
    assert set(parts) == {"ledger", "orders", "planning", "reconciliation", "stock", "stranded"}
    assert (shown["status"], shown["failure_code"]) == ("failed", "report-late")
    assert [parts["stock"][name] for name in ("status", "rows_received", "rows_changed", "rows_rejected")] == [
        *("completed", 3, 2, 1)
    ]
    assert (parts["stock"]["marketplace_id"], parts["orders"]["marketplace_id"]) == (UK, None)
    assert (parts["orders"]["status"], parts["orders"]["failure_detail"]) == ("failed", "late")


def test_the_daily_schedule_starts_each_day_once(database):
    for _ in range(2):
        with database.write() as session:
            operations.start_daily_sync(session, FIRST, SELLER, now=NOW)
    assert count(database, Sync) == 1


def test_what_was_not_believed_is_asked_for_again_some_hours_later(database):
    def starts_after(hours):
        with database.write() as session:
            operations.start_daily_sync(session, FIRST, SELLER, now=NOW + timedelta(hours=hours))
        return count(database, Sync)

    assert starts_after(0) == 1
    with database.write() as session:
        whose = Whose(FIRST, session.scalars(select(Sync)).one().sync_id, SELLER)
        operations.plan_parts(
            session, FIRST, whose.sync_id, [Part(ORDERS, tuple(PLACES)), Part(STOCK, tuple(PLACES))], now=NOW
        )
        end(session, whose, Part(ORDERS, tuple(PLACES)), Outcome("completed"))
        doubted = Outcome("suspect", code="rows-out-of-line", detail="0 rows, where 40 are usual")
        end(session, whose, Part(STOCK, tuple(PLACES)), doubted)
        settle_sync(session, whose)
    assert [starts_after(hours) for hours in (0, 3, 4, 5)] == [1, 1, 2, 2]


def test_an_account_without_consent(client, caller, accounts, database):
    accounts.known = replace(accounts.known, has_spapi_connection=False)
    answer = start(client, caller)
    assert (answer.status_code, answer.json()["code"]) == (409, "spapi-not-connected")
    assert count(database, Sync) == 0


@pytest.mark.parametrize("body", [{}, {"seller_id": ""}, {"seller_id": SELLER, "status": "completed"}])
def test_bad_requests_start_nothing(client, caller, database, body):
    assert client.post(PATH, json=body, headers=caller()).status_code == 422
    assert count(database, Sync) == 0
