"""A table on its way: what it may not hold, its rows, and the checksum of each side."""

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

import psycopg

from services.cli.moves.errors import MoveError
from services.cli.moves.kinds import KINDS, Column, refusals, shown

_SHOWN_ROWS = 5
_BATCH = 10_000
"""Rows that PostgreSQL hands over at a time."""

_BITS = 96
PROGRESS = 100_000
"""Rows after which the progress is told."""

Progress = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class Table:
    """A table of both sides, with its columns; `key` are those of its primary key."""

    schema: str
    name: str
    columns: Sequence[Column]
    key: Sequence[str]

    @property
    def full_name(self) -> str:
        """With its schema."""
        return f"{self.schema}.{self.name}"


@dataclass(frozen=True, slots=True)
class Sum:
    """How many rows a table has, and a checksum over them in whatever order."""

    rows: int
    checksum: str


def refused_rows(source: sqlite3.Connection, table: Table) -> list[tuple[Any, ...]]:
    """Rows that PostgreSQL would not take: (table, key, column, why), the first five of each column."""
    reasons = [(column, why, query) for column in table.columns for why, query in refusals(column)]
    anything = " OR ".join(f"({query})" for _, _, query in reasons)
    if not source.execute(f'SELECT EXISTS (SELECT 1 FROM "{table.name}" WHERE {anything})').fetchone()[0]:  # noqa: S608
        return []
    found = []
    keys = ", ".join(f'"{name}"' for name in table.key)
    for column, why, query in reasons:
        rows = source.execute(f'SELECT {keys} FROM "{table.name}" WHERE {query} LIMIT {_SHOWN_ROWS}')  # noqa: S608
        found += [(table, row, column, why) for row in rows]
    return found


def count_of(source: sqlite3.Connection, table: Table) -> int:
    """How many rows it has."""
    count: int = source.execute(f'SELECT count(*) FROM "{table.name}"').fetchone()[0]  # noqa: S608 - our own names
    return count


def copy_rows(source: sqlite3.Connection, target: psycopg.Connection, table: Table, progress: Progress) -> Sum:
    """Bring the rows over by COPY. Raises MoveError for what PostgreSQL does not take."""
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    rows = source.execute(f'SELECT {names} FROM "{table.name}"')  # noqa: S608 - our own names
    cleaned = _cleaned(rows, [(each, KINDS[each.type].clean) for each in table.columns])
    summing = _Summing()
    try:
        with (
            target.cursor() as cursor,
            cursor.copy(f'COPY {table.schema}."{table.name}" ({names}) FROM STDIN'.encode()) as copy,
        ):
            for row in summing.over(cleaned, progress):
                copy.write_row(row)
    except (psycopg.DataError, psycopg.IntegrityError) as error:
        why, where = error.diag.message_primary or str(error), (error.diag.context or "").partition(': "')[0]
        raise MoveError(
            "PostgreSQL does not take a row of {table}: {why} ({where})",
            "PostgreSQL 不接受 {table} 中的一行：{why}（{where}）",
            table=table.full_name,
            why=why,
            where=where,
        ) from error
    return summing.sum


def sum_of(target: psycopg.Connection, table: Table) -> Sum:
    """What PostgreSQL has of a table."""
    summing, listed = _Summing(), ", ".join(shown(column) for column in table.columns)
    with target.cursor(f"sum_of_{table.name}") as cursor:
        cursor.itersize = _BATCH
        cursor.execute(f'SELECT {listed} FROM {table.schema}."{table.name}"'.encode())  # noqa: S608 - our own names
        for _ in summing.over(_cleaned(cursor, [(each, KINDS[each.type].clean_back) for each in table.columns])):
            pass
    return summing.sum


class _Summing:
    """Counts rows and adds up their checksums, so that the order makes no difference."""

    def __init__(self) -> None:
        self._rows, self._total = 0, 0

    def over(self, rows: Iterable[Any], progress: Progress = lambda _: None) -> Iterator[Any]:
        """The same rows."""
        for row in rows:
            digest = blake2b(repr(row).encode(), digest_size=_BITS // 8).digest()
            self._total += int.from_bytes(digest)
            self._rows += 1
            if self._rows % PROGRESS == 0:
                progress(self._rows)
            yield row

    @property
    def sum(self) -> Sum:
        """So far."""
        return Sum(self._rows, f"{self._total % 2**_BITS:0{_BITS // 4}x}")


def _cleaned(
    rows: Iterable[Any], by_column: Sequence[tuple[Column, Callable[[Any, Column], Any] | None]]
) -> Iterable[Any]:
    cleaners = [(place, column, clean) for place, (column, clean) in enumerate(by_column) if clean is not None]
    if not cleaners:
        return rows

    def cleaned() -> Iterator[tuple[Any, ...]]:
        for row in rows:
            values = list(row)
            for place, column, clean in cleaners:
                if values[place] is not None:
                    values[place] = clean(values[place], column)
            yield tuple(values)

    return cleaned()
