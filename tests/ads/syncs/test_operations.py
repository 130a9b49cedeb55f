"""The course of a sync without its jobs: planned, begun, finished or failed, each step as often as it may run."""

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.ads.campaigns.operations import store_campaigns
from services.ads.models import Finding, Outbox, Sync, SyncReport
from services.ads.performance.rules import Window
from services.ads.products import SB, SD, SP
from services.ads.profiles.operations import learn_profile
from services.ads.reports.operations import record_delivery
from services.ads.reports.rules import days_of
from services.ads.syncs import operations
from services.ads.syncs.repository import SyncRepository
from services.ads.syncs.rules import ReportJob, Told
from services.ads.syncs.schemas import AdsSyncCreate
from shared.auth import Principal
from shared.jobs.outcomes import Outcome
from shared.problems import NotFoundError
from shared.syncs.operations import end_part, fail_sync
from tests.ads.facts import DE, FIRST, NOW, OTHER, REPORTS, SELLER, UK, learned

PATH = "/v1/ads/syncs"
DAY = Window(date(2026, 11, 10), date(2026, 11, 11))


def start(database, window=None, *, tenant=FIRST, now=NOW):
    days = {} if window is None else {"from_on": window.from_on, "to_on": window.to_on}
    with database.write() as session:
        data = AdsSyncCreate(seller_id=SELLER, **days)
        return operations.start_sync(session, tenant, data, now=now).sync_id


def daily(database, *, now=NOW):
    with database.write() as session:
        operations.start_daily_sync(session, FIRST, SELLER, now=now)


def plan(database, sync_id, *profiles, now=NOW):
    with database.write() as session:
        return operations.plan_reports(session, FIRST, sync_id, [profile.key for profile in profiles], now=now)


def all_of(database, model, *order):
    with database.read() as session:
        return list(session.scalars(select(model).order_by(*order)))


def windows(database, sync_id, report="spCampaigns"):
    rows = all_of(database, SyncReport, SyncReport.from_on)
    return [(row.from_on, row.to_on) for row in rows if (row.sync_id, row.report) == (sync_id, report)]


def told(received, changed, rejected):
    return Told(received, changed, {"a": rejected} if rejected else {})


def finish(database, job, given=Told()):  # noqa: B008 - frozen
    with database.write() as session:
        operations.finish_report(session, job, given, now=NOW)


def fail(database, job, code, detail="no"):
    with database.write() as session:
        repository = SyncRepository(session, FIRST)
        end_part(repository, job.sync_id, job.key, Outcome("failed", code=code, detail=detail), now=NOW)


def fail_all(database, sync_id, now=NOW):
    with database.write() as session:
        fail_sync(SyncRepository(session, FIRST), sync_id, "c", "d", now=now)


def status_of(database, sync_id):
    with database.read() as session:
        return session.get_one(Sync, sync_id).status


def deliver(database, profile, first, last, *, source="api", reports=REPORTS):
    window = Window(first, last + timedelta(days=1))
    counts = dict.fromkeys((day.isoformat() for day in days_of(window)), 5)
    with database.write() as session:
        for report in reports:
            record_delivery(session, profile, report, window, counts, source=source, now=NOW)


TODAY = date(2026, 11, 20)
OLDEST, YESTERDAY = TODAY - timedelta(days=60), TODAY - timedelta(days=1)
NEWEST = (TODAY - timedelta(days=30), TODAY)


def test_days_are_fetched_again_for_thirty_days_and_once_more_at_sixty(database, profile):
    deliver(database, profile, OLDEST, YESTERDAY)
    sync_id = start(database)
    plan(database, sync_id, profile)
    for report in REPORTS:
        assert windows(database, sync_id, report) == [(OLDEST, OLDEST + timedelta(days=1)), NEWEST]


def test_what_was_never_delivered_by_the_api_is_fetched_report_by_report(database, profile):
    deliver(database, profile, OLDEST, YESTERDAY, source="file")
    deliver(database, profile, OLDEST, YESTERDAY, reports=REPORTS[1:])
    deliver(database, profile, OLDEST, date(2026, 10, 9), reports=REPORTS[:1])
    deliver(database, profile, date(2026, 10, 12), YESTERDAY, reports=REPORTS[:1])
    sync_id = start(database)
    plan(database, sync_id, profile)
    gap = (date(2026, 10, 10), date(2026, 10, 12))
    first = (OLDEST, OLDEST + timedelta(days=1))
    assert windows(database, sync_id, REPORTS[0]) == [first, gap, NEWEST]
    assert windows(database, sync_id, REPORTS[1]) == [first, NEWEST]


