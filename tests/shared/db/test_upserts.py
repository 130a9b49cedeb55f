"""INSERT .. ON CONFLICT on both backends."""

from concurrent.futures import ThreadPoolExecutor

from notebook import Note
from sqlmodel import select

from shared.db import Database
from shared.db.upserts import add_missing, upsert

TABLE = Note.__table__


def lines(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {note.name: note.line for note in session.exec(select(Note))}


def test_add_missing_inserts_once_and_says_so(notes: Database) -> None:
    with notes.write() as session:
        assert add_missing(session, TABLE, {"name": "a", "line": "one"}) is True
        assert add_missing(session, TABLE, {"name": "a", "line": "two"}) is False

    assert lines(notes) == {"a": "one"}


def test_of_many_racing_inserts_exactly_one_wins(notes: Database) -> None:
    def insert(number: int) -> bool:
        with notes.write() as session:
            return add_missing(session, TABLE, {"name": "a", "line": str(number)})

    with ThreadPoolExecutor(8) as pool:
        won = list(pool.map(insert, range(24)))

    assert won.count(True) == 1
    assert lines(notes) == {"a": str(won.index(True))}


def test_upsert_inserts_and_updates(notes: Database) -> None:
    with notes.write() as session:
        upsert(session, TABLE, [{"name": "a", "line": "one"}, {"name": "b", "line": "two"}], key=["name"])
    with notes.write() as session:
        upsert(session, TABLE, [{"name": "b", "line": "2"}, {"name": "c", "line": "3"}], key=["name"])

    assert lines(notes) == {"a": "one", "b": "2", "c": "3"}


def test_upsert_leaves_columns_alone_that_the_rows_do_not_name(notes: Database) -> None:
    with notes.write() as session:
        session.add(Note(name="a", line="one"))
    with notes.write() as session:
        upsert(session, TABLE, [{"name": "a", "line": "two"}], key=["name"])

    with notes.read() as session:
        assert session.get_one(Note, "a").written_at is None
    assert lines(notes) == {"a": "two"}


def test_upsert_of_no_rows_does_nothing(notes: Database) -> None:
    with notes.write() as session:
        upsert(session, TABLE, [], key=["name"])

    assert lines(notes) == {}
