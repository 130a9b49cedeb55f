"""Which days are asked for, and which days of a report that has arrived cannot be true."""

from collections import Counter
from datetime import UTC, date, datetime, timedelta

import pytest

from services.ads.deliveries.rules import StoredDay
from services.ads.performance.rules import Window
from services.ads.reports import rules
from services.ads.reports.rules import MIN_TRAFFIC, MissingDays, Survey

TODAY = date(2026, 11, 20)
ASKED = datetime(2026, 11, 20, 6, tzinfo=UTC)
DAYS = [TODAY - timedelta(days=age) for age in range(8, 0, -1)]  # 12 to 19 November
BUSY = MIN_TRAFFIC


def survey(*traffic, rejected=0):
    """A report of DAYS: the traffic of each, None is a day without rows."""
    named = {day.isoformat(): amount for day, amount in zip(DAYS, traffic, strict=True) if amount is not None}
    rejections = Counter({"wrong": rejected} if rejected else {})
    return Survey(rows=Counter(dict.fromkeys(named, 3)), traffic=Counter(named), rejections=rejections)


def missing(report, *, stored=(), earlier=(), active=True, today=TODAY):
    found = rules.missing_days(DAYS, report, dict(stored), earlier, requested_at=ASKED, today=today, active=active)
    return [day.day for day in found]


def told(day, rows=3, requested_at=None):
    return date(2026, 11, day), StoredDay("api", ASKED, rows, requested_at)


@pytest.mark.parametrize(
    ("traffic", "expected"),
    [
        ([BUSY] * 8, []),
        ([BUSY, BUSY, None, BUSY, BUSY, BUSY, BUSY, BUSY], [14]),
        ([BUSY, BUSY, None, None, BUSY, BUSY, BUSY, BUSY], [14, 15]),
        ([BUSY, BUSY, None, None, None, BUSY, BUSY, BUSY], []),  # a pause
        ([BUSY, None, BUSY, BUSY, BUSY, None, BUSY, BUSY], [13, 17]),
        ([BUSY - 1, None, BUSY, BUSY, BUSY, BUSY, BUSY, BUSY], []),  # may be chance
        ([BUSY, None, BUSY - 1, BUSY, BUSY, BUSY, BUSY, BUSY], []),
        ([None] * 8, []),  # an account without any traffic
        ([None] * 5 + [BUSY] * 3, []),  # a new one
        ([BUSY] * 7 + [None], [19]),  # not there yet
        ([BUSY] * 6 + [None] * 2, [18, 19]),
        ([BUSY] * 5 + [None] * 3, []),  # it has stopped
        ([None] * 7 + [BUSY], []),
    ],
)
def test_short_gaps_beside_days_with_traffic_are_missing(traffic, expected):
    assert missing(survey(*traffic)) == expected


def test_the_newest_days_are_not_missed_while_every_campaign_is_paused():
    assert missing(survey(*[BUSY] * 7, None), active=False) == []
    assert missing(survey(BUSY, BUSY, None, *[BUSY] * 5), active=False) == [14]


def test_a_day_that_is_not_over_is_not_missed():
    assert missing(survey(*[BUSY] * 7, None), today=DAYS[-1]) == []


def test_a_day_that_had_rows_is_missed_wherever_it_lies():
    empty = survey(*[None] * 8)
    assert missing(empty, stored=[told(12), told(15), told(16, rows=0)], active=False) == [12, 15]


def test_where_rows_were_rejected_an_empty_day_may_have_lost_its_own():
    assert missing(survey(None, 1, None, *[BUSY] * 5, rejected=2), active=False) == [12, 14]


@pytest.mark.parametrize(
    ("hours", "delivered_hours", "expected"),
    [(20, None, []), (19.9, None, [14]), (30, 40, []), (30, 25, [14])],
)
def test_what_a_later_report_lacks_too_is_truly_empty(hours, delivered_hours, expected):
    """Unless the day was delivered between the two."""
    earlier = [MissingDays(ASKED - timedelta(hours=hours), {date(2026, 11, 14)})]
    stored = [] if delivered_hours is None else [told(14, requested_at=ASKED - timedelta(hours=delivered_hours))]
    report = survey(BUSY, BUSY, None, *[BUSY] * 5)
    assert missing(report, stored=stored, earlier=earlier) == expected


def test_what_was_requested_later_is_newer():
    stored = dict(
        [
            told(12, requested_at=ASKED + timedelta(seconds=1)),
            told(13, requested_at=ASKED),
            told(14, requested_at=ASKED - timedelta(days=1)),
            told(15),
        ]
    )
    assert rules.superseded_days(stored, ASKED) == {date(2026, 11, 12)}


def test_wanted_days():
    all_days = {TODAY - timedelta(days=age) for age in range(1, 61)}
    ages = [(TODAY - day).days for day in rules.wanted_days(TODAY, all_days, 60)]
    assert ages == [60, *range(30, 0, -1)]
    gap = {TODAY - timedelta(days=age) for age in (59, 45)}
    ages = [(TODAY - day).days for day in rules.wanted_days(TODAY, all_days - gap, 60)]
    assert ages == [60, 59, 45, *range(30, 0, -1)]
    assert [(TODAY - day).days for day in rules.wanted_days(TODAY, set(), 60)] == list(range(60, 0, -1))


def test_requests_cover_runs_of_days():
    days = [TODAY - timedelta(days=age) for age in (60, 59, 45, *range(40, 0, -1))]
    assert rules.requests_of(days) == [
        Window(days[0], days[1] + timedelta(days=1)),
        Window(days[2], days[2] + timedelta(days=1)),
        Window(TODAY - timedelta(days=40), TODAY - timedelta(days=9)),
        Window(TODAY - timedelta(days=9), TODAY),
    ]
    assert rules.requests_of([]) == []
