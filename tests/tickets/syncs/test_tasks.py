"""Account health of a simulated seller, read over HTTP and judged; the sandbox's answer key is the judge."""

import pytest

from services.tickets.syncs import operations, tasks
from shared.amazon.sp_api.reports import Reports
from shared.clock import utc_now
from shared.jobs.reports import ReportFailedError
from shared.seller_accounts import AccessTokenError
from shared.syncs.operations import ABANDONED_AFTER
from shared.syncs.tasks import begin_all, fail_sync
from tests.tickets.desk import CASES
from tests.tickets.facts import FIRST

pytestmark = pytest.mark.present

METRICS_OF_A_MARKETPLACE = 18


def policy_cases(desk):
    items = desk.ask("GET", f"{CASES}?category=policy_notice")["items"]
    return {(case["marketplace_id"], case["subject"], case["status"]) for case in items}


def violations(expected):
    return {place for _, place, metric in expected if metric == "listingPolicyViolations"}


@pytest.mark.parametrize("seed", [4, 5, 6])
def test_what_is_planted_is_found_and_nothing_else(sync_desk_of, seed):
    syncs = sync_desk_of(seed)
    sync = syncs.run()
    count = METRICS_OF_A_MARKETPLACE * len(syncs.seller.marketplace_ids)
    counted = (sync["rows_received"], sync["rows_changed"], sync["rows_rejected"])
    assert (sync["status"], counted) == ("completed", (count, count, 0))
    expected = syncs.seller.expected()
    assert len(expected) >= 2
    assert syncs.found() == expected


def test_a_second_sync_changes_nothing(sync_desk_of):
    syncs = sync_desk_of(7)
    syncs.run()
    metrics, told, found = syncs.metrics(), syncs.desk.told(), syncs.desk.found()
    again = syncs.run()
    assert (again["rows_changed"], again["status"]) == (0, "completed")
    assert (syncs.metrics(), syncs.desk.found()) == (metrics, found)
    names = [name for name, _ in syncs.desk.told()]
    assert names == [name for name, _ in told] + [operations.RUN.workflow, "sync.completed"]


def test_weeks_later_the_right_ones_have_resolved_and_opened(sync_desk_of):
    syncs = sync_desk_of(8)
    syncs.run()
    before, brought = syncs.seller.expected(), syncs.bring_events()
    seen = {violations(before) == set()}
    for _ in range(3):
        syncs.seller.let_days_pass(7)
        syncs.run()
        after = syncs.seller.expected()
        assert after != before
        assert syncs.found() == after
        names = [name for name, _ in syncs.desk.told() if name.startswith("account.")][brought:]
        assert names.count("account.flagged") == len(after - before)
        assert names.count("account.cleared") == len(before - after)
        brought = syncs.bring_events(brought)
        open_cases = {place for place, _, status in policy_cases(syncs.desk) if status == "open"}
        assert open_cases == violations(after)
        seen.add(violations(after) == set())
        before = after
    assert seen == {False, True}


def test_a_policy_violation_opens_a_case_with_the_clock_of_twelve_hours(sync_desk_of):
    syncs = sync_desk_of(9)
    for _ in range(3):
        syncs.run()
        if violations(syncs.seller.expected()):
            break
        syncs.seller.let_days_pass(7)
    syncs.bring_events()
    [case, *_] = syncs.desk.ask("GET", f"{CASES}?category=policy_notice")["items"]
    assert (case["severity"], case["subject"], case["sku"]) == ("CRITICAL", "Listing policy violations", None)
    assert case["answer"]["due_at"] == "2026-11-20T20:00:00Z"
    assert case["description"].startswith("Listing policy violations: 1\nAmazon counts 1 and accepts 0.")
    path = f"{CASES}/{case['case_id']}"
    chinese = syncs.desk.send("GET", path, Accept_Language="zh").json()["description"]
    assert chinese.startswith("上架政策违规：1\n")


def test_a_report_that_amazon_does_not_make_changes_nothing(sync_desk_of, monkeypatch):
    syncs = sync_desk_of(10)
    syncs.run()
    metrics, found = syncs.metrics(), syncs.desk.found()
    create = Reports.create_report
    last_year = utc_now().replace(year=2024)
    monkeypatch.setattr(
        Reports,
        "create_report",
        lambda reports, type_, places, **_given: create(
            reports, "GET_FBA_FULFILLMENT_CUSTOMER_RETURNS_DATA", places, data_start_time=last_year
        ),
    )
    sync_id = syncs.start()
    with pytest.raises(ReportFailedError) as refused:
        tasks.run(syncs.work, FIRST, sync_id)
    assert refused.value.code == "report-failed"
    assert (syncs.metrics(), syncs.desk.found()) == (metrics, found)


def test_a_report_of_another_kind_changes_nothing(sync_desk_of, monkeypatch):
    syncs = sync_desk_of(11)
    monkeypatch.setattr(tasks, "REPORT", "GET_MERCHANT_LISTINGS_ALL_DATA")
    sync_id = syncs.start()
    with pytest.raises(ReportFailedError) as refused:
        tasks.run(syncs.work, FIRST, sync_id)
    assert (refused.value.code, refused.value.retryable) == ("file-rejected", False)
    assert (syncs.metrics(), syncs.desk.found()) == ([], [])
    fail_sync(syncs.work, FIRST, sync_id, refused.value.code, refused.value.detail)
    shown = syncs.desk.ask("GET", f"/v1/tickets/syncs/{sync_id}")
    assert (shown["status"], shown["failure_code"]) == ("failed", "file-rejected")
    name, data = syncs.desk.told()[-1]
    reason = {each: data[each] for each in ("service", "sync_id", "seller_id", "status", "failure_code")}
    assert (name, reason) == (
        "sync.failed",
        {
            "service": "tickets",
            "sync_id": sync_id,
            "seller_id": syncs.seller.seller_id,
            "status": "failed",
            "failure_code": "file-rejected",
        },
    )
    assert data["failure_detail"] == refused.value.detail


def test_an_account_without_consent_is_not_read(sync_desk_of):
    syncs = sync_desk_of(12)
    syncs.seller.connected = False
    sync_id = syncs.start()
    with pytest.raises(AccessTokenError, match="spapi-not-connected"):
        tasks.run(syncs.work, FIRST, sync_id)
    assert begin_all(syncs.work, tasks.HOURLY) == 0


def test_a_sync_under_way_is_given_again_and_an_abandoned_one_is_not(sync_desk_of):
    syncs = sync_desk_of(13)
    first = syncs.start()
    assert (syncs.start(), begin_all(syncs.work, tasks.HOURLY)) == (first, 1)
    assert [name for name, _ in syncs.desk.told()] == [operations.RUN.workflow]
    with syncs.desk.database.write() as session:
        later = utc_now() + ABANDONED_AFTER
        second = operations.start_sync(session, FIRST, syncs.seller.seller_id, now=later).sync_id
    assert second != first
    assert syncs.desk.ask("GET", f"/v1/tickets/syncs/{first}")["failure_code"] == "sync-abandoned"
