"""The sequence of a judgement, over a repository that is a list."""

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace

import pytest

from services.ads.models import Finding
from shared.findings.judging import Seen, judge
from shared.findings.operations import NO_LONGER_NAMED, Scope
from shared.findings.rules import Judge, Key, Observation, ask

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)


def observation(code, **values):
    day = date(2026, 11, 1)
    return Observation(Key(code, "thing", "1"), "One", "HIGH", 1.0, day, day, "1 > 0", {}, **values)


class Findings:
    tenant_id, model = "t", Finding

    def __init__(self):
        self.rows, self.steps, self.told = [], [], []

    def unresolved(self, seller_id, marketplace_id, codes):
        self.steps.append(("read", codes))
        return [row for row in self.rows if row.code in codes and row.resolved_at is None]

    def those(self, finding_ids, *, lock):
        assert lock
        return {row.finding_id: row for row in self.rows if row.finding_id in finding_ids}

    def note_seen(self, seller_id, marketplace_id, codes, *, now):
        self.steps.append(("seen", codes))

    def add(self, findings):
        self.rows += findings

    def save(self):
        self.steps.append("save")


@pytest.fixture
def court():
    """Two judges, of whom the second needs a report; both see their code while it is in `problems`."""
    findings, problems = Findings(), {"x.first", "x.second"}

    def seeing(code):
        return lambda steps: steps.append(code) or ([observation(code)] if code in problems else [])

    judges = (Judge(("x.first",), seeing("x.first")), Judge(("x.second",), seeing("x.second"), frozenset({"report"})))

    def sit(arrived=None, why=None, stake=None):
        return judge(
            findings,
            Scope("A1", "UK"),
            judges,
            lambda sitting: Seen(list(ask(sitting.judges, [findings.steps])), stake, lambda _: why),
            lambda outcome, moment: findings.steps.append("tell") or findings.told.append(moment),
            lock=lambda: findings.steps.append("lock"),
            arrived=arrived,
            now=NOW,
        )

    return SimpleNamespace(findings=findings, problems=problems, sit=sit)


def test_it_locks_reads_what_stands_once_asks_reconciles_and_tells(court):
    court.sit()
    codes = ("x.first", "x.second")
    steps = ["lock", ("read", codes), *codes, "save", ("seen", codes), "tell"]
    assert court.findings.steps == steps
    assert [(row.code, row.status, row.tenant_id) for row in court.findings.rows] == [
        ("x.first", "open", "t"),
        ("x.second", "open", "t"),
    ]


def test_who_needs_what_has_not_arrived_is_not_asked_and_its_findings_stay(court):
    court.sit()
    court.problems.clear()
    assert [one.code for one in court.sit(arrived=[]).resolved] == ["x.first"]
    assert [one.code for one in court.sit(arrived=["report"]).resolved] == ["x.second"]


def test_a_finding_says_why_it_ended_where_its_problem_has_not(court):
    court.sit()
    court.problems.clear()
    court.sit(why=NO_LONGER_NAMED)
    assert {row.decision_reason for row in court.findings.rows} == {"no longer named"}


def test_what_was_decided_while_the_findings_were_waited_for_is_told_before(court):
    court.sit()
    decided = NOW + timedelta(seconds=1)
    court.findings.rows[0].updated_at = decided
    court.problems.clear()
    court.sit()
    assert court.findings.told == [NOW, decided]
    assert [row.resolved_at for row in court.findings.rows] == [decided, decided]
