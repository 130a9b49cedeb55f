"""Connections to PostgreSQL: one bounded pool a process for each address, whatever lies there (ADR-0036)."""

from threading import Lock
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import URL, Engine, create_engine, event

from shared.db.silence import connect_for_requests

KEPT, MOST = 5, 10
"""Connections that a process keeps, and the most that it ever has. PostgreSQL takes 100 in all by default, of which
an installation of three programs has 30 here; a Python program keeps no more than some busy at a time."""

LOCK_SECONDS, STATEMENT_SECONDS = 10.0, 30.0
"""What a request may wait for a lock, and what a statement of it may take; a job may take as long as it needs."""

REQUEST_SECONDS, JOB_SECONDS = 5.0, 120.0
"""For so long a connection is waited for, on a thread: then a request is answered with 503 and Retry-After, and the
step of a job is tried again, after a pause that grows."""

_engines: WeakValueDictionary[tuple[str, bool, bool], Engine] = WeakValueDictionary()
_engines_lock = Lock()


def engine_of(address: URL, *, is_pooled: bool, for_requests: bool) -> Engine:
    """The engine of this process for an address of PostgreSQL, made where nobody has it yet.

    `is_pooled`: a pooler such as PgBouncer may stand there, which hands each transaction to any of its connections. A
    statement that one of them was asked to remember would be another one's there, so none is remembered. What is
    `for_requests` does not wait for a server that hangs (see `shared.db.silence`).
    """
    key = address.render_as_string(hide_password=False), is_pooled, for_requests
    with _engines_lock:
        engine = _engines.get(key)
        if engine is None:
            options = {"prepare_threshold": None} if is_pooled else {}
            engine = _engines[key] = _made(address, options, REQUEST_SECONDS if for_requests else JOB_SECONDS)
            if for_requests:
                event.listen(engine, "do_connect", connect_for_requests(LOCK_SECONDS, STATEMENT_SECONDS))
    return engine


def _made(address: URL, options: dict[str, Any], wait_seconds: float) -> Engine:
    return create_engine(
        address.set(drivername="postgresql+psycopg"),
        connect_args={"connect_timeout": 5, **options},
        pool_pre_ping=True,
        pool_use_lifo=True,
        pool_size=KEPT,
        max_overflow=MOST - KEPT,
        pool_timeout=wait_seconds,
        hide_parameters=True,
    )


def prefix_of(connection: Any) -> str:
    """What stands before the name of each of our tables in SQL that we write ourselves: `ads.`, nothing on SQLite.

    `connection` is one of SQLAlchemy's. Nothing may rely on `search_path`, which a pooler does not keep.
    """
    schema = schema_of(connection)
    return f"{schema}." if schema else ""


def schema_of(connection: Any) -> str | None:
    """The schema that our tables lie in, None where the statements name none."""
    schema: str | None = (connection.get_execution_options().get("schema_translate_map") or {}).get(None)
    return schema
