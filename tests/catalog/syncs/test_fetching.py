"""Listings of a simulated seller, fetched over HTTP and judged; the sandbox's answer key is the judge."""

import pytest

from services.catalog.listings.amazon import REPORT
from services.catalog.syncs import operations
from services.catalog.syncs.tasks import HOURLY, fetching, plan
from shared.amazon.sp_api.reports import Report, Reports
from shared.clock import utc_now
from shared.jobs.reports import ReportFailedError
from shared.seller_accounts import AccessTokenError
from shared.syncs import tasks
from shared.syncs.operations import ABANDONED_AFTER
from tests.catalog.facts import FIRST

pytestmark = pytest.mark.present


@pytest.mark.parametrize(("seed", "size"), [(4, 60), (11, 75)])
def test_what_is_planted_is_found_and_nothing_else(desk_of, seed, size):
    desk = desk_of(seed, size)
    sync = desk.run()
    assert sync["status"] == "completed"
    assert len(desk.rows("listing")) == 2 * size
    found, expected = desk.found(), desk.seller.expected()
    assert found - desk.seller.undecided() - expected == set()
    assert expected - found == set()


def test_a_report_whose_language_cannot_be_chosen_is_asked_for_as_it_is(desk_of, calls, monkeypatch):
    monkeypatch.setattr(fetching, "WISHES", {"localeOfTheReport": "en_US"})
    desk = desk_of(4, 20)
    assert desk.run()["status"] == "completed"
    assert len(desk.rows("listing")) == 2 * 20
    assert calls.count("reports.createReport") == 2 * 2


def without_moments(rows):
    return sorted(tuple(sorted(row.items())) for row in rows)


def test_a_second_sync_changes_nothing_and_asks_for_little(desk_of, calls):
    desk = desk_of(5, 60)
    desk.run()
    before = {name: without_moments(desk.rows(name)) for name in ("listing", "sku_accuracy")}
    findings = {row["finding_id"]: row["version"] for row in desk.rows("finding")}
    events = len(desk.rows("outbox", kind="event"))
    calls.clear()
    desk.run()
    assert {name: without_moments(desk.rows(name)) for name in before} == before
    assert {row["finding_id"]: row["version"] for row in desk.rows("finding")} == findings
    told = sorted(desk.rows("outbox", kind="event"), key=lambda row: row["sequence"])
    assert [row["name"] for row in told][events:] == ["sync.completed"]
    of_a_marketplace = ["createReport", "getReport", "getReportDocument", "searchListingsItems"]
    assert [name.split(".")[1] for name in calls] == 2 * of_a_marketplace


def test_problems_that_come_and_go_are_followed(desk_of):
    desk = desk_of(6, 60)
    desk.run()
    first = desk.seller.expected()
    desk.seller.let_days_pass(7)
    desk.run()
    second = desk.seller.expected()
    assert first != second
    assert desk.found() == second
    told = [row["name"] for row in desk.rows("outbox", kind="event")]
    assert told.count("listing.flagged") == len(first) + len(second - first)
    assert told.count("listing.cleared") == len(first - second)


def test_a_listing_that_the_report_and_amazon_do_not_know_for_a_day_is_no_longer_listed(desk_of):
    desk = desk_of(7, 60)
    desk.run()
    flagged = next((place, sku) for code, place, sku in desk.seller.expected() if code == "catalog.title_rule")
    desk.seller.delete(flagged[1], flagged[0])
    before = desk.row("listing", marketplace_id=flagged[0], sku=flagged[1])
    found = desk.found()
    for _ in range(2):
        desk.run()
        row = desk.row("listing", marketplace_id=flagged[0], sku=flagged[1])
        assert row["absent_since"] is not None
        assert row | {"absent_since": None, "pos": before["pos"]} == before
        assert desk.found() == found
    desk.seller.let_days_pass(1)
    desk.run()
    row = desk.row("listing", marketplace_id=flagged[0], sku=flagged[1])
    assert (bool(row["is_listed"]), row["status"], row["version"]) == (False, "", 2)
    assert row["product_type"]
    assert [bool(each["is_listed"]) for each in desk.rows("listing")].count(False) == 1
    assert not {code for code, place, sku in desk.found() if (place, sku) == flagged}
    ended = [row for row in desk.rows("finding") if (row["marketplace_id"], row["subject_id"]) == flagged]
    assert {row["decision_reason"] for row in ended} == {"no longer named"}


def cancelled():
    return Report("R1", REPORT, utc_now(), "CANCELLED")


def test_a_report_that_amazon_does_not_make_changes_nothing(desk_of, monkeypatch):
    desk = desk_of(8, 60)
    desk.run()
    before = without_moments(desk.rows("listing"))
    monkeypatch.setattr(Reports, "get_report", lambda *_given: cancelled())
    with pytest.raises(ReportFailedError) as refused:
        desk.run()
    assert refused.value.code == "report-cancelled"
    assert without_moments(desk.rows("listing")) == before


def test_a_sync_under_way_is_given_again_and_an_abandoned_one_is_not(desk_of):
    desk = desk_of(4, 60)
    first = desk.start()
    assert desk.start() == first
    assert [row["name"] for row in desk.rows("outbox")] == [operations.START.workflow]
    with desk.database.write() as session:
        later = utc_now() + ABANDONED_AFTER
        second = operations.start_sync(session, FIRST, desk.seller.seller_id, now=later).sync_id
    assert second != first
    assert desk.row("sync", sync_id=first)["failure_code"] == "sync-abandoned"


def test_one_account_without_a_consent_does_not_stop_the_others(desk_of):
    desk = desk_of(4, 60)
    sync_id = desk.start()
    desk.seller.connected = False
    with pytest.raises(AccessTokenError) as refused:
        plan(desk.work, FIRST, sync_id)
    tasks.fail_sync(desk.work, FIRST, sync_id, refused.value.code, refused.value.detail)
    assert desk.row("sync")["failure_code"] == "spapi-not-connected"
    assert tasks.begin_all(desk.work, HOURLY) == 0
    desk.seller.connected = True
    assert tasks.begin_all(desk.work, HOURLY) == 1
    assert sorted(row["status"] for row in desk.rows("sync")) == ["failed", "waiting"]
