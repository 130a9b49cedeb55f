"""Transactions: who commits, who waits for whom, and where the tables lie."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from notebook import Note
from sqlalchemy import inspect
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlmodel import func, select, update

from shared.db import Database, Session
from tests.sql import text


def lines(database: Database) -> dict[str, str]:
    with database.read() as session:
        return {note.name: note.line for note in session.exec(select(Note))}


def test_write_commits_at_the_end(notes: Database) -> None:
    with notes.write() as session:
        session.add(Note(name="a", line="one"))

    assert lines(notes) == {"a": "one"}


def test_an_exception_rolls_the_whole_transaction_back(notes: Database) -> None:
    def add_and_fail() -> None:
        with notes.write() as session:
            session.add(Note(name="a", line="one"))
            session.flush()
            raise LookupError

    with pytest.raises(LookupError):
        add_and_fail()

    assert lines(notes) == {}


def test_read_never_commits(notes: Database) -> None:
    with notes.read() as session:
        session.add(Note(name="a", line="one"))
        session.flush()

    assert lines(notes) == {}


def test_objects_stay_readable_after_the_commit(notes: Database) -> None:
    with notes.write() as session:
        note = Note(name="a", line="one")
        session.add(note)

    assert note.line == "one"


def test_forty_writers_that_read_first_all_succeed(notes: Database) -> None:
    with notes.write() as session:
        session.add(Note(name="counter", line="0"))

    def count_up(_number: int) -> None:
        with notes.write() as session:
            note = session.exec(select(Note).where(Note.name == "counter").with_for_update()).one()
            note.line = str(int(note.line) + 1)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(count_up, range(40)))

    assert lines(notes) == {"counter": "40"}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_reader_that_turns_writer_is_why_writers_begin_immediate(notes: Database) -> None:
    with notes.read() as late, notes.write() as early:
        late.exec(select(func.count()).select_from(Note)).one()
        early.add(Note(name="a", line="one"))
        early.commit()
        with pytest.raises(OperationalError, match="locked"):
            late.connection().execute(text("INSERT INTO note (name, line) VALUES ('b', 'two')"))

    assert lines(notes) == {"a": "one"}


def test_a_reader_is_not_blocked_by_an_open_writer_and_does_not_see_it(notes: Database) -> None:
    with notes.write() as session:
        session.add(Note(name="a", line="before"))

    with notes.write() as writer:
        writer.exec(update(Note).values(line="after"))
        assert lines(notes) == {"a": "before"}

    assert lines(notes) == {"a": "after"}


def test_a_writer_is_not_blocked_by_an_open_reader(notes: Database) -> None:
    with notes.read() as reader:
        assert reader.exec(select(func.count()).select_from(Note)).one() == 0
        with notes.write() as writer:
            writer.add(Note(name="a", line="one"))

    assert lines(notes) == {"a": "one"}


def test_a_flush_shows_a_broken_constraint_at_once(notes: Database) -> None:
    def add(session: Session, line: str) -> None:
        session.add(Note(name="a", line=line))
        session.flush()

    with notes.write() as session:
        add(session, "one")
    with pytest.raises(IntegrityError), notes.write() as session:
        add(session, "two")

    assert lines(notes) == {"a": "one"}


def test_an_error_does_not_show_the_values(notes: Database) -> None:
    with notes.write() as session:
        session.add(Note(name="a", line="one"))

    with pytest.raises(IntegrityError) as caught, notes.write() as session:
        session.add(Note(name="a", line="a secret"))

    assert "a secret" not in str(caught.value)


def test_on_postgres_the_tables_lie_in_the_schema_of_the_service(notes: Database) -> None:
    schemas = {name for name in inspect(notes.engine).get_schema_names() if "note" in tables_of(notes, name)}

    assert schemas == {"main" if notes.is_sqlite else "notebook"}


def tables_of(database: Database, schema: str) -> list[str]:
    return inspect(database.engine).get_table_names(schema=schema)


@pytest.mark.parametrize("schema", ["Ads", "ads-eu", "ads; DROP TABLE x", "1ads"])
def test_a_schema_name_that_needs_quotes_is_refused(schema: str) -> None:
    with pytest.raises(ValueError, match="schema name"):
        Database("postgresql://nobody@127.0.0.1/x", schema=schema)


def test_nothing_is_opened_before_the_first_transaction(tmp_path: Path) -> None:
    Database(f"sqlite:///{tmp_path / 'sub' / 'new.db'}")

    assert list(tmp_path.rglob("*.db")) == []


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_whoever_opens_the_same_places_remembers_no_statement_behind_a_pooler(notes: Database) -> None:
    direct = notes.url.render_as_string(hide_password=False)
    pooled = Database(f"{direct}?application_name=pooled", schema="notebook", direct_url=direct)
    for database, expected in ((notes, True), (pooled, False), (Database(**pooled.places), False)):
        with database.write() as session:
            rows = [{"name": f"{name}", "line": "one"} for name in range(20)]
            session.connection().execute(Note.__table__.insert(), rows)
            known = session.connection().execute(text("SELECT count(*) FROM pg_prepared_statements")).scalar_one()
            session.connection().execute(Note.__table__.delete())
        database.dispose()
        assert (known > 0) == expected, database.url
    assert Database(**pooled.places).direct().url == notes.url
