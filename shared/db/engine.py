"""One service's database: SQLite in WAL mode or PostgreSQL, with explicit kinds of transactions."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from copy import copy
from pathlib import Path
from typing import Any, Self

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import Connection, make_url
from sqlalchemy.exc import DataError
from sqlalchemy.pool import QueuePool
from sqlmodel import Session

from shared.db import reach
from shared.db.at_once import AtOnce
from shared.db.pools import LOCK_SECONDS, engine_of

BUSY_TIMEOUT_MS = int(LOCK_SECONDS * 1000)
_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
)


class Database:
    """Engine and transactions of one service.

    `schema` (PostgreSQL only) puts the service's tables in a schema of its own, which stands in every statement.
    `direct_url` leads past a pooler (PgBouncer in transaction mode) that `url` leads to: for migrations, which need a
    session of their own. Databases of one address share the connections of the process (`shared.db.pools`). Nothing
    is opened before the first transaction. `seller_ids` are the only accounts whose rows it shows; None is all.

    One `for_requests` waits for a lock for `lock_seconds`, and for a server that hangs not at all (see
    `shared.db.silence`); jobs, migrations and tools wait as long as it takes.
    """

    seller_ids: frozenset[str] | None = None

    def __init__(
        self,
        url: str,
        *,
        schema: str | None = None,
        direct_url: str = "",
        for_requests: bool = False,
        lock_seconds: float = LOCK_SECONDS,
    ) -> None:
        self.url = make_url(url)
        self._direct_url = direct_url if direct_url != url else ""
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.schema = None if self.is_sqlite else schema
        if self.schema and not re.fullmatch(r"[a-z_][a-z0-9_]*", self.schema):
            raise ValueError("a schema name is lower-case letters, digits and underscores")
        self.engine = self._sqlite(lock_seconds) if self.is_sqlite else self._postgres(for_requests, lock_seconds)
        self.at_once = AtOnce(self.url.database or "")
        self._writer = self.engine.execution_options(begin="BEGIN IMMEDIATE")

    def _sqlite(self, lock_seconds: float) -> Engine:
        if self.url.database:
            Path(self.url.database).parent.mkdir(parents=True, exist_ok=True)
        engine = create_engine(
            self.url,
            connect_args={"check_same_thread": False},
            hide_parameters=True,
            poolclass=QueuePool,
            pool_size=20,
            max_overflow=-1,  # threads bound them; who waits here would wait for those who wait for a lock
            pool_use_lifo=True,
        )
        event.listen(engine, "connect", set_pragmas)
        if lock_seconds * 1000 != BUSY_TIMEOUT_MS:
            event.listen(engine, "connect", _wait_for_locks(lock_seconds))
        event.listen(engine, "connect", _leave_transactions_to_us)
        event.listen(engine, "begin", _begin_sqlite)
        event.listen(engine, "before_cursor_execute", _refuse_nul)
        return engine

    def _postgres(self, for_requests: bool, lock_seconds: float) -> Engine:
        shared: Engine = engine_of(self.url, is_pooled=bool(self._direct_url), for_requests=for_requests)
        engine = shared.execution_options(**({"schema_translate_map": {None: self.schema}} if self.schema else {}))
        if for_requests and lock_seconds != LOCK_SECONDS:
            event.listen(engine, "begin", _wait_for_locks_in_postgres(lock_seconds))
        return engine

    @property
    def prefix(self) -> str:
        """What stands before the name of each table in SQL that we write ourselves: `ads.`, nothing on SQLite."""
        return f"{self.schema}." if self.schema else ""

    @property
    def places(self) -> dict[str, str | None]:
        """What another process needs to open the same: arguments for Database, with the passwords in them."""
        url = self.url.render_as_string(hide_password=False)
        return {"url": url, "schema": self.schema, "direct_url": self._direct_url}

    def direct(self) -> "Database":
        """The same database, past a pooler."""
        return Database(self._direct_url, schema=self.schema) if self._direct_url else self

    def within(self, seller_ids: frozenset[str] | None) -> Self:
        """The same database, limited to rows of these seller accounts (see `shared.db.reach`)."""
        if seller_ids is None:
            return self
        limited = copy(self)
        limited.seller_ids = seller_ids
        return limited

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A transaction for reading; it never commits."""
        with self._session(self.engine) as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A transaction for writing, committed at the end, rolled back by an exception.

        On SQLite it takes the write lock at once: a deferred reader that turns writer fails under
        load (357 of 400 tries when measured, against none).
        """
        with self._session(self._writer) as session:
            yield session
            session.commit()

    def _session(self, engine: Engine) -> Session:
        session = Session(engine, expire_on_commit=False)
        if self.seller_ids is not None:
            reach.limit(session, self.seller_ids)
        return session

    def create_schema(self) -> None:
        """Create the service's schema on PostgreSQL where it is missing."""
        if self.schema:
            with self.engine.begin() as connection:
                connection.execute(text(f"CREATE SCHEMA IF NOT EXISTS {self.schema}"))

    def dispose(self) -> None:
        """Close the connections that nobody uses, those of other databases at this address too."""
        self.engine.dispose()
        self.at_once.close()


def set_pragmas(connection: Any, _record: Any) -> None:
    """Listener for `connect`: WAL and a busy timeout."""
    for pragma in _PRAGMAS:
        connection.execute(pragma)


def _wait_for_locks(seconds: float) -> Callable[[Any, Any], None]:
    """Listener for `connect`: another busy timeout."""

    def limit(connection: Any, _record: Any) -> None:
        connection.execute(f"PRAGMA busy_timeout={seconds * 1000:.0f}")

    return limit


def _wait_for_locks_in_postgres(seconds: float) -> Callable[[Connection], None]:
    """Listener for `begin`: another limit than that of the connections, which others use as well."""

    def limit(connection: Connection) -> None:
        connection.exec_driver_sql(f"SET LOCAL lock_timeout = {seconds * 1000:.0f}")

    return limit


def _leave_transactions_to_us(connection: Any, _record: Any) -> None:
    connection.isolation_level = None  # the driver's own BEGIN comes too late; _begin_sqlite does it


def _begin_sqlite(connection: Connection) -> None:
    connection.exec_driver_sql(str(connection.get_execution_options().get("begin", "BEGIN")))


def _refuse_nul(
    _connection: Connection, _cursor: Any, statement: str, parameters: Any, _context: Any, executemany: bool
) -> None:
    """SQLite would store what PostgreSQL refuses: a text with a NUL character. Raises DataError, as there."""
    # Rows that one statement inserts together come as one tuple of all their values.
    for row in parameters if executemany and isinstance(parameters, list) else (parameters,):
        for value in row.values() if isinstance(row, dict) else row:
            if isinstance(value, str) and "\0" in value:
                raise DataError(statement, None, ValueError("a text holds a NUL character"), hide_parameters=True)
