"""Walks through a polled list: what changes is seen once, whoever commits when; and cursors of elsewhere."""

import base64
import random
import threading
import time
from collections import Counter
from datetime import UTC, datetime, timedelta

import orjson
import pytest
from sqlalchemy import event, select
from sqlalchemy import text as plain

from services.tickets.macros.schemas import MacroQuery
from services.tickets.models import Macro
from shared import pages
from shared.db.columns import table_of
from shared.db.positions import GENERATION
from shared.pages import CursorError, CursorExpiredError, CursorMismatchError
from shared.positions import Order, poll
from shared.positions.generations import newest_of, note_start, raise_generation
from shared.positions.horizon import Horizon, _clamped
from tests.sql import text

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
ORDER = Order(table_of(Macro), ("macro_id",))


def macro(name, *, tenant_id="t", version=1, at=NOW):
    texts = {"texts": "{}"}
    stamps = {"created_at": at, "updated_at": at, "version": version}
    return Macro(macro_id=name, tenant_id=tenant_id, name=name, **texts, **stamps)


def page(database, cursor="", limit=2, **filters):
    query = MacroQuery(cursor=cursor, limit=limit, **filters)
    with database.read() as session:
        statement = select(Macro).where(Macro.tenant_id == "t")

        def read(part):
            return list(session.scalars(ORDER.apply(statement, part)))

        return poll(session, "t", query, ORDER, read)


def walk(database, cursor="", **query):
    """(id, version) of a whole walk, the cursor that follows it, and how often it said `restored`."""
    seen, restored = [], 0
    while True:
        found = page(database, cursor, **query)
        seen += [(row.macro_id, row.version) for row in found.rows]
        restored += found.envelope["restored"]
        cursor = found.envelope["follow_cursor"]
        assert found.envelope["next_cursor"] == (cursor if found.envelope["has_more"] else None)
        if not found.envelope["has_more"]:
            return seen, cursor, restored


def add(database, *names, **values):
    with database.write() as session:
        session.add_all([macro(name, **values) for name in names])


def names(seen):
    return [name for name, _ in seen]


@pytest.fixture
def database(service_database):
    return service_database("tickets")


def content_of(cursor):
    return orjson.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))


def encoded(content):
    return base64.urlsafe_b64encode(orjson.dumps(content)).decode().rstrip("=")


def test_a_kept_cursor_shows_what_has_changed_since(database):
    seen, empty, _ = walk(database)
    assert seen == []
    add(database, "b", "a", "c")
    add(database, "other", tenant_id="u")
    seen, cursor, _ = walk(database, empty)
    assert names(seen) == ["a", "b", "c"]
    assert walk(database, cursor)[0] == []
    with database.write() as session:
        session.get(Macro, "b").version = 2
    assert walk(database, cursor)[0] == [("b", 2)]
    assert walk(database, walk(database, cursor)[1])[0] == []


def test_what_comes_during_a_walk_belongs_to_the_next_one(database):
    add(database, *"abc")
    first = page(database)
    add(database, "d")
    with database.write() as session:
        session.get(Macro, "c").version = 2
    seen, cursor, _ = walk(database, first.envelope["next_cursor"])
    assert (names(first.rows and [(row.macro_id, 1) for row in first.rows]), seen) == (["a", "b"], [])
    assert sorted(walk(database, cursor)[0]) == [("c", 2), ("d", 1)]


def test_updated_after_counts_for_the_first_call_and_its_walk(database):
    for number, name in enumerate("abcd"):
        add(database, name, at=NOW + timedelta(minutes=number))
    after = NOW + timedelta(seconds=30)
    seen, cursor, _ = walk(database, updated_after=after)
    assert names(seen) == ["b", "c", "d"]
    first = page(database, updated_after=after)
    assert names(walk(database, first.envelope["next_cursor"])[0]) == ["d"]
    add(database, "old", at=NOW - timedelta(days=9))
    assert names(walk(database, cursor, updated_after=NOW + timedelta(days=9))[0]) == ["old"]


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_rows_of_an_open_transaction_come_once_after_its_end(database):
    add(database, "before")
    with database.write() as slow:
        slow.add(macro("slow"))
        slow.flush()
        add(database, "fast")
        seen, cursor, _ = walk(database)
        assert names(seen) == ["before", "fast"]
        assert walk(database, cursor)[0] == []
        cursor = walk(database, cursor)[1]
        add(database, "later")
        seen, cursor, _ = walk(database, cursor)
        assert names(seen) == ["later"]
    seen, cursor, _ = walk(database, cursor)
    assert names(seen) == ["slow"]
    assert walk(database, cursor)[0] == []


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_row_whose_number_goes_backward_is_seen(database):
    add(database, "a")
    with database.write() as early:
        early.add(macro("mine"))
        early.flush()
        with database.write() as late:
            late.get(Macro, "a").version = 2
        seen, cursor, _ = walk(database)
        assert seen == [("a", 2)]
        early.get(Macro, "a").version = 3
    assert sorted(walk(database, cursor)[0]) == [("a", 3), ("mine", 1)]


