"""The order of a polled list, and the condition of a part of it."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    ARRAY,
    BigInteger,
    Column,
    ColumnElement,
    Date,
    Integer,
    Select,
    Table,
    any_,
    bindparam,
    func,
    tuple_,
)

from shared.db.positions import POSITION

AMONG, START, AFTER, UPDATED = "pos_among", "pos_start", "pos_after", "updated_after"


@dataclass(frozen=True, slots=True)
class Part:
    """Up to `limit` rows: of the positions `among`, or from `start` on; behind the key `after` if there is one.

    `updated_after` leaves rows out and moves nothing.
    """

    limit: int
    start: int | None = None
    among: tuple[int, ...] | None = None
    after: tuple[Any, ...] | None = None
    updated_after: datetime | None = None


class Order:
    """A table's rows by position and `key`, its columns that tell apart the rows of one transaction.

    `number` names the column that is the position, `moment` that of the last change. A table is `by_tenant` where its
    index begins with the tenant, and `is_serial` where the position is a number of its own in the order of commits.
    """

    def __init__(
        self, table: Table, key: Sequence[str], *, number: str = POSITION, moment: str = "updated_at"
    ) -> None:
        self.table = table
        self.number = number
        self.by_tenant = "tenant_id" in table.c
        self.is_serial = number != POSITION
        self.columns: tuple[Column[Any], ...] = tuple(table.c[name] for name in (number, *key))
        self._names = [column.name for column in self.columns]
        self._moment = table.c[moment]
        self._readers = [_reader_of(column) for column in self.columns]

    def key_of(self, row: Any) -> tuple[Any, ...]:
        """The key of a row: a mapping by the columns' names, or an object with such attributes."""
        if isinstance(row, dict):
            return tuple([row[name] for name in self._names])
        return tuple([getattr(row, name) for name in self._names])

    def positions_of(self, rows: Sequence[Any]) -> list[int]:
        """The positions of rows."""
        if rows and isinstance(rows[0], dict):
            return [row[self.number] for row in rows]
        return [getattr(row, self.number) for row in rows]

    def read_key(self, values: Sequence[Any]) -> tuple[Any, ...] | None:
        """A key out of a cursor, None where it cannot be one."""
        if len(values) != len(self._readers):
            return None
        try:
            return tuple(read(value) for read, value in zip(self._readers, values, strict=True))
        except (TypeError, ValueError):
            return None

    def apply(self, statement: Select[Any], part: Part) -> Select[Any]:
        """The statement of a part's rows, in their order."""
        ordered = self.conditioned(statement, self.kinds(part)).limit(part.limit)
        return ordered.params(self.given(part))

    def conditioned(self, statement: Select[Any], kinds: Iterable[str], *, is_sorted: bool = False) -> Select[Any]:
        """The statement in this order, with conditions of some kinds, of which `given` has the parameters.

        `is_sorted` keeps a database from reading in the order's own index, for few rows that it finds by another.
        """
        columns = [func.coalesce(column, column) if is_sorted else column for column in self.columns]
        conditions = (self._condition(kind, columns) for kind in kinds)
        return statement.where(*conditions).order_by(*columns)

    def kinds(self, part: Part) -> list[str]:
        """Which conditions a part has."""
        pairs = ((AMONG, part.among), (START, part.start), (AFTER, part.after), (UPDATED, part.updated_after))
        # Behind a key the start says nothing more, and with two lower bounds PostgreSQL reads from the first.
        kinds = [name for name, value in pairs if value is not None]
        return [name for name in kinds if name != START or part.after is None]

    def given(self, part: Part) -> dict[str, Any]:
        """The parameters of a part's conditions."""
        among = None if part.among is None else list(part.among)
        values: dict[str, Any] = {AMONG: among, START: part.start, UPDATED: part.updated_after}
        given = {name: values[name] for name in self.kinds(part) if name != AFTER}
        after = part.after or ()
        return given | {f"{AFTER}_{column.name}": value for column, value in zip(self.columns, after, strict=False)}

    def _condition(self, kind: str, columns: Sequence[ColumnElement[Any]]) -> ColumnElement[bool]:
        position = columns[0]
        if kind == AMONG:
            return position == any_(bindparam(AMONG, type_=ARRAY(BigInteger)))
        if kind == START:
            return position >= bindparam(START, type_=BigInteger)
        if kind == UPDATED:
            return self._moment > bindparam(UPDATED, type_=self._moment.type)
        places = [bindparam(f"{AFTER}_{column.name}", type_=column.type) for column in self.columns]
        return tuple_(*columns) > tuple_(*places)


def _text(value: Any) -> str:
    if not isinstance(value, str) or "\0" in value:
        raise ValueError
    return value


def _number(value: Any) -> int:
    if not isinstance(value, int) or abs(value) >= 2**63:
        raise ValueError
    return value


def _reader_of(column: Column[Any]) -> Callable[[Any], Any]:
    """What reads the column's value out of a cursor; it raises ValueError or TypeError."""
    if isinstance(column.type, Integer):
        return _number
    return date.fromisoformat if isinstance(column.type, Date) else _text
