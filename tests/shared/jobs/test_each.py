"""Loops in which one row that raises stops no other."""

import pytest
from sqlalchemy.exc import OperationalError

from services.tickets.models import ReceivedEvent
from shared import metrics
from shared.jobs.each import each_alone
from tests.tickets.facts import NOW

BUSY = OperationalError("UPDATE", {}, Exception("database is locked"))


def passed_over(loop):
    return metrics.REGISTRY.get_sample_value("zhuli_rows_passed_over_total", {"loop": loop}) or 0


def looker(seen, **failures):
    def look(row):
        if row in failures:
            raise failures[row]
        seen.append(row)

    return look


def test_a_row_that_raises_is_counted_and_stops_no_other():
    seen, before = [], passed_over("a-loop")
    looked = each_alone("a-loop", "abc", looker(seen, a=KeyError("x"), c=ValueError("y")))
    assert (looked.done, looked.passed_over, seen) == (["b"], ["a", "c"], ["b"])
    assert passed_over("a-loop") - before == 2


def test_what_may_pass_is_raised_after_the_last_row():
    seen, before = [], passed_over("a-loop")
    with pytest.raises(OperationalError):
        each_alone("a-loop", "abc", looker(seen, a=BUSY))
    assert (seen, passed_over("a-loop") - before) == (["b", "c"], 0)


def test_what_a_row_wrote_before_it_raised_is_undone(service_database):
    database = service_database("tickets")

    def write(row):
        session.add(ReceivedEvent(event_id=row, tenant_id="t", type="x", received_at=NOW))
        session.flush()
        if row == "b":
            raise ValueError(row)

    with database.write() as session:
        looked = each_alone("a-loop", "abc", write, session=session)
    assert (looked.done, looked.passed_over) == (["a", "c"], ["b"])
    with database.read() as session:
        assert [session.get(ReceivedEvent, row) is not None for row in "abc"] == [True, False, True]


def test_a_busy_database_ends_a_session_at_once(service_database):
    seen = []
    with pytest.raises(OperationalError), service_database("tickets").write() as session:
        each_alone("a-loop", "abc", looker(seen, b=BUSY), session=session)
    assert seen == ["a"]