def test_today_is_the_profiles_today(database):
    """At 23:30 UTC it is tomorrow in Tokyo and today in Los Angeles."""
    late = datetime(2026, 11, 20, 23, 30, tzinfo=UTC)
    with database.write() as session:
        profiles = [
            learn_profile(session, FIRST, SELLER, place, now=late) for place in ("A1VC38T7YXB528", "ATVPDKIKX0DER")
        ]
    plan(database, start(database, now=late), *profiles, now=late)
    reports = all_of(database, SyncReport)
    last = [max(row.to_on for row in reports if row.profile_key == profile.key) for profile in profiles]
    assert last == [date(2026, 11, 21), date(2026, 11, 20)]


def test_a_clock_that_amazon_has_moved_moves_the_days_of_a_plan(database):
    with database.write() as session:
        profile = learn_profile(session, FIRST, SELLER, "A1F83G8C2ARO7P", now=NOW, clock_ahead_seconds=7 * 86_400)
    sync_id = start(database)
    plan(database, sync_id, profile)
    with database.read() as session:
        rows = session.scalars(select(SyncReport).where(SyncReport.profile_key == profile.key))
        assert {row.to_on for row in rows if row.to_on > TODAY} == {TODAY + timedelta(days=7)}
    with database.write() as session:
        again = learn_profile(session, FIRST, SELLER, "A1F83G8C2ARO7P", now=NOW, clock_ahead_seconds=0)
        assert again.present(NOW) == NOW


@pytest.mark.parametrize(("livemode", "attempts"), [(True, [1]), (False, [1, 2])])
def test_what_is_done_never_stands_for_a_new_sync_of_a_test_twin(database, livemode, attempts):
    """Amazon's clock may have been moved there; what is under way is given to both."""
    principal = Principal("person", FIRST, "actor", "k", frozenset(), livemode)
    wanted = AdsSyncCreate(seller_id=SELLER)
    for is_done in (False, False, True):
        with database.write() as session:
            if is_done:
                session.execute(update(Sync).values(status="completed"))
            operations.create_ads_sync(session, principal, wanted, now=NOW)
    with database.read() as session:
        assert [sync.attempt for sync in session.scalars(select(Sync).order_by(Sync.attempt))] == attempts


def test_a_plan_writes_its_reports_and_their_jobs_together(database, profile):
    with database.write() as session:
        profile = learn_profile(session, FIRST, SELLER, UK, now=NOW, profile_id="33")
        german = learn_profile(session, FIRST, SELLER, DE, now=NOW, profile_id="44")
    sync_id = start(database, DAY)
    assert plan(database, sync_id, profile, german) == 6
    reports = {(row.profile_key, row.report) for row in all_of(database, SyncReport)}
    assert reports == {(owner.key, report) for owner in (profile, german) for report in REPORTS}
    jobs = [row for row in all_of(database, Outbox, Outbox.sequence) if row.name == operations.FETCH.workflow]
    assert (len(jobs), len({row.identity for row in jobs})) == (6, 6)
    assert {row.tenant_id for row in jobs} == {FIRST}
    days = "2026-11-10:2026-11-11:2026-11-20"
    assert jobs[0].identity == f"ads-report:{FIRST}:{sync_id}:33:{REPORTS[0]}:{days}"


def test_a_plan_that_fails_leaves_neither_reports_nor_jobs(database, profile):
    sync_id = start(database, DAY)
    with pytest.raises(ZeroDivisionError), database.write() as session:
        operations.plan_reports(session, FIRST, sync_id, [profile.key], now=NOW)
        raise ZeroDivisionError
    assert all_of(database, SyncReport) == []
    assert [row.name for row in all_of(database, Outbox)] == [operations.START.workflow]
    assert status_of(database, sync_id) == "waiting"


