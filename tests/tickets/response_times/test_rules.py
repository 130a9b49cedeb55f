"""Response times from values only; times in hours after a Monday noon in London."""

from datetime import UTC, date, datetime, timedelta

import pytest

from services.tickets.response_times.rules import Asked, Window, outcome_of, times_of
from tests.tickets.facts import DE, SELLER, UK

NOON = datetime(2026, 11, 16, 12, tzinfo=UTC)
WEEK = Window(date(2026, 11, 16), date(2026, 11, 23))
WITHIN = timedelta(hours=12)


def at(hours):
    return None if hours is None else NOON + timedelta(hours=hours)


def asked(received=0.0, answered=None, ended=None, *, marketplace=UK, person=None, category="buyer_message"):
    return Asked(SELLER, marketplace, category, person, at(received), at(answered), at(ended))


@pytest.mark.parametrize(
    ("answered", "ended", "now", "outcome"),
    [
        (11.99, None, 20, "in_time"),
        (12, None, 20, "late"),
        (30, None, 40, "late"),
        (None, None, 11.99, "running"),
        (None, None, 12, "missed"),
        (None, 11.99, 20, "closed"),
        (None, 12, 20, "missed"),
        (30, 11, 40, "late"),
    ],
)
def test_what_becomes_of_a_message(answered, ended, now, outcome):
    assert outcome_of(asked(0, answered, ended), WITHIN, at(now)) == outcome


def times(*found, by="account", window=WEEK, now=100):
    return times_of(by, found, window, WITHIN, at(now))


def test_what_is_missed_counts_and_what_runs_does_not():
    [(_, one)] = times(asked(0, 1), asked(0, 3), asked(0, 13), asked(0), asked(99), asked(0, None, 2)).items()
    assert dict(one.counts) == {"in_time": 2, "late": 1, "missed": 1, "running": 1, "closed": 1}
    assert (one.share_in_time, one.median_seconds) == (0.5, 8 * 3600)


@pytest.mark.parametrize(
    ("found", "median"),
    [
        ([asked(0, 2)], 2),
        ([asked(0, 2), asked(0, 4)], 3),
        ([asked(0, 2), asked(0, 4), asked(0)], 4),
        ([asked(0, 2), asked(0)], None),
        ([asked(0)], None),
        ([asked(99)], None),
    ],
)
def test_the_median_takes_what_was_missed_for_longest(found, median):
    [(_, one)] = times(*found).items()
    assert one.median_seconds == (None if median is None else median * 3600)


def test_nothing_due_yet_has_no_share():
    [(_, one)] = times(asked(99)).items()
    assert one.share_in_time is None


@pytest.mark.parametrize(
    ("received", "marketplace", "day"),
    [
        (11.9, UK, 16),
        (12, UK, 17),
        (10.9, DE, 16),
        (11, DE, 17),
    ],
)
def test_a_day_is_one_of_the_marketplace(received, marketplace, day):
    [(group, _)] = times(asked(received, marketplace=marketplace), by="day").items()
    assert (group.window.from_on, group.window.to_on) == (date(2026, 11, day), date(2026, 11, day + 1))


def test_windows_are_half_open():
    window = Window(date(2026, 11, 17), date(2026, 11, 18))
    assert times(asked(11.99), asked(36), window=window) == {}
    assert [one.counts.total() for one in times(asked(12), asked(35.99), window=window).values()] == [2]


def test_a_day_of_25_hours_is_one_day():
    """25 October 2026 in London."""
    begin = (datetime(2026, 10, 24, 23, tzinfo=UTC) - NOON).total_seconds() / 3600
    window = Window(date(2026, 10, 25), date(2026, 10, 26))
    found = [asked(begin + hours) for hours in (-0.01, 0, 24.99, 25)]
    [(_, one)] = times(*found, by="day", window=window).items()
    assert one.counts.total() == 2


def test_a_week_begins_on_monday_and_is_cut_at_the_window():
    window = Window(date(2026, 11, 18), date(2026, 11, 25))
    found = times(asked(36), asked(24 * 7), by="week", window=window)
    assert [(group.window.from_on.day, group.window.to_on.day) for group in found] == [(18, 23), (23, 25)]


def test_groups_by_person_and_category():
    found = [asked(0, 1, person="li"), asked(0, 2, person="wu", category="return"), asked(0)]
    assert [group.name for group in times(*found, by="person")] == ["li", "wu", None]
    assert [group.name for group in times(*found, by="category")] == ["buyer_message", "return"]
