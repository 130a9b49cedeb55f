"""The hot read path on both backends: the driver's own rows, and errors that the edge knows."""

import asyncio
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime

import pytest
from notebook import Note
from sqlalchemy import Column, MetaData, String, Table, bindparam, select
from sqlalchemy.exc import DataError, DBAPIError

from shared.db import Database, hot
from shared.db.hot import HotRead

TABLE = Note.__table__
MOMENT = datetime(2026, 11, 1, 8, tzinfo=UTC)
BY_NAME = HotRead(select(TABLE.c.name, TABLE.c.written_at).where(TABLE.c.name == bindparam("name")))
AFTER = HotRead(select(TABLE.c.name).where(TABLE.c.written_at > bindparam("moment")).limit(bindparam("limit")))


def rows(statement: HotRead, database: Database, **parameters: object) -> list[tuple[object, ...]]:
    return asyncio.run(statement.rows(database, parameters))


def write(database: Database, name: str, moment: datetime | None = None) -> None:
    with database.write() as session:
        session.add(Note(name=name, line="one", written_at=moment))


def test_rows_are_tuples_and_moments_read_alike_on_the_wire(notes: Database) -> None:
    write(notes, "a", MOMENT)

    found = rows(BY_NAME, notes, name="a")

    assert [type(row) for row in found] == [tuple]
    sent = hot.answer({"at": found[0][1]}).body
    assert datetime.fromisoformat(sent.decode().split('"')[3]) == MOMENT


def test_moments_bind_as_parameters(notes: Database) -> None:
    for name, moment in (("a", MOMENT), ("b", MOMENT.replace(microsecond=1)), ("c", MOMENT.replace(hour=9))):
        write(notes, name, moment)

    assert sorted(rows(AFTER, notes, moment=MOMENT, limit=9)) == [("b",), ("c",)]
    assert len(rows(AFTER, notes, moment=MOMENT, limit=1)) == 1


def test_every_read_sees_what_was_committed_before_it(notes: Database) -> None:
    assert rows(BY_NAME, notes, name="a") == []
    write(notes, "a")
    assert rows(BY_NAME, notes, name="a") == [("a", None)]


def test_quotes_and_placeholders_in_values_are_values(notes: Database) -> None:
    for name in ("'; DROP TABLE note; --", "%(name)s", ":name", "水壶"):
        write(notes, name)
        assert rows(BY_NAME, notes, name=name) == [(name, None)]


def test_a_failure_of_the_driver_is_one_of_sqlalchemys(notes: Database) -> None:
    missing = Table("missing", MetaData(), Column("name", String))

    with pytest.raises(DBAPIError, match="missing"):
        rows(HotRead(select(missing.c.name)), notes)

    assert rows(BY_NAME, notes, name="a") == []


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_text_that_no_column_holds_is_a_data_error(notes: Database) -> None:
    with pytest.raises(DataError):
        rows(BY_NAME, notes, name="a\x00b")


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_server_that_is_away_is_told_as_by_sessions(database_of: Callable[[str], Database]) -> None:
    there = database_of("notebook")
    away = Database(f"postgresql://postgres@127.0.0.1:1/{there.url.database}")

    with pytest.raises(DBAPIError) as told:
        rows(BY_NAME, away, name="a")

    assert type(told.value).__name__ == "OperationalError"


def test_dates_on_the_wire() -> None:
    assert hot.answer({"on": date(2026, 1, 31)}).body == b'{"on":"2026-01-31"}'


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_file_that_somebody_has_for_himself_is_waited_for_in_a_thread(notes: Database) -> None:
    write(notes, "a")
    notes.dispose()
    holder = sqlite3.connect(notes.url.database, isolation_level=None, check_same_thread=False)
    holder.execute("PRAGMA locking_mode=EXCLUSIVE")
    holder.execute("BEGIN IMMEDIATE")
    holder.execute("UPDATE note SET line = 'two'")

    async def read() -> tuple[list[tuple[object, ...]], int]:
        turns, reading = 0, asyncio.ensure_future(BY_NAME.rows(notes, {"name": "a"}))
        while not reading.done():
            await asyncio.sleep(0.01)
            turns += 1
            if turns == 20:
                holder.execute("COMMIT")
                holder.close()
        return reading.result(), turns

    found, turns = asyncio.run(read())
    assert found == [("a", None)]
    assert turns >= 20  # the event loop went on meanwhile