def test_a_plan_that_runs_twice_asks_for_nothing_twice(database, profile):
    """What has come of the first reports in between stands."""
    sync_id = start(database, DAY)
    plan(database, sync_id, profile)
    for report in REPORTS:
        finish(database, ReportJob(FIRST, sync_id, profile.key, report, DAY))
    plan(database, sync_id, profile)
    assert [row.status for row in all_of(database, SyncReport)] == ["completed"] * 3
    assert status_of(database, sync_id) == "completed"
    identities = [row.identity for row in all_of(database, Outbox) if row.name == operations.FETCH.workflow]
    assert (len(identities), len(set(identities))) == (3, 3)


def test_nothing_to_fetch_is_completed(database):
    sync_id = start(database, DAY)
    assert plan(database, sync_id) == 0
    assert status_of(database, sync_id) == "completed"


def test_finishing_twice_counts_once(database, profile):
    sync_id = start(database, DAY)
    plan(database, sync_id, profile)
    jobs = [ReportJob(FIRST, sync_id, profile.key, report, DAY) for report in REPORTS]
    for job in (*jobs, *jobs):
        finish(database, job, told(9, 4, 1))
    rows = all_of(database, SyncReport)
    assert {(row.status, row.rows_received, row.rows_changed, row.rows_rejected) for row in rows} == {
        ("completed", 9, 4, 1)
    }
    assert status_of(database, sync_id) == "completed"


def test_only_a_profile_whose_reports_are_all_there_is_judged(database, profile, monkeypatch):
    german = learned(database, FIRST, DE)
    sync_id = start(database, DAY)
    plan(database, sync_id, profile, german)
    judged = []
    monkeypatch.setattr(operations, "flag_campaigns", lambda _session, owner, *_, **__: judged.append(owner.key))
    for report in REPORTS:
        finish(database, ReportJob(FIRST, sync_id, german.key, report, DAY))
    assert judged == [german.key]
    fail(database, ReportJob(FIRST, sync_id, profile.key, REPORTS[0], DAY), "report-late")
    for report in REPORTS[1:]:
        finish(database, ReportJob(FIRST, sync_id, profile.key, report, DAY))
    assert judged == [german.key]
    assert status_of(database, sync_id) == "failed"


def test_a_report_that_is_tried_again_shows_no_old_failure(client, caller, database, profile):
    sync_id = start(database, DAY)
    plan(database, sync_id, profile)
    jobs = [ReportJob(FIRST, sync_id, profile.key, report, DAY) for report in REPORTS]
    fail(database, jobs[0], "x" * 200, "y" * 900)
    shown = client.get(f"{PATH}/{sync_id}", headers=caller("ads:read")).json()
    failed = next(one for one in shown["reports"] if one["status"] == "failed")
    assert (failed["failure_code"], failed["failure_detail"]) == ("x" * 100, "y" * 500)
    assert (shown["failure_code"], shown["failure_detail"]) == ("x" * 100, "y" * 500)


def test_the_daily_sync_starts_once_a_day_and_leaves_a_failed_one_to_people(database):
    daily(database)
    daily(database, now=NOW + timedelta(hours=11))
    [first] = all_of(database, Sync)
    fail_all(database, first.sync_id)
    daily(database, now=NOW + timedelta(hours=11, minutes=59))
    assert len(all_of(database, Sync)) == 1
    daily(database, now=NOW + timedelta(hours=12))
    assert [(row.fetched_on, row.attempt) for row in all_of(database, Sync, Sync.created_at)] == [
        (date(2026, 11, 20), 1),
        (date(2026, 11, 21), 1),
    ]


def test_a_window_of_ones_own_does_not_stand_in_for_the_daily_sync(database):
    start(database, DAY)
    daily(database)
    assert sorted(row.days for row in all_of(database, Sync)) == ["2026-11-10/2026-11-11", "default"]


def test_another_tenants_sync_and_profile_are_not_there(database, profile, foreign_profile):
    sync_id = start(database, DAY)
    plan(database, sync_id, profile)
    strange = (
        ReportJob(OTHER, sync_id, profile.key, REPORTS[0], DAY),
        ReportJob(FIRST, sync_id, foreign_profile.key, REPORTS[0], DAY),
    )
    for job in strange:
        with pytest.raises(NotFoundError), database.write() as session:
            operations.start_report(session, job)
    assert {row.status for row in all_of(database, SyncReport)} == {"waiting"}
    assert all_of(database, Finding) == []


