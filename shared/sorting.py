"""Lists in an order that the caller chooses: `sort=name`, or `-name` the other way round; they end with null.

Such a list is read as it is: nobody can follow it. Its cursor holds the place of the last row, and where a walk
began (`updated_after`), which is said to its first call only.
"""

import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Date, DateTime, Float, Integer, Select, bindparam, or_, tuple_
from sqlalchemy.types import TypeDecorator

from shared import pages
from shared.db import Database, Session
from shared.db.hot import HotRead
from shared.pages import CursorError, PageQuery
from shared.positions import Polled

T = TypeVar("T")
_AFTER, _SINCE = "sort_after_{}", "updated_after"


@dataclass(frozen=True, slots=True)
class By:
    """An order: an expression that is never null, `is_turned` where it falls as what it stands for rises."""

    value: ColumnElement[Any]
    is_turned: bool = False


Kind = tuple[str, bool, bool]
"""What statements in a chosen order differ by: the order, and whether they begin behind a key and since a moment."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a page begins: behind a key if there is one, among what has changed since a moment if one is given."""

    sort: str
    after: tuple[Any, ...] | None
    since: datetime | None

    @property
    def kind(self) -> Kind:
        """What a statement differs by."""
        return self.sort, self.after is not None, self.since is not None


class Sorting:
    """The orders of a list by their names; `key` are the columns that tell apart rows of one value."""

    def __init__(self, by: Mapping[str, By], key: Sequence[ColumnElement[Any]], moment: ColumnElement[Any]) -> None:
        self._by = by
        self._key = tuple(key)
        self._moment = moment

    def place(self, tenant_id: str, query: PageQuery, sort: str) -> Place:
        """Where the page of a query begins. Raises the errors of cursors."""
        content = pages.unseal(tenant_id, query)
        if content is None:
            return Place(sort, None, getattr(query, _SINCE, None))
        key, columns = content.get("k"), self._columns(sort)
        if not isinstance(key, list) or len(key) != len(columns):
            raise CursorError
        since = content.get("u")
        after = tuple(_read(value, column) for value, column in zip(key, columns, strict=True))
        return Place(sort, after, None if since is None else pages.moment_of(since))

    def conditioned(self, statement: Select[Any], kind: Kind) -> Select[Any]:
        """The statement in the order of a place's kind, with what makes the cursor as its last columns."""
        sort, is_inside, has_since = kind
        columns, falls = self._columns(sort), self._falls(sort)
        named = [column.label(f"sort_{number}") for number, column in enumerate(columns)]
        if is_inside:
            statement = statement.where(~self.until(sort))
        if has_since:
            statement = statement.where(self._moment > bindparam(_SINCE, type_=self._moment.type))
        ordered = statement.order_by(*(column.desc() if falls else column.asc() for column in columns))
        return ordered.add_columns(*named).limit(bindparam("limit"))

    def until(self, sort: str) -> ColumnElement[bool]:
        """The condition of the rows up to a place, itself included, by the parameters of `given`."""
        columns = self._columns(sort)
        names = [bindparam(_AFTER.format(number), type_=column.type) for number, column in enumerate(columns)]
        here, there = tuple_(*columns), tuple_(*names)
        return here >= there if self._falls(sort) else here <= there

    def given(self, place: Place, query: PageQuery) -> dict[str, Any]:
        """The parameters of such a statement."""
        keys = {_AFTER.format(number): value for number, value in enumerate(place.after or ())}
        since = {} if place.since is None else {_SINCE: place.since}
        return {"limit": query.limit + 1} | keys | since

    def cut(
        self,
        tenant_id: str,
        query: PageQuery,
        place: Place,
        rows: Sequence[Sequence[Any]],
        item: Callable[[Sequence[Any]], T],
    ) -> Polled[T]:
        """The page of `limit + 1` fetched rows, each made an `item` without what makes the cursor."""
        width = len(self._key) + 1
        shown, has_more, cursor = rows[: query.limit], len(rows) > query.limit, None
        if has_more:
            key = [_written(value) for value in shown[-1][-width:]]
            since = {} if place.since is None else {"u": place.since.isoformat()}
            cursor = pages.seal(tenant_id, query, {"k": key} | since)
        ends: dict[str, Any] = {"follow_cursor": None, "restored": False}
        items = [item(row[:-width]) for row in shown]
        return Polled(items, {"next_cursor": cursor, "has_more": has_more} | ends)

    def _falls(self, sort: str) -> bool:
        return sort.startswith("-") != self._by[sort.removeprefix("-")].is_turned

    def _columns(self, sort: str) -> tuple[ColumnElement[Any], ...]:
        return self._by[sort.removeprefix("-")].value, *self._key


def page_of(
    session: Session, tenant_id: str, query: PageQuery, sort: str, sorting: Sorting, statement: Select[Any]
) -> Polled[Any]:
    """A page of the objects that a statement selects, in the order of `sort`. Raises the errors of cursors."""
    place = sorting.place(tenant_id, query, sort)
    chosen = sorting.conditioned(statement, place.kind).params(sorting.given(place, query))
    rows = session.execute(chosen).all()
    return sorting.cut(tenant_id, query, place, rows, lambda row: row[0])


async def page_of_hot(
    database: Database,
    tenant_id: str,
    query: PageQuery,
    sort: str,
    sorting: Sorting,
    statement_of: Callable[[Kind], HotRead],
    given: Mapping[str, Any],
    names: Sequence[str],
) -> Polled[dict[str, Any]]:
    """The same on the hot path: rows by `names`; the statement is that of a kind, for the parameters `given`."""
    place = sorting.place(tenant_id, query, sort)
    rows = await statement_of(place.kind).rows(database, {**given, **sorting.given(place, query)})
    return sorting.cut(tenant_id, query, place, rows, lambda row: dict(zip(names, row, strict=True)))


def holds(columns: Iterable[ColumnElement[Any]], pattern: Any) -> ColumnElement[bool]:
    """Whether one of the columns holds what is searched for; the pattern is that of `shared.http.filters`."""
    return or_(*(column.ilike(pattern, escape="\\") for column in columns))


def _written(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _read(value: Any, column: ColumnElement[Any]) -> Any:
    """A value out of a cursor. Raises CursorError where the column cannot hold it."""
    kind = column.type.impl_instance if isinstance(column.type, TypeDecorator) else column.type
    try:
        if isinstance(kind, DateTime):
            return pages.moment_of(value)
        if isinstance(kind, Date):
            return date.fromisoformat(value)
        if isinstance(kind, Float) and isinstance(value, int | float) and math.isfinite(value):
            return float(value)
        if isinstance(kind, Integer) and isinstance(value, int) and abs(value) < 2**63:
            return value
        if isinstance(kind, Float | Integer) or not isinstance(value, str) or "\0" in value:
            raise CursorError
    except (TypeError, ValueError) as error:
        raise CursorError from error
    return value
