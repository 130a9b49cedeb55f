"""What grows with time stays for its days: 90 days of every table, and from the 31st on nothing grows."""

import importlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Boolean, Date, Float, Integer, LargeBinary, Table, func, insert, select
from sqlmodel import Session

from services.cli.installation import SERVICES
from services.gateway.events.repository import EventRepository
from services.gateway.events.schemas import EventQuery
from shared.db.columns import UtcDateTime
from shared.pages import CursorExpiredError
from shared.retention import Kept, remove_old, remover
from tests.sql import text

START = datetime(2026, 1, 1, 12, tzinfo=UTC)
DAYS, KEPT_DAYS, ROWS, LOOKS = 90, 30, 3, 6
TERMS = dict.fromkeys(("numbers", "closed", "runs", "events", "deliveries"), KEPT_DAYS)
EVERYWHERE = {"outbox", "idempotent_request", "position_state", "position_removed", "thresholds"}
"""Rows that leave at once, answers of 7 days, and tables with one row of an account at most."""

ENDED: dict[str, dict[str, Any]] = {
    "finding": {"status": "resolved"},
    "sync": {"status": "completed"},
    "erp_sync": {"status": "completed"},
    "erp_dead_letter": {"status": "resolved"},
    "report_import": {"status": "completed"},
    "ticket_case": {"status": "closed"},
    "worklist_item": {"status": "resolved", "listed": False},
    "webhook_delivery": {"status": "delivered"},
}
STANDING = {
    "finding": {"status": "open"},
    "sync": {"status": "running"},
    "erp_sync": {"status": "running"},
    "erp_dead_letter": {"status": "open"},
    "report_import": {"status": "running"},
    "ticket_case": {"status": "pending"},
    "worklist_item": {"listed": True},
    "webhook_delivery": {"status": "pending"},
}


def kept_of(service: str) -> Any:
    return importlib.import_module(f"services.{service}.models.kept")


def row_of(table: Table, number: int, moment: datetime, **given: Any) -> dict[str, Any]:
    """A row that differs from others in every column that may be part of a key."""
    row: dict[str, Any] = {}
    for column in table.c:
        if column.name in given:
            row[column.name] = given[column.name]
        elif column.name == "pos" or (column.nullable and not isinstance(column.type, UtcDateTime)):
            continue
        elif isinstance(column.type, UtcDateTime):
            row[column.name] = moment
        elif isinstance(column.type, Date):
            row[column.name] = moment.date()
        elif isinstance(column.type, Boolean | Float):
            row[column.name] = False if isinstance(column.type, Boolean) else 0.0
        elif isinstance(column.type, LargeBinary):
            row[column.name] = b"x" * 100
        elif isinstance(column.type, Integer):
            row[column.name] = number
        else:
            row[column.name] = f"{number}"[-(getattr(column.type, "length", None) or 36) :]
    return row


def targets_of(table: Table, number: int) -> Iterator[tuple[Table, dict[str, Any]]]:
    """The rows that a row's foreign keys name, those that they need first."""
    for key in table.foreign_keys:
        if key.parent.nullable:
            continue
        yield from targets_of(key.column.table, number)
        yield key.column.table, row_of(key.column.table, number, START)


def store_day(session: Session, kept: Kept, day: int) -> None:
    table, moment = kept.table, START + timedelta(days=day)
    (first, *_) = table.primary_key
    numbers = range(day * ROWS + 1, (day + 1) * ROWS + 1)
    given = ENDED.get(table.name, {}) | ({"endpoint_id": "1"} if table.foreign_keys else {})
    session.execute(insert(table), [row_of(table, number, moment, **given) for number in numbers])
    for column in kept.parts:
        names = {number: number if isinstance(first.type, Integer) else f"{number}" for number in numbers}
        rows = [row_of(column.table, number, moment, **{column.name: names[number]}) for number in numbers]
        session.execute(insert(column.table), rows)


def counts(database: Any, kept: Kept) -> list[int]:
    tables = [kept.table, *(column.table for column in kept.parts)]
    with database.read() as session:
        return [session.execute(select(func.count()).select_from(table)).scalar_one() for table in tables]


