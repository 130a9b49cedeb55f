"""Clocks from values only; times in hours after they began."""

from datetime import UTC, datetime, timedelta

import pytest

from services.tickets.findings.rules import FIRST_RESPONSE
from services.tickets.sla import rules
from services.tickets.sla.rules import Clock
from services.tickets.thresholds.rules import DEFAULTS, TicketsThresholds

BEGIN = datetime(2026, 10, 24, 20, tzinfo=UTC)
"""A Saturday evening, in Europe the last one of summer time: the wall clock knows neither."""


def at(hours):
    return BEGIN + timedelta(hours=hours)


def clock_of(level="running", *, stood=None, stopped=False):
    return Clock(FIRST_RESPONSE, at(9), at(12), level, None if stood is None else at(stood), stopped)


@pytest.mark.parametrize(
    ("hours", "bounds", "expected"),
    [(12, DEFAULTS, (9, 12)), (72, DEFAULTS, (54, 72)), (1, TicketsThresholds(at_risk_percent=1), (0.01, 1))],
)
def test_a_clock_warns_at_its_share_and_runs_over_weekends(hours, bounds, expected):
    assert rules.moments_of(BEGIN, hours, bounds) == (at(expected[0]), at(expected[1]))


@pytest.mark.parametrize(
    ("told", "hours", "news"),
    [
        ("running", 0, []),
        ("running", 8.999, []),
        ("running", 9, ["at_risk"]),
        ("running", 11.999, ["at_risk"]),
        ("running", 12, ["at_risk", "breached"]),
        ("at_risk", 9, []),
        ("at_risk", 12, ["breached"]),
        ("at_risk", 1, []),
        ("breached", 500, []),
        ("breached", 1, []),
    ],
)
def test_each_level_is_news_once(told, hours, news):
    assert rules.news_of(clock_of(told), at(hours)) == news
    assert rules.news_of(clock_of(told, stopped=True), at(hours)) == []


def test_a_clock_that_stands_goes_no_further():
    assert rules.level_at(clock_of(stood=8), at(100)) == "running"
    assert rules.level_at(clock_of(stood=10), at(100)) == "at_risk"
    assert rules.news_of(clock_of(stood=10), at(100)) == ["at_risk"]
    assert not clock_of(stood=10).is_running


@pytest.mark.parametrize(("hours", "check"), [(0, 9), (9, 12), (11, 12), (12, None)])
def test_a_clock_is_looked_at_when_its_next_level_comes(hours, check):
    assert rules.next_check([clock_of()], at(hours)) == (None if check is None else at(check))
    assert rules.next_check([clock_of(stood=1), clock_of(stopped=True)], at(hours)) is None


def test_the_earliest_running_clock_is_due():
    later = Clock(FIRST_RESPONSE, at(1), at(72), "running", None, False)
    assert rules.due_at([later, clock_of()]) == at(12)
    assert rules.due_at([later, clock_of(stopped=True)]) == at(72)
    assert rules.due_at([clock_of(stood=1)]) is None


@pytest.mark.parametrize(
    ("hours", "found"),
    [(1, []), (9, [("tickets.sla_at_risk", "HIGH")]), (12, [("tickets.sla_breached", "CRITICAL")])],
)
def test_a_clock_stands_for_one_finding_at_most(hours, found):
    observed = rules.observe(clock_of(), "c-1", "Late", BEGIN, at(hours))
    assert [(each.key.code, each.severity) for each in observed] == found
    assert [each.key.subject_id for each in observed] == ["c-1"] * len(found)
    assert rules.observe(clock_of(stopped=True), "c-1", "Late", BEGIN, at(hours)) == []