def test_the_list_is_filtered_and_paged(client, caller, database):
    ids = [start(database, Window(DAY.from_on, date(2026, 11, 11 + number)), now=NOW) for number in range(3)]
    fail_all(database, ids[0], now=NOW + timedelta(minutes=1))
    start(database, tenant=OTHER)

    def listed(**query):
        page = client.get(PATH, params=query, headers=caller("ads:read")).json()
        return [one["sync_id"] for one in page["items"]]

    assert listed() == [*sorted(ids[1:]), ids[0]]
    assert listed(status="failed") == [ids[0]]
    assert listed(status="waiting", seller_id=SELLER) == sorted(ids[1:])
    assert listed(seller_id="A2") == listed(status="completed") == []
    assert listed(updated_after=NOW.isoformat()) == [ids[0]]
    walked, query = [], {"limit": "1"}
    while True:
        page = client.get(PATH, params=query, headers=caller()).json()
        walked += [one["sync_id"] for one in page["items"]]
        if not page["has_more"]:
            break
        query["cursor"] = page["next_cursor"]
    assert walked == listed()
    foreign = client.get(PATH, params=query, headers=caller(tenant=OTHER)).json()
    assert foreign["code"] == "cursor-mismatch"
    assert client.get(PATH, params={"status": "done"}, headers=caller()).status_code == 422


INCOMPLETE = Told(9, 4, {"a": 1, "b": 7}, duplicate=2, superseded=3, missing=(DAY.from_on,), requested_at=NOW)


def test_a_report_that_lacks_days_is_failed_with_their_names(client, caller, database, profile):
    sync_id = start(database, DAY)
    plan(database, sync_id, profile)
    jobs = [ReportJob(FIRST, sync_id, profile.key, report, DAY) for report in REPORTS]
    for job, counted in zip(jobs, (INCOMPLETE, told(1, 1, 0), told(1, 1, 0)), strict=True):
        finish(database, job, counted)
    shown = client.get(f"{PATH}/{sync_id}", headers=caller("ads:read")).json()
    assert (shown["status"], shown["failure_code"]) == ("failed", "report-incomplete")
    [lacking] = [one for one in shown["reports"] if one["status"] == "failed"]
    counts = {name: value for name, value in lacking.items() if name.startswith("rows_")}
    assert counts == {
        "rows_received": 9,
        "rows_changed": 4,
        "rows_rejected": 8,
        "rows_duplicate": 2,
        "rows_superseded": 3,
    }
    assert lacking["rejections"] == [{"reason": "b", "rows": 7}, {"reason": "a", "rows": 1}]
    assert (lacking["missing_on"], lacking["failure_code"]) == (["2026-11-10"], "report-incomplete")
    assert "2026-11-10" in lacking["failure_detail"]
    with database.read() as session:
        [before] = operations.missing_before(session, jobs[0])
        assert (before.requested_at, before.days) == (NOW, {DAY.from_on})
        assert operations.missing_before(session, jobs[1]) == []


def test_a_repetition_fetches_what_failed_and_then_judges(database, profile, monkeypatch):
    judged = []
    monkeypatch.setattr(operations, "flag_campaigns", lambda _session, owner, *_, **__: judged.append(owner.key))
    first = start(database, Window(date(2026, 9, 25), date(2026, 11, 15)))
    plan(database, first, profile)
    jobs = [
        ReportJob(FIRST, first, profile.key, row.report, Window(row.from_on, row.to_on))
        for row in all_of(database, SyncReport)
    ]
    failed = (jobs[1], jobs[4])
    for job in jobs:
        if job in failed:
            fail(database, job, "report-failed")
        else:
            finish(database, job)
    second = start(database, Window(date(2026, 9, 25), date(2026, 11, 15)))
    assert plan(database, second, profile) == 2
    planned = [row for row in all_of(database, SyncReport) if row.sync_id == second]
    assert {(row.report, row.from_on, row.to_on) for row in planned} == {
        (job.report, job.window.from_on, job.window.to_on) for job in failed
    }
    assert judged == []
    for row in planned:
        finish(database, ReportJob(FIRST, second, profile.key, row.report, Window(row.from_on, row.to_on)))
    assert (judged, status_of(database, second), status_of(database, first)) == (
        [profile.key],
        "completed",
        "failed",
    )