@pytest.mark.parametrize(
    ("newest", "snapshot", "standby", "expected"),
    [
        (120, "100:130:100,110,125", False, Horizon(1000 + 121, frozenset({100, 110}))),
        (129, "100:130:", False, Horizon(1000 + 130, frozenset())),
        (150, "100:130:100", False, Horizon(1000 + 130, frozenset({100}))),
        (-1, "100:130:100", False, Horizon(1000, frozenset())),
        (120, "100:130:", True, Horizon(1000 + 100, frozenset())),
    ],
)
def test_a_horizon_is_clamped_to_what_is_stored(newest, snapshot, standby, expected):
    assert _clamped(1000, 1000 + newest + 1, 0, snapshot, standby) == expected


def test_numbers_that_are_given_out_again_after_a_crash_are_seen(database):
    """A cursor stops at the newest stored number, however far transactions have been counted by then."""
    add(database, "a")
    for _ in range(3):
        with database.engine.connect() as lost:
            if not database.is_sqlite:
                lost.execute(text("SELECT pg_current_xact_id()"))
            lost.rollback()
    cursor = walk(database)[1]
    with database.read() as session:
        newest = session.execute(text("SELECT max(pos) FROM macro")).scalar_one()
    assert content_of(cursor)["t"] == newest + 1


def test_a_cursor_of_an_older_generation_shows_everything_and_says_so_once(database):
    add(database, *"abc")
    _, kept, _ = walk(database)
    inside = page(database).envelope["next_cursor"]
    with database.write() as session:
        raise_generation(session)
    for cursor in (kept, inside):
        seen, following, restored = walk(database, cursor)
        assert (names(seen), restored) == (["a", "b", "c"], 1)
        assert walk(database, following)[::2] == ([], 0)
    add(database, "d")
    assert names(walk(database, following)[0]) == ["d"]


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_start_on_another_postgresql_raises_the_generation(database):
    add(database, "a")
    assert [note_start(database), note_start(database)] == [False, False]
    with database.write() as session:
        session.execute(text("UPDATE position_state SET origin = 'another'"))
    assert [note_start(database), note_start(database)] == [True, False]
    with database.write() as session:
        session.execute(text("UPDATE macro SET pos = pos + 1000000 + (1::bigint << 48)"))
    assert [note_start(database), note_start(database)] == [True, False]


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
@pytest.mark.parametrize("by_tenant", [True, False])
def test_a_start_reads_the_newest_positions_out_of_an_index(database, by_tenant):
    """A row or two of each tenant, however many there are: a plain maximum would read all of them at each start."""
    kept = "(n integer PRIMARY KEY, tenant_id text, pos bigint)"
    with database.write() as session:
        session.execute(text(f"CREATE TEMP TABLE pg_temp.many {kept}"))
        session.execute(text("INSERT INTO pg_temp.many SELECT n, 't' || n % 3, n FROM generate_series(1, 3000) AS n"))
        session.execute(text(f"CREATE INDEX many_position ON pg_temp.many ({'tenant_id, ' if by_tenant else ''}pos)"))
        session.execute(text("ANALYZE pg_temp.many"))
        query = newest_of("pg_temp.many", by_tenant=by_tenant)
        assert session.execute(query).scalar_one() == 3000
        plan = session.execute(plain(f"EXPLAIN (ANALYZE, FORMAT JSON) {query}")).scalar_one()
        session.execute(text("TRUNCATE pg_temp.many"))
        assert session.execute(query).scalar_one() is None
    assert 0 < read_rows(plan[0]["Plan"]) < 20


