"""The driver's own upsert on both backends: what is written, and how many rows that were."""

from collections.abc import Callable

import pytest
from notebook import Note
from sqlalchemy import BigInteger, Column, Integer, MetaData, String, Table, select
from sqlalchemy.exc import IntegrityError, OperationalError

from shared.db import Database
from shared.db.bulk import BulkUpsert
from shared.db.failures import is_busy
from tests.sql import text

TABLE = Table(
    "tally",
    MetaData(),
    # In another order than the rows have, as the tables of the services are.
    Column("clicks", BigInteger, nullable=False),
    Column("cost", BigInteger, nullable=False),
    Column("day", Integer, primary_key=True),
    Column("name", String, primary_key=True),
    sqlite_with_rowid=False,
)
COLUMNS = ("name", "day", "clicks", "cost")
TALLIES = BulkUpsert(TABLE, COLUMNS)
BIG = 2**62


@pytest.fixture
def notes(database_of: Callable[[str], Database]) -> Database:
    database = database_of("notebook")
    TABLE.create(database.engine)
    return database


def run(database: Database, *rows: tuple[object, ...], bulk: BulkUpsert = TALLIES) -> int:
    with database.write() as session:
        return bulk.run(session, rows)


def tallies(database: Database) -> list[tuple[object, ...]]:
    columns = [TABLE.c[name] for name in COLUMNS]
    with database.read() as session:
        return [tuple(row) for row in session.execute(select(*columns).order_by(*columns))]


def test_new_rows_are_inserted_and_counted(notes: Database) -> None:
    assert run(notes, ("a", 1, 10, 100), ("b", 1, 20, 200)) == 2
    assert tallies(notes) == [("a", 1, 10, 100), ("b", 1, 20, 200)]


def test_only_changed_rows_are_counted(notes: Database) -> None:
    run(notes, ("a", 1, 10, 100), ("b", 1, 20, 200))

    assert run(notes, ("a", 1, 10, 100), ("b", 1, 20, 201), ("b", 2, 0, 0)) == 2
    assert tallies(notes) == [("a", 1, 10, 100), ("b", 1, 20, 201), ("b", 2, 0, 0)]


