from datetime import UTC, date, datetime, timedelta

import pytest

from shared.findings.rules import Key, Known, Observation, reconcile, status_of

NOW = datetime(2026, 11, 20, tzinfo=UTC)


def key(subject="1"):
    return Key("ads.acos_high", "campaign", subject)


def seen(subject="1", measure=1.0):
    return Observation(key(subject), "Kettle", "HIGH", measure, date(2026, 11, 1), date(2026, 11, 15), "f", {})


def known(subject="1", status="open", snoozed_until=None, dismissed_measure=None):
    return Known(f"id-{subject}", key(subject), status, snoozed_until, dismissed_measure)


def test_new_lasting_and_gone():
    result = reconcile([known("1"), known("2")], [seen("2"), seen("3")], now=NOW)
    assert [one.key.subject_id for one in result.opened] == ["3"]
    assert [(one.finding_id, status) for one, _, status in result.updated] == [("id-2", "open")]
    assert [one.finding_id for one in result.resolved] == ["id-1"]


def test_a_problem_seen_twice_is_opened_once():
    assert len(reconcile([], [seen("1"), seen("1")], now=NOW).opened) == 1


@pytest.mark.parametrize(
    ("stored", "measure", "status"),
    [
        (known(), 1.0, "open"),
        (known(status="acknowledged"), 9.0, "acknowledged"),
        (known(status="snoozed", snoozed_until=NOW + timedelta(seconds=1)), 9.0, "snoozed"),
        (known(status="snoozed", snoozed_until=NOW), 1.0, "open"),
        (known(status="dismissed", dismissed_measure=2.0), 2.99, "dismissed"),
        (known(status="dismissed", dismissed_measure=2.0), 3.0, "open"),
        (known(status="dismissed", dismissed_measure=0.0), 0.0, "dismissed"),
    ],
)
def test_the_status_of_a_problem_that_lasts(stored, measure, status):
    assert status_of(stored, seen(measure=measure), now=NOW) == status
