"""The moment of a backup: one at which no transaction is open that writes, in any of the stores.

All stores are locked against writing, a snapshot of each is pinned, and they are let go, which takes milliseconds;
the copying then reads the snapshots, for as long as it takes, while everybody works on. So what one store holds of
another (an outbox row that was carried on, a step that the job queue has as done) is never torn apart, and nobody has
to be told to wait: the locks end with this process, even when it is killed. One store by itself needs no lock.
"""

import random
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from psycopg import sql

from services.cli.backups.errors import BackupError
from services.cli.backups.stores import Store, connect, tables_of

PATIENCE_SECONDS = 60.0
"""Tried for so long. A transaction that writes takes half a second at most, so a second try hardly ever comes."""

_BUSY = (sqlite3.OperationalError, psycopg.errors.LockNotAvailable, psycopg.errors.DeadlockDetected)
_TRY_SECONDS, _PAUSE_SECONDS = 1.0, 0.5
"""Whoever writes waits as long as a try lasts at the most."""


@dataclass(frozen=True, slots=True)
class Pinned:
    """A store as it was at the moment: an open transaction that reads, and on PostgreSQL the name of its snapshot."""

    store: Store
    connection: Any
    snapshot: str = ""


@contextmanager
def pinned(stores: Sequence[Store], note: Callable[[], None]) -> Iterator[list[Pinned]]:
    """The snapshots of all stores, until the end of the block; `note` is called at their moment.

    Raises BackupError when somebody writes without end.
    """
    ends = time.monotonic() + PATIENCE_SECONDS
    while True:
        with ExitStack() as stack:
            held = ExitStack()
            stack.enter_context(held)
            try:
                if len(stores) > 1:
                    until = time.monotonic() + _TRY_SECONDS
                    for store in stores:
                        held.enter_context(_locked(store, max(0.01, until - time.monotonic())))
                found = [stack.enter_context(_snapshot(store)) for store in stores]
            except _BUSY as error:
                if time.monotonic() > ends:
                    raise BackupError(
                        "something writes without end ({error}); see `zhuli doctor`, and try again",
                        "有程序持续写入而不结束（{error}）；请运行 `zhuli doctor` 后重试",
                        error=str(error).strip(),
                    ) from error
            else:
                note()
                held.close()
                yield found
                return
        time.sleep(random.uniform(0.0, _PAUSE_SECONDS))  # noqa: S311 - spreads tries, keeps no secret


@contextmanager
def _locked(store: Store, seconds: float) -> Iterator[None]:
    """Nobody writes to the store meanwhile; readers go on."""
    if store.is_sqlite:
        file = sqlite3.connect(store.path, timeout=seconds, isolation_level=None)
        try:
            file.execute("BEGIN IMMEDIATE")
            yield
        finally:
            file.close()
        return
    with connect(store.url) as connection, connection.cursor() as cursor:
        cursor.execute(sql.SQL("SET LOCAL lock_timeout = {}").format(sql.Literal(round(seconds * 1000))))
        tables = [
            sql.Identifier(schema, table) for schema in store.members for table in tables_of(connection, schema)
        ]
        cursor.execute(sql.SQL("LOCK TABLE {} IN SHARE MODE").format(sql.SQL(", ").join(tables)))
        yield
        connection.rollback()


@contextmanager
def _snapshot(store: Store) -> Iterator[Pinned]:
    if store.is_sqlite:
        file = sqlite3.connect(store.path, isolation_level=None)
        try:
            file.execute("BEGIN")
            file.execute("SELECT count(*) FROM sqlite_schema").fetchone()
            yield Pinned(store, file)
        finally:
            file.close()
        return
    with connect(store.url) as connection:
        connection.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        row = connection.execute("SELECT pg_export_snapshot()").fetchone()
        yield Pinned(store, connection, row[0] if row else "")
        connection.rollback()