def test_the_same_rows_again_change_nothing(notes: Database) -> None:
    rows = [(f"term {number}", number % 7, number, number * BIG // 1000) for number in range(500)]

    assert run(notes, *rows) == 500
    assert run(notes, *reversed(rows)) == 0


def test_of_rows_with_one_key_the_last_wins(notes: Database) -> None:
    assert run(notes, ("a", 1, 1, 1), ("a", 1, 2, 2), ("a", 1, 3, 3)) == 1
    assert tallies(notes) == [("a", 1, 3, 3)]


def test_chunks_of_one_transaction_add_up(notes: Database) -> None:
    with notes.write() as session:
        counted = [
            TALLIES.run(session, [(f"{chunk}-{number}", 1, 1, 1) for number in range(100)]) for chunk in range(3)
        ]
        again = TALLIES.run(session, [("0-0", 1, 1, 1), ("2-99", 1, 2, 1)])

    assert (counted, again) == ([100, 100, 100], 1)
    assert len(tallies(notes)) == 300


def test_two_tables_in_one_transaction_do_not_mix(notes: Database) -> None:
    lines = BulkUpsert(Note.__table__, ("line", "name", "written_at"))
    with notes.write() as session:
        counted = (TALLIES.run(session, [("a", 1, 1, 1)]), lines.run(session, [("first", "a", None)]))

    assert counted == (1, 1)
    with notes.read() as session:
        assert session.get_one(Note, "a").line == "first"


def test_a_row_that_is_older_than_the_stored_one_is_left_out(notes: Database) -> None:
    newest = BulkUpsert(TABLE, COLUMNS, newer="clicks")
    run(notes, ("a", 1, 10, 100), ("b", 1, 10, 100), ("c", 1, 10, 100))

    assert run(notes, ("a", 1, 9, 200), ("b", 1, 10, 200), ("c", 1, 11, 200), bulk=newest) == 2
    assert tallies(notes) == [("a", 1, 10, 100), ("b", 1, 10, 200), ("c", 1, 11, 200)]


def test_null_equals_null(notes: Database) -> None:
    lines = BulkUpsert(Note.__table__, ("name", "line", "written_at"))

    assert [run(notes, ("a", "first", None), bulk=lines) for _ in range(2)] == [1, 0]


@pytest.mark.parametrize(
    "text", ["电热水壶 1,7 Ł", "🫖", "tab\there", "line\nbreak", "back\\slash \\N", "'quote\"", "%s ? :x", "", "  "]
)
def test_any_text_comes_back_as_it_was(notes: Database, text: str) -> None:
    assert [run(notes, (text, 1, 1, 1)) for _ in range(2)] == [1, 0]
    assert tallies(notes) == [(text, 1, 1, 1)]


@pytest.mark.parametrize("number", [2**31, -(2**31) - 1, BIG, 2**63 - 1, -(2**63)])
def test_whole_numbers_of_eight_bytes(notes: Database, number: int) -> None:
    assert [run(notes, ("a", 1, number, number)) for _ in range(2)] == [1, 0]
    assert tallies(notes) == [("a", 1, number, number)]


def test_no_rows_are_no_work(notes: Database) -> None:
    assert run(notes) == 0
    assert tallies(notes) == []


def test_a_failure_of_the_driver_is_one_of_sqlalchemys(notes: Database) -> None:
    with pytest.raises(IntegrityError):
        run(notes, ("a", 1, None, 1))


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_row_that_somebody_holds_too_long_is_one_of_a_busy_database(notes: Database) -> None:
    run(notes, ("a", 1, 1, 1))
    with notes.write() as holder:
        TALLIES.run(holder, [("a", 1, 2, 2)])
        with pytest.raises(OperationalError) as told, notes.write() as session:
            session.execute(text("SET LOCAL lock_timeout = '20ms'"))
            TALLIES.run(session, [("a", 1, 3, 3)])

    assert is_busy(told.value)
    assert tallies(notes) == [("a", 1, 2, 2)]


def test_a_failure_leaves_nothing_behind(notes: Database) -> None:
    with pytest.raises(ZeroDivisionError), notes.write() as session:
        TALLIES.run(session, [("a", 1, 1, 1)])
        raise ZeroDivisionError

    assert tallies(notes) == []


@pytest.mark.parametrize("columns", [COLUMNS[:-1], (*COLUMNS, "colour"), ("name", "day", "clicks", "price")])
def test_columns_that_are_not_the_tables_are_refused(columns: tuple[str, ...]) -> None:
    with pytest.raises(ValueError, match="columns are not those of tally"):
        BulkUpsert(TABLE, columns)


KEEPING = BulkUpsert(TABLE, COLUMNS, kept=("cost",))


def test_a_changed_row_keeps_what_it_shall(notes: Database) -> None:
    assert run(notes, ("a", 1, 10, 100), bulk=KEEPING) == 1
    assert run(notes, ("a", 1, 11, 200), ("b", 1, 20, 300), bulk=KEEPING) == 2
    assert tallies(notes) == [("a", 1, 11, 100), ("b", 1, 20, 300)]


def test_what_rows_leave_out_is_a_default_at_first_and_stays(notes: Database) -> None:
    clicks = BulkUpsert(TABLE, COLUMNS[:-1], defaults={"cost": "7"})
    run(notes, ("a", 1, 10, 100))
    assert run(notes, ("a", 1, 11), ("b", 1, 20), bulk=clicks) == 2
    assert run(notes, ("a", 1, 11), ("b", 1, 20), bulk=clicks) == 0
    assert tallies(notes) == [("a", 1, 11, 100), ("b", 1, 20, 7)]


def test_rows_that_tell_nothing_are_made_and_never_change(notes: Database) -> None:
    keys = BulkUpsert(TABLE, COLUMNS[:2], defaults={"clicks": "0", "cost": "7"})
    run(notes, ("a", 1, 10, 100))
    assert run(notes, ("a", 1), ("b", 1), bulk=keys) == 1
    assert tallies(notes) == [("a", 1, 10, 100), ("b", 1, 0, 7)]


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_temporary_table_ends_with_its_transaction(notes: Database) -> None:
    """What another program meets on this connection, behind a pooler, is nothing of ours."""
    run(notes, ("a", 1, 1, 1))
    with notes.read() as session:
        assert session.execute(text("SELECT to_regclass('pg_temp.bulk_rows_tally')")).scalar_one() is None
    assert run(notes, ("b", 1, 1, 1)) == 1
    assert len(tallies(notes)) == 2


def test_what_is_taken_back_takes_its_temporary_table_along(notes: Database) -> None:
    with notes.write() as session:
        with pytest.raises(ZeroDivisionError), session.begin_nested():
            TALLIES.run(session, [("a", 1, 1, 1)])
            raise ZeroDivisionError
        assert TALLIES.run(session, [("b", 1, 1, 1)]) == 1
    with pytest.raises(ZeroDivisionError), notes.write() as session:
        TALLIES.run(session, [("c", 1, 1, 1)])
        raise ZeroDivisionError
    assert run(notes, ("d", 1, 1, 1)) == 1
    assert [row[0] for row in tallies(notes)] == ["b", "d"]


TOGETHER = BulkUpsert(TABLE, ("name",), same={"day": "day", "clicks": "number", "cost": "number"})


@pytest.mark.parametrize("count", [1, 899, 900, 901, 2000])
def test_what_is_the_same_in_all_rows_is_given_once(notes: Database, count: int) -> None:
    names = [f"term {number:04}" for number in range(count)]
    for number, changed in ((7, count), (7, 0), (BIG, count)):
        with notes.write() as session:
            same = {"day": 3, "number": number}
            assert TOGETHER.run(session, [(name,) for name in names], same) == changed
        assert tallies(notes) == [(name, 3, number, number) for name in names]


def test_of_rows_that_share_a_part_of_their_key_the_last_wins(notes: Database) -> None:
    costs = BulkUpsert(TABLE, ("name", "cost"), same={"day": "day", "clicks": "number"})
    with notes.write() as session:
        assert costs.run(session, [("b", 1), ("a", 2), ("b", 3)], {"day": 3, "number": 7}) == 2
    assert tallies(notes) == [("a", 3, 7, 2), ("b", 3, 7, 3)]