def test_the_daily_sync_is_repeated_every_hour_while_it_only_lacks_days(database, profile):
    daily(database)
    [first] = all_of(database, Sync)
    plan(database, first.sync_id, profile)
    jobs = [
        ReportJob(FIRST, first.sync_id, profile.key, row.report, Window(row.from_on, row.to_on))
        for row in all_of(database, SyncReport)
    ]
    for job in jobs:
        finish(database, job, INCOMPLETE if job.report == REPORTS[0] else told(1, 1, 0))
    daily(database, now=NOW + timedelta(hours=1))
    daily(database, now=NOW + timedelta(hours=1))
    assert sorted((row.attempt, row.status) for row in all_of(database, Sync)) == [(1, "failed"), (2, "waiting")]
    second = next(row for row in all_of(database, Sync) if row.attempt == 2)
    assert plan(database, second.sync_id, profile) == 2
    rows = [row for row in all_of(database, SyncReport) if row.sync_id == second.sync_id]
    for row, counted in zip(rows, (INCOMPLETE, None), strict=True):
        job = ReportJob(FIRST, second.sync_id, profile.key, row.report, Window(row.from_on, row.to_on))
        if counted:
            finish(database, job, counted)
        else:
            fail(database, job, "report-late")
    daily(database, now=NOW + timedelta(hours=2))
    assert max(row.attempt for row in all_of(database, Sync)) == 2


def test_reports_of_other_products_are_asked_for_once_there_are_campaigns(database, profile):
    german = learned(database, FIRST, DE)
    with database.write() as session:
        for product, key in ((SB, 7), (SD, 8)):
            store_campaigns(session, profile, product, [{"campaign_key": key, "name": product}], now=NOW)
    sync_id = start(database)
    plan(database, sync_id, profile, german)
    reports = {(row.profile_key, row.report) for row in all_of(database, SyncReport)}
    every = (*REPORTS, "sbCampaigns", "sbSearchTerm", "sdCampaigns")
    british = {(profile.key, report) for report in every}
    assert reports == british | {(german.key, report) for report in REPORTS}
    for report, oldest in (("sbCampaigns", 58), ("sdCampaigns", 60), ("spCampaigns", 60)):
        first = min(row.from_on for row in all_of(database, SyncReport) if row.report == report)
        assert (TODAY - first).days == oldest


def test_older_days_than_amazon_keeps_are_not_asked_for(database, profile):
    with database.write() as session:
        store_campaigns(session, profile, SB, [{"campaign_key": 7, "name": "SB"}], now=NOW)
    sync_id = start(database, Window(TODAY - timedelta(days=95), TODAY - timedelta(days=50)))
    plan(database, sync_id, profile)
    assert windows(database, sync_id, "spCampaigns")[0][0] == TODAY - timedelta(days=95)
    assert windows(database, sync_id, "sbCampaigns") == [(TODAY - timedelta(days=60), TODAY - timedelta(days=50))]
    gone = start(database, Window(TODAY - timedelta(days=95), TODAY - timedelta(days=90)))
    plan(database, gone, profile)
    assert windows(database, gone, "sbCampaigns") == []


def test_each_product_is_judged_by_its_own_reports(database, profile, monkeypatch):
    with database.write() as session:
        store_campaigns(session, profile, SB, [{"campaign_key": 7, "name": "SB"}], now=NOW)
    sync_id = start(database, DAY)
    plan(database, sync_id, profile)
    judged = []
    monkeypatch.setattr(operations, "flag_campaigns", lambda _session, _owner, product, **_: judged.append(product))
    jobs = [
        ReportJob(FIRST, sync_id, profile.key, report, DAY) for report in (*REPORTS, "sbSearchTerm", "sbCampaigns")
    ]
    for job in jobs[:-1]:
        finish(database, job)
    assert judged == [SP]
    fail(database, jobs[-1], "report-failed")
    assert (judged, status_of(database, sync_id)) == ([SP], "failed")
