"""F14: a case that raises, in the scan of the clocks.

Pass: in the same scan the clocks of all other cases are told, of more than a batch of them as well; the bad one is
left out for a while and looked at again.
"""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select, update

from services.tickets.cases.operations import open_case
from services.tickets.cases.rules import CaseContent
from services.tickets.models import Case, Outbox
from services.tickets.sla import operations
from services.tickets.sla.operations import scan_clocks
from shared.db import Database

NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)
LATE = NOW + timedelta(hours=13)


def opened(database: Database, number: int) -> list[str]:
    """Ids of cases of one account, one for each minute, the first the oldest."""
    with database.write() as session:
        return [
            open_case(
                session,
                "tenant",
                CaseContent("A1SELLER", "A1F83G8C2ARO7P", "other", "HIGH", f"Case {each}", "", "rest"),
                now=NOW + timedelta(minutes=each),
            )[0].case_id
            for each in range(number)
        ]


def poison(database: Database, *case_ids: str) -> None:
    """Give cases a level that no rule knows."""
    with database.write() as session:
        session.execute(update(Case).where(Case.case_id.in_(case_ids)).values(resolution_level="lost"))


def scan(database: Database, now: datetime) -> int:
    with database.write() as session:
        return scan_clocks(session, now=now)


def breached(database: Database) -> set[str]:
    with database.read() as session:
        contents = session.scalars(select(Outbox.content).where(Outbox.name == "case.breached")).all()
    return {case_id for content in contents for case_id in [content.split('"case_id":"')[1][:36]]}


@pytest.mark.parametrize("bad", [0, 1, 2])
def test_the_clocks_of_all_other_cases_are_told(service_database, bad):
    database = service_database("tickets")
    cases = opened(database, 3)
    poison(database, cases[bad])
    scan(database, LATE)
    assert breached(database) == set(cases) - {cases[bad]}
    assert scan(database, LATE) == 0
    with database.write() as session:
        session.execute(update(Case).values(resolution_level="running"))
    assert scan(database, LATE + timedelta(hours=1)) == 1
    assert breached(database) == set(cases)


def test_a_whole_batch_of_bad_cases_keeps_nobody_waiting(service_database, monkeypatch):
    monkeypatch.setattr(operations, "BATCH", 2)
    database = service_database("tickets")
    cases = opened(database, 4)
    poison(database, *cases[:2])
    assert [scan(database, LATE) for _ in range(3)] == [2, 2, 0]
    assert breached(database) == set(cases[2:])
