"""Storing a report that has arrived: whole or not at all for readers, repeatable, in chunks."""

from datetime import timedelta

import pytest

from services.ads.deliveries.rules import FILE
from services.ads.performance.rules import Window
from services.ads.report_types.rules import CAMPAIGNS, SEARCH_TERMS
from services.ads.reports import operations as reports
from services.ads.reports import rules
from services.ads.syncs.tasks import storing
from services.ads.syncs.tasks.storing import StoringElsewhereError
from shared.jobs.locks import holding
from shared.jobs.reports import ReportFailedError
from tests.ads.facts import NOW, fact, store
from tests.ads.syncs.storing_desk import FROM, Desk, record

pytestmark = pytest.mark.present

DAYS = [FROM + timedelta(days=number) for number in range(3)]
EARLIER, LATER = NOW - timedelta(days=1), NOW


@pytest.fixture
def desk(database, profile, tmp_path):
    return Desk(database, profile, tmp_path)


def whole(clicks, **changes):
    return [record(day, campaign, clicks=clicks, **changes) for day in DAYS for campaign in (11, 12)]


def test_what_is_stored_is_counted_and_dated(desk):
    counted = desk.store([*whole(30), {**whole(30)[0], "clicks": "many"}], LATER)
    assert (counted.received, counted.changed, counted.rejected, counted.missing) == (7, 6, 1, ())
    assert counted.rejections == {"Expected `int`, got `str` - at `$.clicks`": 1}
    assert desk.deliveries() == {(CAMPAIGNS, str(day)): (2, LATER) for day in DAYS}
    again = desk.store(whole(30), LATER)
    assert (again.received, again.changed) == (6, 0)
    assert len(desk.versions()) == 6


@pytest.mark.parametrize("chunk", [1, 4, 50_000])
def test_of_rows_told_twice_the_last_counts_in_and_across_chunks(desk, monkeypatch, chunk):
    for place in (storing, rules):
        monkeypatch.setattr(place, "CHUNK_ROWS", chunk)
    monkeypatch.setattr(storing, "iter_json_records", lambda *given, **options: _one_by_one(*given, **options))
    counted = desk.store([*whole(10), *whole(20)], LATER)
    assert (counted.received, counted.duplicate) == (12, 6)
    assert set(desk.numbers().values()) == {20}
    assert {rows for rows, _ in desk.deliveries().values()} == {2}
    assert [clicks for _, _, clicks in desk.versions()] == [20] * 6


def _one_by_one(*given, **options):
    for batch in _READ(*given, **options):
        for each in batch:
            yield [each]


_READ = storing.iter_json_records


def test_a_day_outside_the_request_is_rejected(desk):
    counted = desk.store([*whole(10), record(FROM - timedelta(days=1)), record(FROM + timedelta(days=3))], LATER)
    assert counted.rejections == {"a day that was not asked for": 2}
    assert {day for day, _ in desk.numbers()} == {str(day) for day in DAYS}


def test_nothing_is_stored_where_every_row_is_rejected(desk):
    with pytest.raises(ReportFailedError) as refused:
        desk.store(whole(-1), LATER)
    assert refused.value.code == "rows-rejected"
    assert refused.value.detail.startswith("all 6 rows were rejected, 6 for: ")
    assert (desk.numbers(), desk.deliveries(), desk.versions()) == ({}, {}, [])


@pytest.mark.parametrize("report", [CAMPAIGNS, SEARCH_TERMS])
def test_an_end_in_the_middle_is_mended_by_the_second_run(desk, monkeypatch, report):
    """Until then readers see the deliveries, versions and roll-up of before."""
    term = {"searchTerm": "kettle"} if report == SEARCH_TERMS else {}
    desk.store(whole(10, **term), EARLIER, report=report)
    before = desk.deliveries(), desk.versions(), desk.rolled_up()
    monkeypatch.setattr(storing, "CHUNK_ROWS", 1)
    with monkeypatch.context() as patched:
        calls = iter(range(9))
        patched.setattr(storing.reports, "store_rows", lambda *given: _die_at(next(calls), *given))
        with pytest.raises(ZeroDivisionError):
            desk.store(whole(20, **term), LATER, report=report)
    assert sorted(desk.numbers(report).values()) == [10] * 4 + [20] * 2  # one of three days
    assert (desk.deliveries(), desk.versions(), desk.rolled_up()) == before
    desk.store(whole(20, **term), LATER, report=report)
    assert set(desk.numbers(report).values()) == {20}
    assert {moment for _, moment in desk.deliveries().values()} == {LATER}
    assert [clicks for _, _, clicks in desk.versions()] == ([10] * 6 + [20] * 6 if report == CAMPAIGNS else [])
    assert set(desk.rolled_up().values()) == ({20} if report == SEARCH_TERMS else set())


