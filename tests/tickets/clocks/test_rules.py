"""Clocks from values only; times in hours after they began."""

from datetime import UTC, datetime, timedelta

import pytest

from services.tickets.clocks import rules
from services.tickets.clocks.rules import ANSWER, Clock
from services.tickets.thresholds.rules import DEFAULTS, TicketsThresholds

BEGIN = datetime(2026, 10, 24, 20, tzinfo=UTC)
"""A Saturday evening, in Europe the last one of summer time: the wall clock knows neither."""


def at(hours):
    return BEGIN + timedelta(hours=hours)


def clock_of(level="running", *, stood=None, done=None, stopped=False):
    stood_at, done_at = (None if each is None else at(each) for each in (stood, done))
    stopped = stopped or done is not None
    return Clock(ANSWER, BEGIN, at(9), at(12), level, stood_at, done_at, stopped)


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


@pytest.mark.parametrize(
    ("told", "done", "news", "shown"),
    [
        ("running", 8, [], "running"),
        ("running", 11, ["at_risk"], "at_risk"),
        ("running", 13, ["at_risk", "breached"], "breached"),
        ("breached", 11, [], "at_risk"),
        ("breached", 13, [], "breached"),
    ],
)
def test_a_clock_whose_work_was_done_has_run_until_then(told, done, news, shown):
    assert rules.news_of(clock_of(told, done=done), at(20)) == news
    assert rules.shown_level(clock_of(news[-1] if news else told, done=done)) == shown


@pytest.mark.parametrize(("ahead", "taken"), [(-5, -5), (0, 0), (4, 0), (5, 0)])
def test_a_moment_a_little_ahead_is_now(ahead, taken):
    assert rules.not_ahead(BEGIN + timedelta(minutes=ahead), BEGIN) == BEGIN + timedelta(minutes=taken)
    assert rules.not_ahead(None, BEGIN) == BEGIN


def test_what_lies_ahead_is_refused():
    with pytest.raises(ValueError, match="ahead"):
        rules.not_ahead(BEGIN + timedelta(minutes=5, seconds=1), BEGIN)


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
    later = Clock(ANSWER, BEGIN, at(1), at(72), "running")
    assert rules.due_at([later, clock_of()]) == at(12)
    assert rules.due_at([later, clock_of(stopped=True)]) == at(72)
    assert rules.due_at([clock_of(stood=1)]) is None


@pytest.mark.parametrize(
    ("hours", "found"),
    [(1, []), (9, [("tickets.sla_at_risk", "HIGH")]), (12, [("tickets.sla_breached", "CRITICAL")])],
)
def test_a_clock_stands_for_one_finding_at_most(hours, found):
    observed = rules.observe(clock_of(), "c-1", "Late", at(hours))
    assert [(each.key.code, each.severity) for each in observed] == found
    assert [each.key.subject_id for each in observed] == ["c-1"] * len(found)
    assert rules.observe(clock_of(stopped=True), "c-1", "Late", at(hours)) == []