def read_rows(plan):
    """How many rows the scans of a plan have read of the table."""
    own = plan["Actual Rows"] * plan["Actual Loops"] if plan.get("Relation Name") == "many" else 0
    return own + sum(read_rows(each) for each in plan.get("Plans", ()))


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_a_start_while_others_write_raises_nothing(database):
    """Each look of a start meets rows that were committed since the look before."""
    numbers = iter(range(1000))
    looking = threading.get_ident()

    def write(_connection, _cursor, statement, *_others):
        if threading.get_ident() == looking and statement.startswith("SELECT"):
            writer = threading.Thread(target=add, args=(database, f"m{next(numbers)}"))
            writer.start()
            writer.join()

    event.listen(database.engine, "before_cursor_execute", write)
    try:
        assert note_start(database) is False
    finally:
        event.remove(database.engine, "before_cursor_execute", write)
    assert next(numbers) > 3


def test_cursors_of_elsewhere_are_refused(database):
    add(database, *"abc")
    query = MacroQuery()
    kept = walk(database)[1]
    old = encoded({"k": ["2026-11-01T08:30:00+00:00", "a"], "f": pages.filters_digest("t", query)})
    newer = encoded(content_of(kept) | {"t": content_of(kept)["t"] + GENERATION})
    for cursor in (old, newer, encoded(content_of(kept) | {"v": 3})):
        with pytest.raises(CursorExpiredError):
            page(database, cursor)
    with pytest.raises(CursorMismatchError):
        page(database, kept, name="a")
    inside = content_of(page(database).envelope["next_cursor"])
    wrong = [
        {"t": "x"},
        {"t": -1},
        {"o": 1},
        {"o": ["x"]},
        {"k": ["x", "a"]},
        {"k": [1]},
        {"k": [1, "\0"]},
        {"b": None},
    ]
    for part in (*wrong, {"r": "x"}, {"u": "yesterday"}):
        with pytest.raises(CursorError):
            page(database, encoded(inside | part))


def test_a_cursor_from_before_rows_were_removed_for_good_has_expired(database):
    add(database, "a")
    kept = walk(database)[1]
    add(database, "b", "c")
    fresh = walk(database)[1]
    with database.write() as session:
        newest = session.execute(text("SELECT max(pos) FROM macro")).scalar_one()
        session.execute(text("DELETE FROM macro WHERE macro_id <> 'a'"))
        session.execute(
            text("INSERT INTO position_removed VALUES ('macro', :tenant, :pos)"), {"tenant": "t", "pos": newest}
        )
    with pytest.raises(CursorExpiredError):
        page(database, kept)
    assert walk(database, fresh)[0] == []
    assert walk(database, walk(database)[1])[0] == []


WRITERS, ROUNDS = 6, 25


def write_much(database, number, changes, failures):
    """Rows of one's own and of all, in transactions of several lengths, some rolled back."""
    chance = random.Random(number)  # noqa: S311 - no secret
    try:
        for turn in range(ROUNDS):
            try:
                with database.write() as session:
                    own = [f"w{number}-{turn}-{one}" for one in range(chance.choice((1, 1, 2, 30)))]
                    session.add_all([macro(name) for name in own])
                    session.flush()
                    time.sleep(chance.random() * 0.02)
                    shared = session.get(Macro, f"shared-{chance.randrange(4)}", with_for_update=True)
                    shared.version += 1
                    if chance.random() < 0.1:
                        raise ZeroDivisionError
            except ZeroDivisionError:
                continue
            changes.extend((name, 1) for name in own)
    except Exception as error:
        failures.append(error)


@pytest.mark.present
def test_with_many_writers_what_was_written_is_seen_once(database):
    add(database, *(f"shared-{number}" for number in range(4)))
    changes, failures = [], []
    threads = [
        threading.Thread(target=write_much, args=(database, number, changes, failures)) for number in range(WRITERS)
    ]
    for thread in threads:
        thread.start()
    seen, cursor = [], ""
    while any(thread.is_alive() for thread in threads):
        found, cursor, _ = walk(database, cursor, limit=17)
        seen += found
    for thread in threads:
        thread.join()
    assert failures == []
    seen += walk(database, cursor, limit=17)[0]
    mine = Counter(one for one in seen if one[0].startswith("w"))
    assert mine == Counter(changes)
    with database.read() as session:
        last = dict(session.execute(select(Macro.macro_id, Macro.version)).all())
    assert {name: version for name, version in dict(seen).items()} == last