@pytest.mark.parametrize("service", SERVICES)
def test_ninety_days_of_every_table_are_no_more_than_thirty(service, service_database):
    database = service_database(service)
    all_kept = kept_of(service).KEPT
    day = 0
    work = remover(database, [], all_kept, TERMS, clock=lambda: START + timedelta(days=day, minutes=1))
    with database.write() as session:
        for table, row in {t.name: (t, r) for kept in all_kept for t, r in targets_of(kept.table, 1)}.values():
            session.execute(insert(table), [row])
    pages = {}
    for day in range(DAYS):
        with database.write() as session:
            for kept in all_kept:
                store_day(session, kept, day)
        if day % LOOKS:
            continue
        while work():
            pass
        if database.is_sqlite:
            with database.read() as session:
                pages[day] = session.execute(text("PRAGMA page_count")).scalar_one()
        if day > KEPT_DAYS:
            for kept in all_kept:
                # A day of the calendar ends after what happened at noon of it thirty days ago.
                stay = (KEPT_DAYS + isinstance(kept.table.c[kept.moment].type, Date)) * ROWS
                assert counts(database, kept) == [stay] * (1 + len(kept.parts)), kept.table.name
    # Pages fill unevenly; what grew with time would have doubled.
    assert not pages or pages[DAYS - LOOKS] <= pages[2 * KEPT_DAYS - LOOKS] * 1.1


@pytest.mark.parametrize("service", SERVICES)
def test_what_has_not_ended_stays(service, service_database):
    database = service_database(service)
    late = START + timedelta(days=1000)
    for kept in kept_of(service).KEPT:
        if kept.ended is None:
            continue
        with database.write() as session:
            for table, row in targets_of(kept.table, 1):
                session.execute(insert(table), [row])
            session.execute(insert(kept.table), [row_of(kept.table, 1, START, **STANDING[kept.table.name])])
        assert remove_old(database, kept, TERMS, now=late) == 0
        assert counts(database, kept)[0] == 1


@pytest.mark.parametrize("name", ["campaign_fact", "search_term_fact", "breakdown_fact"])
def test_a_day_of_long_ago_that_came_today_is_kept_as_long_as_one_of_today(service_database, name):
    database, today = service_database("ads"), START + timedelta(days=4000)
    every = {kept.table.name: kept for kept in kept_of("ads").KEPT}
    facts, delivery = every[name], every["delivery"].table
    with database.write() as session:
        session.execute(insert(facts.table), [row_of(facts.table, number, START) for number in (1, 2)])
        session.execute(insert(delivery), [row_of(delivery, 1, START, last_delivered_at=today)])
    assert remove_old(database, facts, TERMS, now=today) == 1
    assert remove_old(database, facts, TERMS, now=today + timedelta(days=KEPT_DAYS)) == 0
    assert remove_old(database, facts, TERMS, now=today + timedelta(days=KEPT_DAYS, seconds=1)) == 1


@pytest.mark.parametrize("service", SERVICES)
def test_every_table_says_how_long_its_rows_stay(service):
    module = kept_of(service)
    tables = set(module.KEPT[0].table.metadata.tables)
    parts = {column.table.name for kept in module.KEPT for column in kept.parts}
    told = {kept.table.name for kept in module.KEPT} | parts | module.LASTING.keys()
    assert tables - told - EVERYWHERE == set()
    assert module.LASTING.keys() <= tables


def test_a_cursor_from_before_what_went_has_expired_and_later_ones_go_on(service_database):
    database = service_database("gateway")
    (events,) = [kept for kept in kept_of("gateway").KEPT if kept.table.name == "event"]

    def poll(cursor: str = "") -> tuple[list[str], str]:
        with database.read() as session:
            found = EventRepository(session, "1").poll(EventQuery(cursor=cursor), None)
        return [event.event_id for event in found.rows], found.envelope["follow_cursor"]

    def happen(number: int, day: int) -> None:
        row = row_of(events.table, number, START + timedelta(days=day), tenant_id="1")
        del row["sequence"]
        with database.write() as session:
            session.execute(insert(events.table), [row])

    before = poll()[1]
    happen(1, 0)
    middle = poll()[1]
    happen(2, 40)
    assert remove_old(database, events, TERMS, now=START + timedelta(days=41)) == 1
    with pytest.raises(CursorExpiredError):
        poll(before)
    assert poll(middle)[0] == poll()[0] == ["2"]
