"""The hot read path: a statement compiled once per dialect, run on the raw driver, answered as bytes."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from datetime import date, datetime
from functools import cache, partial
from typing import Any, TypeVar

import orjson
from fastapi import Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import ColumnElement, Connection, Select, UpdateBase, bindparam
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from shared.db.at_once import FileHeldError
from shared.db.columns import utc_text
from shared.db.engine import Database
from shared.db.failures import known_errors
from shared.db.pools import schema_of
from shared.db.reach import OF_ALL, within

T = TypeVar("T")
_DIALECTS: dict[str, Any] = {
    "sqlite": sqlite.dialect(paramstyle="named"),
    "postgresql": postgresql.dialect(paramstyle="pyformat"),  # type: ignore[no-untyped-call]
}


_SELLER = "limited_to_{}"


class HotRead:
    """One `select` of Core columns with bind parameters of given names.

    Rows come as the driver's own tuples: moments and dates are text on SQLite and Python's on
    PostgreSQL, which `answer` writes alike; money is micros. Measured: 6 to 9 times the throughput of
    ORM objects with a response model.
    """

    def __init__(self, statement: Select[Any]) -> None:
        self._whole = _Compiled(statement)
        self._limited = cache(partial(_limited_to, statement))

    async def rows(self, database: Database, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows, on a connection of its own."""

        return await served(database, lambda driver: self.run(database, driver, parameters))

    def run(self, database: Database, driver: Any, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows, on a connection of `driver_of`."""
        statement = self._whole
        if database.seller_ids is not None:
            sellers = dict(enumerate(sorted({*database.seller_ids, OF_ALL})))
            statement = self._limited(len(sellers))
            parameters = {**parameters, **{_SELLER.format(number): seller for number, seller in sellers.items()}}
        return statement.run(driver, parameters, dialect=database.engine.dialect.name, schema=database.schema)

    def within(self, session: Session, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows as a transaction sees them. The parameters name what its caller may see (`shared.db.reach`)."""
        return self._whole.within(session.connection(), parameters)


class HotWrite:
    """A statement of Core that every request of a kind writes with; the driver knows nothing of the ORM.

    Run by SQLAlchemy such a statement takes 80 to 110 us on SQLite, of which the driver has 15. `made` gives it
    by the name of the dialect.
    """

    def __init__(self, made: Callable[[str], UpdateBase]) -> None:
        self._of = cache(lambda dialect: _Compiled(made(dialect)))

    def within(self, connection: Connection, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """The rows that come back, none unless the statement says so. The parameters name what may be written."""
        statement: _Compiled = self._of(connection.dialect.name)
        return statement.within(connection, parameters)


def numbered(name: str, values: Sequence[Any]) -> dict[str, Any]:
    """The parameters of a filter of several values."""
    return {f"{name}_{number}": value for number, value in enumerate(values)}


def any_of(column: ColumnElement[Any], name: str, given: Iterable[str]) -> list[ColumnElement[bool]]:
    """The condition of such a filter, none without values; `given` are the names of all parameters."""
    names = sorted(each for each in given if each.startswith(f"{name}_"))
    return [column.in_([bindparam(each) for each in names])] if names else []


async def served(database: Database, work: Callable[[Any], T]) -> T:
    """What `work` reads on a connection of the driver's own; its errors become SQLAlchemy's, which the edge knows.

    SQLite answers on the event loop: a point read takes less than the hop to a thread, and waits for nothing.
    """
    if database.is_sqlite:
        with suppress(FileHeldError), known_errors(database.engine.dialect):
            return database.at_once.read(work)

    def waiting() -> T:
        with driver_of(database) as driver:
            return work(driver)

    return await run_in_threadpool(waiting)


@contextmanager
def driver_of(database: Database) -> Iterator[Any]:
    """A connection of the driver's own, for reading, whose errors become SQLAlchemy's."""
    with known_errors(database.engine.dialect), closing(database.engine.raw_connection()) as connection:
        yield connection.driver_connection


class _Compiled:
    """A statement in the words of each database, with the values that it brings along."""

    def __init__(self, statement: Select[Any] | UpdateBase) -> None:
        self._statement = statement
        self._words: dict[tuple[str, str | None], tuple[str, dict[str, Any]]] = {}

    def within(self, connection: Connection, parameters: Mapping[str, Any]) -> list[tuple[Any, ...]]:
        """All rows, in the transaction of a connection of SQLAlchemy's."""
        dialect, driver = connection.dialect, connection.connection.driver_connection
        with known_errors(dialect):
            return self.run(driver, parameters, dialect=dialect.name, schema=schema_of(connection))

    def run(
        self, driver: Any, parameters: Mapping[str, Any], *, dialect: str, schema: str | None
    ) -> list[tuple[Any, ...]]:
        """All rows, from a database whose tables lie in this schema."""
        text, brought = self.words(dialect, schema)
        given = {**brought, **parameters}
        if dialect == "sqlite":
            given = {name: _sqlite_value(value) for name, value in given.items()}
        cursor = driver.execute(text, given)
        return list(cursor.fetchall()) if cursor.description else []

    def words(self, dialect: str, schema: str | None = None) -> tuple[str, dict[str, Any]]:
        """The statement as this database understands it, with the schema that its tables lie in, and its values."""
        words = self._words.get((dialect, schema))
        if words is None:
            places: Any = {"schema_translate_map": {None: schema}, "render_schema_translate": True} if schema else {}
            compiled = self._statement.compile(dialect=_DIALECTS[dialect], **places)
            words = self._words[dialect, schema] = str(compiled), dict(compiled.params)
        return words


def _limited_to(statement: Select[Any], count: int) -> _Compiled:
    return _Compiled(within(statement, [bindparam(_SELLER.format(number)) for number in range(count)]))


def answer(content: Any, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Response:
    """A JSON answer straight from rows; a test holds it against the route's `response_model`."""
    body = orjson.dumps(content, option=orjson.OPT_UTC_Z)
    return Response(body, status_code=status, headers=headers and dict(headers), media_type="application/json")


def _sqlite_value(value: Any) -> Any:
    if isinstance(value, datetime):
        return utc_text(value)
    return value.isoformat() if isinstance(value, date) else value
