"""Moments in the database: aware, in UTC, and in order."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from notebook import Note
from sqlalchemy.exc import StatementError
from sqlmodel import col, select

from shared.db import Database
from tests.sql import text

CHINA = timezone(timedelta(hours=8))
NOON = datetime(2026, 1, 31, 12, 0, 0, 123456, tzinfo=UTC)


def write(database: Database, name: str, moment: datetime | None) -> None:
    with database.write() as session:
        session.add(Note(name=name, line="", written_at=moment))


def read(database: Database, name: str) -> datetime | None:
    with database.read() as session:
        return session.get_one(Note, name).written_at


@pytest.mark.parametrize(
    "moment",
    [
        NOON,
        NOON.astimezone(CHINA),
        datetime(1999, 12, 31, 23, 59, 59, 999999, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    ],
)
def test_a_moment_comes_back_as_the_same_moment_in_utc(notes: Database, moment: datetime) -> None:
    write(notes, "a", moment)

    found = read(notes, "a")
    assert found == moment
    assert found is not None
    assert found.tzinfo is UTC


def test_no_moment_stays_none(notes: Database) -> None:
    write(notes, "a", None)

    assert read(notes, "a") is None


def test_a_naive_datetime_is_refused_and_nothing_is_written(notes: Database) -> None:
    with pytest.raises(StatementError, match="a moment must be aware"):
        write(notes, "a", datetime(2026, 1, 31, 12, 0))

    with notes.read() as session:
        assert session.exec(select(Note)).all() == []


def test_moments_compare_and_sort_across_zones(notes: Database) -> None:
    write(notes, "late", NOON + timedelta(microseconds=1))
    write(notes, "early", (NOON - timedelta(seconds=1)).astimezone(CHINA))
    write(notes, "middle", NOON)

    with notes.read() as session:
        order = session.exec(select(Note.name).order_by(col(Note.written_at))).all()
        since = session.exec(select(Note.name).where(col(Note.written_at) >= NOON.astimezone(CHINA))).all()

    assert order == ["early", "middle", "late"]
    assert sorted(since) == ["late", "middle"]


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_on_sqlite_it_is_sortable_text(notes: Database) -> None:
    write(notes, "a", NOON.astimezone(CHINA))

    with notes.read() as session:
        stored = session.connection().execute(text("SELECT written_at FROM note")).scalar_one()

    assert stored == "2026-01-31T12:00:00.123456Z"