_STORE = reports.store_rows


def _die_at(number, *given):
    if number == 1:
        raise ZeroDivisionError
    return _STORE(*given)


@pytest.mark.parametrize("report", [CAMPAIGNS, SEARCH_TERMS])
def test_days_whose_rows_are_stored_are_only_looked_at(desk, monkeypatch, report):
    more = {"searchTerm": "kettle"} if report == SEARCH_TERMS else {}
    desk.store(whole(30, **more), EARLIER, report=report)
    stored = []
    monkeypatch.setattr(reports, "store_rows", lambda *given: stored.append(len(given[-1])) or _STORE(*given))
    monkeypatch.setattr(storing, "iter_json_records", lambda *given, **options: _one_by_one(*given, **options))
    again = desk.store(whole(30, **more), LATER, report=report)  # the same rows in other portions
    assert (again.received, again.changed, stored) == (6, 0, [0])
    assert desk.deliveries() == {(report, str(day)): (2, LATER) for day in DAYS}
    changed = desk.store([*whole(30, **more)[:5], record(DAYS[2], 12, clicks=31, **more)], LATER, report=report)
    assert (changed.received, changed.changed, stored[-1]) == (6, 1, 2)
    assert desk.numbers(report)[str(DAYS[2]), 12] == 31
    if report == SEARCH_TERMS:
        assert desk.rolled_up() == desk.numbers(report)


_STORE = reports.store_rows


def test_a_day_that_was_begun_and_not_finished_is_stored_again_whatever_comes(desk, monkeypatch):
    desk.store(whole(30), EARLIER)
    monkeypatch.setattr(storing, "CHUNK_ROWS", 2)

    def fall(*given, **named):
        raise ZeroDivisionError

    with monkeypatch.context() as broken:
        broken.setattr(reports, "record_delivery", fall)
        with pytest.raises(ZeroDivisionError):
            desk.store(whole(99), LATER)
    assert set(desk.numbers().values()) == {99}
    assert desk.store(whole(30), LATER).changed == 6
    assert set(desk.numbers().values()) == {30}


def test_a_day_that_a_document_lacks_keeps_its_numbers(desk):
    desk.store(whole(10), EARLIER)
    counted = desk.store([one for one in whole(20) if one["date"] != str(DAYS[1])], LATER)
    assert counted.missing == (DAYS[1],)
    assert {(day, clicks) for (day, _), clicks in desk.numbers().items()} == {
        (str(day), 10 if day == DAYS[1] else 20) for day in DAYS
    }
    assert {day: moment for (_, day), (_, moment) in desk.deliveries().items()} == {
        str(day): EARLIER if day == DAYS[1] else LATER for day in DAYS
    }
    assert [(day, clicks) for day, _, clicks in desk.versions()[6:]] == [
        (str(day), 20) for day in (DAYS[0], DAYS[0], DAYS[2], DAYS[2])
    ]


def test_a_file_keeps_the_day_that_the_api_lacks(desk, database, profile):
    store(database, profile, *(fact(profile, day, -5, clicks=7) for day in DAYS))
    with database.write() as session:
        window, counts = Window(DAYS[0], DAYS[2] + timedelta(days=1)), dict.fromkeys(map(str, DAYS), 1)
        reports.record_delivery(session, profile, CAMPAIGNS, window, counts, source=FILE, now=EARLIER)
    desk.store([one for one in whole(20) if one["date"] != str(DAYS[1])], LATER)
    assert {(day, key > 0) for day, key in desk.numbers()} == {(str(day), day != DAYS[1]) for day in DAYS}
    assert desk.deliveries()[CAMPAIGNS, str(DAYS[1])] == (1, None)


def test_two_jobs_never_store_at_the_same_time(desk, profile):
    with (
        holding(desk.work.locks, f"ads-ingest-{profile.key}-{CAMPAIGNS}") as alone,
        pytest.raises(StoringElsewhereError),
    ):
        assert alone
        desk.store(whole(10), LATER)
    assert desk.numbers() == {}
    desk.store(whole(10), LATER)
    assert len(desk.numbers()) == 6
