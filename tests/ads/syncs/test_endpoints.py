from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlalchemy import select

from services.ads.campaigns.operations import store_campaigns
from services.ads.deliveries.rules import due_at
from services.ads.models import Outbox, Sync, SyncReport
from services.ads.performance.rules import Window
from services.ads.products import SP
from services.ads.reports.rules import days_of, requests_of
from services.ads.syncs import operations
from services.ads.syncs.repository import SyncRepository
from services.ads.syncs.rules import ReportJob, Told
from shared.jobs.outcomes import Outcome
from shared.syncs.operations import end_part, fail_sync
from tests.ads.facts import FIRST, NOW, OTHER, REPORTS, SELLER, fact, store

PATH = "/v1/ads/syncs"


def start(client, caller, body=None, **headers):
    return client.post(PATH, json=body or {"seller_id": SELLER}, headers=caller("ads:write") | headers)


def count(database, model):
    with database.read() as session:
        return len(list(session.scalars(select(model))))


def plan(database, sync_id, *profiles):
    with database.write() as session:
        return operations.plan_reports(session, FIRST, sync_id, [profile.key for profile in profiles], now=NOW)


def jobs_of(database, sync_id):
    with database.read() as session:
        rows = session.scalars(select(SyncReport).order_by(SyncReport.report, SyncReport.from_on))
        return [
            ReportJob(FIRST, sync_id, row.profile_key, row.report, Window(row.from_on, row.to_on)) for row in rows
        ]


def test_who_may_start_and_read(client, caller, database, profile):
    assert client.post(PATH, json={"seller_id": SELLER}).status_code == 401
    assert client.post(PATH, json={"seller_id": SELLER}, headers=caller("ads:read")).status_code == 403
    foreign = client.post(PATH, json={"seller_id": SELLER}, headers=caller(tenant=OTHER))
    assert (foreign.status_code, foreign.json()["code"]) == (404, "seller-account-unknown")
    assert (count(database, Sync), count(database, Outbox)) == (0, 0)
    sync = start(client, caller).json()
    one = f"{PATH}/{sync['sync_id']}"
    assert [client.get(path).status_code for path in (PATH, one)] == [401, 401]
    assert client.get(one, headers=caller(tenant=OTHER)).json()["code"] == "not-found"
    assert client.get(PATH, headers=caller(tenant=OTHER)).json()["items"] == []


def test_a_start_is_accepted_and_can_be_followed(client, caller, database):
    answer = start(client, caller)
    assert answer.status_code == 202
    assert answer.json()["status"] == "waiting"
    assert client.get(answer.headers["location"], headers=caller("ads:read")).json() == answer.json()
    with database.read() as session:
        job, kept = session.scalars(select(Outbox).order_by(Outbox.sequence))
    assert (kept.kind, kept.name) == ("audit", "sync.started")
    assert (job.kind, job.name) == ("job", "ads.start_sync")
    assert job.identity == f"ads-sync:{FIRST}:{answer.json()['sync_id']}"


def test_the_same_day_starts_nothing_twice(client, caller, database):
    first, second = start(client, caller).json(), start(client, caller).json()
    assert first == second
    assert (count(database, Sync), count(database, Outbox)) == (1, 2)


def test_a_failed_sync_is_tried_again(client, caller, database):
    first = start(client, caller).json()
    with database.write() as session:
        fail_sync(SyncRepository(session, FIRST), first["sync_id"], "no-ads-profile", "none", now=NOW)
    again = start(client, caller).json()
    assert (again["attempt"], again["status"]) == (2, "waiting")
    shown = client.get(f"{PATH}/{first['sync_id']}", headers=caller()).json()
    assert (shown["status"], shown["failure_code"], shown["failure_detail"]) == ("failed", "no-ads-profile", "none")


def test_an_account_without_consent(client, caller, accounts, database):
    accounts.known = replace(accounts.known, has_ads_connection=False)
    answer = start(client, caller)
    assert (answer.status_code, answer.json()["code"]) == (409, "ads-not-connected")
    assert count(database, Sync) == 0


