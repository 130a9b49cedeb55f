"""A cursor of a sorted list: what cannot be a place in it is refused, and no database ever sees it."""

from datetime import UTC, date, datetime

import pytest
from sqlalchemy import BigInteger, Column, Date, Float, MetaData, String, Table, func, literal

from shared import pages
from shared.db import UtcDateTime
from shared.pages import CursorError, PageQuery
from shared.sorting import By, Sorting

THING = Table(
    "thing",
    MetaData(),
    Column("thing_id", String(36)),
    Column("units", BigInteger),
    Column("share", Float),
    Column("day_on", Date),
    Column("updated_at", UtcDateTime),
)
SORTING = Sorting(
    {
        "units": By(THING.c.units, is_turned=True),
        "share": By(func.coalesce(THING.c.share, 1e9)),
        "day_on": By(func.coalesce(THING.c.day_on, literal(date(9999, 12, 31), Date))),
        "updated_at": By(THING.c.updated_at),
    },
    (THING.c.thing_id,),
    THING.c.updated_at,
)
NOW = datetime(2026, 11, 20, 8, tzinfo=UTC)


class ThingQuery(PageQuery):
    sort: str = "units"
    updated_after: datetime | None = None


def place(sort, **content):
    query = ThingQuery(sort=sort)
    return SORTING.place("t", ThingQuery(sort=sort, cursor=pages.seal("t", query, content)), sort)


@pytest.mark.parametrize(
    ("sort", "value"), [("units", -(2**62)), ("share", 0.25), ("day_on", date(2026, 1, 31)), ("updated_at", NOW)]
)
def test_a_place_comes_back_from_its_cursor(sort, value):
    query = ThingQuery(sort=sort, limit=1, updated_after=NOW)
    first = SORTING.place("t", query, sort)
    found = SORTING.cut("t", query, first, [("row", value, "a"), ("next", value, "b")], lambda row: row[0])
    assert (found.rows, found.envelope["has_more"], found.envelope["follow_cursor"]) == (["row"], True, None)
    again = SORTING.place("t", ThingQuery(sort=sort, cursor=found.envelope["next_cursor"]), sort)
    assert (again.after, again.since) == ((value, "a"), NOW)
    assert SORTING.cut("t", query, first, [("row", value, "a")], lambda row: row).envelope["next_cursor"] is None


@pytest.mark.parametrize(
    ("sort", "key"),
    [
        ("units", [1.5, "a"]),
        ("units", [2**63, "a"]),
        ("units", ["1", "a"]),
        ("units", [None, "a"]),
        ("units", [1]),
        ("units", "1"),
        ("units", [1, "a\0"]),
        ("units", [1, 2]),
        ("share", ["much", "a"]),
        ("day_on", ["2026-13-01", "a"]),
        ("day_on", [20260101, "a"]),
        ("updated_at", ["2026-11-20T08:00:00", "a"]),
    ],
)
def test_what_is_no_place_is_refused(sort, key):
    with pytest.raises(CursorError):
        place(sort, k=key)


def test_a_moment_that_is_none_is_refused():
    with pytest.raises(CursorError):
        place("units", k=[1, "a"], u="yesterday")


@pytest.mark.parametrize(
    ("sort", "order", "behind"),
    [
        ("units", "thing.units DESC, thing.thing_id DESC", "<"),
        ("-units", "thing.units ASC, thing.thing_id ASC", ">"),
        ("updated_at", "thing.updated_at ASC, thing.thing_id ASC", ">"),
    ],
)
def test_what_falls_as_the_order_rises_is_turned(sort, order, behind):
    statement = str(SORTING.conditioned(THING.select(), (sort, True, False)))
    assert order in " ".join(statement.split())
    assert f") {behind} (" in statement
