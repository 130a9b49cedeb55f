"""The hot write path: many rows upserted by the driver itself, below SQLAlchemy; columns come from the model.

Measured on a million rows: the driver's executemany takes 0.36 of the time of SQLAlchemy's insert on
SQLite; COPY with one ordered `INSERT .. ON CONFLICT` takes 0.3 of it on PostgreSQL. Some dozens of rows by one
statement take 0.83 of executemany's time on SQLite.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import itemgetter
from types import MappingProxyType
from typing import Any

from sqlalchemy import Connection, Table
from sqlalchemy.dialects import postgresql
from sqlmodel import Session

from shared.db.failures import known_errors
from shared.db.pools import prefix_of
from shared.db.positions import POSITION, position_of

_USED = "bulk_rows"
"""Where a connection keeps which temporary tables its present transaction has made."""

_VALUES = 900
"""Of the rows that one statement stores on SQLite, which takes 999 in all its versions; more rows gain nothing."""

_POSTGRES: Any = postgresql.dialect()  # type: ignore[no-untyped-call]
_NONE: Mapping[str, Any] = MappingProxyType({})


class BulkUpsert:
    """Upserts tuples into one table; a tuple holds the values of `columns` in their order.

    Of rows with one key in a call the last wins. An unchanged row is not written again: one in which all of
    `compared` (every column, unless named) are the same. `assigned` says in SQL what columns become in a
    changed row, where that is not the given value: both rows are at hand, as the table's name and `excluded`.
    A row that is older in the column `newer` than the stored one is left out.
    `same` are columns that the tuples leave out since they are the same in all rows of a call, each with the name of
    the value that the call is given: a value costs as much again for each row that the driver is handed it with.
    `kept` are columns of which a changed row keeps its own. `defaults` are columns that the tuples leave out, with
    what they are in a new row, in SQL; a changed row keeps its own of these, too. A column `pos` is left out as well:
    a new or changed row has the position of the transaction.
    """

    def __init__(
        self,
        table: Table,
        columns: Sequence[str],
        *,
        same: Mapping[str, str] = _NONE,
        compared: Sequence[str] | None = None,
        assigned: Mapping[str, str] | None = None,
        newer: str | None = None,
        kept: Sequence[str] = (),
        defaults: Mapping[str, str] = _NONE,
    ) -> None:
        own = {POSITION: POSITION} if POSITION in table.columns else {}
        if sorted((*columns, *same, *defaults, *own)) != sorted(table.columns.keys()):
            raise ValueError(f"the columns are not those of {table.name}")
        self.columns = list(columns)
        keys = [column.name for column in table.primary_key]
        values = [name for name in (*columns, *same) if name not in keys]
        by_row = [name for name in keys if name not in same]
        self._name, self._staged = table.name, f"pg_temp.bulk_rows_{table.name}"
        self._key_of = itemgetter(*(self.columns.index(name) for name in by_row))
        self._is_positioned = bool(own)
        becomes = {name: f"excluded.{name}" for name in (*values, *own) if name not in kept} | dict(assigned or {})
        changes = ", ".join(f"{name} = {value}" for name, value in becomes.items())
        changed = values if compared is None else compared
        order = f"excluded.{newer} >= {table.name}.{newer} AND " if newer else ""
        stored, given = (", ".join(f"{row}.{name}" for name in changed) for row in (table.name, "excluded"))

        def on_conflict(differs: str) -> str:
            update = f"UPDATE SET {changes} WHERE {order}({stored}) {differs} ({given})"
            return f"ON CONFLICT ({', '.join(keys)}) DO {update if changed else 'NOTHING'}"

        self._once, self._defaults = {**same, **own}, list(defaults.values())
        self._names = list(dict.fromkeys(self._once.values()))
        into = f"{table.name} ({', '.join((*self.columns, *self._once, *defaults))})"
        self._together = max(1, _VALUES // len(self.columns))
        self._one_row, self._rows_together = (
            f"INSERT INTO {into} VALUES {self._listed(count)} {on_conflict('IS NOT')}"  # noqa: S608 - our own names
            for count in (1, self._together)
        )
        told = (f"%({value})s::{table.c[name].type.compile(_POSTGRES)}" for name, value in self._once.items())
        filled = ", ".join((*self.columns, *told, *self._defaults))
        staged = f"SELECT {filled} FROM {self._staged} ORDER BY {', '.join(by_row)}"  # noqa: S608 - our own names
        self._copy = f"COPY {self._staged} ({', '.join(self.columns)}) FROM STDIN"
        self._postgres = f"{into} {staged} {on_conflict('IS DISTINCT FROM')}"

    def _listed(self, count: int) -> str:
        """So many rows as SQLite takes them: their own values are numbered first, then those that they share."""
        numbers = iter(range(1, count * len(self.columns) + 1))
        shared = [f"?{count * len(self.columns) + 1 + self._names.index(value)}" for value in self._once.values()]
        rows = ([*(f"?{next(numbers)}" for _ in self.columns), *shared, *self._defaults] for _ in range(count))
        return ", ".join(f"({', '.join(row)})" for row in rows)

    def run(
        self,
        session: Session,
        rows: Iterable[tuple[Any, ...]],
        same: Mapping[str, Any] = _NONE,
        *,
        is_sorted: bool = False,
    ) -> int:
        """Upsert the rows in this transaction; how many were inserted or changed. Raises errors of SQLAlchemy.

        `same` are the values of what is the same in all of them, by name. `is_sorted` says that they come in the
        order of their keys, each key once.
        """
        by_key = list(rows) if is_sorted else self._sorted(rows)
        if not by_key:
            return 0
        driver, connection = self._driver(session), session.connection()
        once = {**same, POSITION: position_of(connection)} if self._is_positioned else same
        with known_errors(connection.dialect):
            if connection.dialect.name == "sqlite":
                return self._store_in_sqlite(driver, by_key, [once[name] for name in self._names])
            return self._store_in_postgres(driver, by_key, once, connection)

    def _store_in_postgres(
        self, driver: Any, rows: Sequence[tuple[Any, ...]], same: Mapping[str, Any], connection: Connection
    ) -> int:
        prefix = prefix_of(connection)
        with driver.cursor() as cursor:
            self._make_room(connection, cursor, prefix)
            with cursor.copy(self._copy) as copy:
                for row in rows:
                    copy.write_row(row)
            cursor.execute(f"INSERT INTO {prefix}{self._postgres}", same)
            return int(cursor.rowcount)

    def _store_in_sqlite(self, driver: Any, rows: Sequence[tuple[Any, ...]], same: Sequence[Any]) -> int:
        before = driver.total_changes
        whole = len(rows) // self._together * self._together
        for start in range(0, whole, self._together):
            some = chain.from_iterable(rows[start : start + self._together])
            driver.execute(self._rows_together, [*some, *same])
        driver.executemany(self._one_row, ([*row, *same] for row in rows[whole:]))
        return int(driver.total_changes - before)

    def _driver(self, session: Session) -> Any:
        # Inside a transaction SQLAlchemy would have to flush first; the driver knows nothing of the ORM.
        session.flush()
        return session.connection().connection.driver_connection

    def _sorted(self, rows: Iterable[tuple[Any, ...]]) -> Sequence[tuple[Any, ...]]:
        unique = {self._key_of(row): row for row in rows}
        return [unique[key] for key in sorted(unique)]

    def _make_room(self, connection: Connection, cursor: Any, prefix: str) -> None:
        """See that the temporary table is there and empty. It ends with the transaction, as a pooler wants it."""
        transaction, used = connection.get_transaction(), connection.info.get(_USED)
        if used is None or used[0] is not transaction:
            used = connection.info[_USED] = (transaction, set[str]())
        if self._staged in used[1]:
            cursor.execute("SELECT to_regclass(%s)", (self._staged,))
            if cursor.fetchone()[0] is not None:  # a savepoint that was rolled back took it along
                cursor.execute(f"TRUNCATE {self._staged}")
                return
        # Without the constraints of the table, which LIKE would take along: rows may leave columns out.
        rows_of_table = f"SELECT * FROM {prefix}{self._name} WITH NO DATA"  # noqa: S608 - our own names
        cursor.execute(f"CREATE TEMPORARY TABLE {self._staged} ON COMMIT DROP AS {rows_of_table}")
        used[1].add(self._staged)
