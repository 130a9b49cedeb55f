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
from shared.db.silence import connect_for_requests

BUSY_TIMEOUT_MS = 10_000
STATEMENT_SECONDS = 30.0
"""What a statement of a request may take on PostgreSQL; a job may take as long as it needs."""

_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=NORMAL",
    "PRAGMA foreign_keys=ON",
    f"PRAGMA busy_timeout={BUSY_TIMEOUT_MS}",
)


class Database:
    """Engine and transactions of one service.

    `schema` (PostgreSQL only) puts the service's tables in a schema of its own. Nothing is opened
    before the first transaction. `seller_ids` are the only accounts whose rows it shows; None is all.

    One `for_requests` waits for a lock for `lock_seconds`, and for a server that hangs not at all (see
    `shared.db.silence`); jobs, migrations and tools wait as long as it takes.
    """

    seller_ids: frozenset[str] | None = None

    def __init__(
        self,
        url: str,
        *,
        schema: str | None = None,
        for_requests: bool = False,
        lock_seconds: float = BUSY_TIMEOUT_MS / 1000,
    ) -> None:
        self.url = make_url(url)
        self.is_sqlite = self.url.get_backend_name() == "sqlite"
        self.schema = None if self.is_sqlite else schema
        if self.schema and not re.fullmatch(r"[a-z_][a-z0-9_]*", self.schema):
            raise ValueError("a schema name is lower-case letters, digits and underscores")
        self.engine = self._sqlite(lock_seconds) if self.is_sqlite else self._postgres()
        if for_requests and not self.is_sqlite:
            event.listen(self.engine, "do_connect", connect_for_requests(lock_seconds, STATEMENT_SECONDS))
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

    def _postgres(self) -> Engine:
        options = {"options": f"-csearch_path={self.schema}"} if self.schema else {}
        return create_engine(
            self.url.set(drivername="postgresql+psycopg"),
            connect_args={**options, "connect_timeout": 5},
            pool_pre_ping=True,
            pool_size=10,
            max_overflow=20,
            pool_timeout=5,
            hide_parameters=True,
        )

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
        """Close every connection."""
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