def test_an_idempotent_repetition_gets_the_first_answer(client, caller, database):
    key = {"Idempotency-Key": "start-2026-11-20"}
    first, second = start(client, caller, **key), start(client, caller, **key)
    assert (first.content, second.headers["idempotency-replayed"]) == (second.content, "true")
    assert "idempotency-replayed" not in first.headers
    other = start(client, caller, {"seller_id": SELLER, "from_on": "2026-11-01", "to_on": "2026-11-02"}, **key)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency-key-reused")
    assert count(database, Sync) == 1


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"seller_id": ""},
        {"seller_id": 5},
        {"seller_id": SELLER, "from_on": "2026-11-01"},
        {"seller_id": SELLER, "from_on": "2026-11-02", "to_on": "2026-11-02"},
        {"seller_id": SELLER, "from_on": "2026-01-01", "to_on": "2026-11-01"},
        {"seller_id": SELLER, "form_on": "2026-11-01"},
    ],
)
def test_a_wrong_request_is_refused(client, caller, database, body):
    answer = client.post(PATH, json=body, headers=caller())
    assert (answer.status_code, answer.json()["code"]) == (422, "invalid-request")
    # The body is read by two dependencies; its faults are told once.
    errors = [str(error) for error in answer.json()["errors"]]
    assert len(errors) == len(set(errors)) > 0
    assert count(database, Sync) == 0


def test_a_plan_covers_sixty_days_at_first(client, caller, database, profile):
    sync = start(client, caller).json()
    assert plan(database, sync["sync_id"], profile) == 6
    shown = client.get(f"{PATH}/{sync['sync_id']}", headers=caller()).json()
    assert shown["status"] == "running"
    days = [(one["report"], one["from_on"], one["to_on"]) for one in shown["reports"]]
    assert days == [
        (report, *piece)
        for report in sorted(REPORTS)
        for piece in (("2026-09-21", "2026-10-22"), ("2026-10-22", "2026-11-20"))
    ]
    assert count(database, Outbox) == 8


def test_the_last_report_judges_and_completes(client, caller, database, profile):
    bad = {"clicks": 100, "impressions": 9000, "cost": 90, "orders": 5, "sales": 100}
    sync = start(client, caller, {"seller_id": SELLER, "from_on": "2026-11-10", "to_on": "2026-11-11"}).json()
    plan(database, sync["sync_id"], profile)
    store(database, profile, fact(profile, date(2026, 11, 10), 12, **bad))
    with database.write() as session:
        store_campaigns(session, profile, SP, [{"campaign_key": 12, "name": "Dear", "state": "ENABLED"}], now=NOW)
    jobs = jobs_of(database, sync["sync_id"])
    found = []
    for job in jobs:
        with database.write() as session:
            operations.start_report(session, job)
        with database.write() as session:
            operations.finish_report(session, job, Told(5, 3, {"a": 1}), now=NOW + timedelta(minutes=1))
        found.append(len(client.get("/v1/ads/findings", headers=caller()).json()["items"]))
    assert found == [0, 0, 1]
    shown = client.get(f"{PATH}/{sync['sync_id']}", headers=caller()).json()
    assert shown["status"] == "completed"
    assert {(one["rows_received"], one["rows_changed"], one["rows_rejected"]) for one in shown["reports"]} == {
        (5, 3, 1)
    }


def test_one_failed_report_fails_the_sync_when_the_others_are_done(client, caller, database, profile):
    sync = start(client, caller, {"seller_id": SELLER, "from_on": "2026-11-10", "to_on": "2026-11-11"}).json()
    plan(database, sync["sync_id"], profile)
    first, *others = jobs_of(database, sync["sync_id"])
    with database.write() as session:
        repository = SyncRepository(session, FIRST)
        failed = Outcome("failed", code="report-failed", detail="Amazon could not")
        end_part(repository, first.sync_id, first.key, failed, now=NOW)
    assert client.get(f"{PATH}/{sync['sync_id']}", headers=caller()).json()["status"] == "running"
    for job in others:
        with database.write() as session:
            operations.finish_report(session, job, Told(), now=NOW)
    shown = client.get(f"{PATH}/{sync['sync_id']}", headers=caller()).json()
    assert (shown["status"], shown["failure_code"]) == ("failed", "report-failed")
    assert [one["status"] for one in shown["reports"]] == ["failed", "completed", "completed"]


def test_requests_are_at_most_31_days():
    assert requests_of(days_of(Window(date(2026, 1, 1), date(2026, 3, 5)))) == [
        Window(date(2026, 1, 1), date(2026, 2, 1)),
        Window(date(2026, 2, 1), date(2026, 3, 4)),
        Window(date(2026, 3, 4), date(2026, 3, 5)),
    ]


@pytest.mark.parametrize(
    ("day", "timezone", "due"),
    [
        (date(2026, 11, 19), "Europe/London", "2026-11-20T09:00:00+00:00"),
        (date(2026, 7, 1), "America/Los_Angeles", "2026-07-02T16:00:00+00:00"),
        (date(2026, 10, 31), "America/Los_Angeles", "2026-11-01T17:00:00+00:00"),
    ],
)
def test_a_day_is_due_at_nine_the_next_morning(day, timezone, due):
    assert due_at(day, timezone).isoformat() == due
