"""Locks between processes that end with their holder, even after `kill -9`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Lock
from typing import IO, Protocol
from zlib import crc32

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool

_SLOTS = 256


class Locks(Protocol):
    """Named locks of one installation."""

    def hold(self, name: str) -> "Held | None":
        """Take the lock, or None when another process has it."""


class Held(Protocol):
    """A lock that is held until `release`, or until the process ends."""

    def is_held(self) -> bool:
        """Whether it is still ours: a lock in PostgreSQL ends with its connection."""

    def release(self) -> None:
        """Give the lock back."""


def locks_beside(url: str) -> Locks:
    """The locks that go with a database: files beside SQLite, advisory locks in PostgreSQL."""
    address = make_url(url)
    if address.get_backend_name() == "sqlite":
        return _FileLocks(Path(f"{address.database}.locks"))
    return _AdvisoryLocks(url)


@contextmanager
def holding(locks: Locks, name: str) -> Iterator[bool]:
    """Hold a lock for a block; yields whether it could be taken."""
    held = locks.hold(name)
    try:
        yield held is not None
    finally:
        if held is not None:
            held.release()


def take_slot(locks: Locks) -> tuple[str, Held]:
    """The first slot of a worker that is free: its name, and its lock. Raises RuntimeError when all are taken."""
    for number in range(_SLOTS):
        name = f"slot-{number}"
        if held := locks.hold(name):
            return name, held
    raise RuntimeError(f"all {_SLOTS} worker slots are taken")


class _FileLocks:
    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def hold(self, name: str) -> Held | None:
        self._folder.mkdir(parents=True, exist_ok=True)
        file = (self._folder / name).open("w")
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            file.close()
            return None
        return _HeldFile(file)


class _AdvisoryLocks:
    """All locks of this process on one connection, which is open while any is held.

    PostgreSQL gives a session what it has already, so what we hold is noted here as well.
    """

    def __init__(self, url: str) -> None:
        address = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(
            address, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": 5}
        )
        self._turn = Lock()
        self._connection: Connection | None = None
        self._names: set[str] = set()

    def hold(self, name: str) -> Held | None:
        with self._turn:
            if self._connection is None or not self._is_alive():
                self._connection = self._engine.connect()
            if name in self._names:
                return None
            if self._connection.execute(_TAKE, {"key": _key_of(name)}).scalar_one():
                self._names.add(name)
                return _HeldName(self, name, self._connection)
            self._close_unused()
            return None

    def holds(self, connection: Connection) -> bool:
        """Whether locks taken on this connection are still ours."""
        with self._turn:
            return self._connection is connection and self._is_alive()

    def give_back(self, name: str, connection: Connection) -> None:
        """End a lock that was taken on this connection."""
        with self._turn:
            if self._connection is not connection:
                return
            self._names.discard(name)
            # Asked for first: the server frees the locks of a closed connection only in its own time.
            with suppress(SQLAlchemyError):
                connection.execute(_GIVE_BACK, {"key": _key_of(name)})
            self._close_unused()

    def _is_alive(self) -> bool:
        """Whether the connection is; all locks went with one that is not."""
        if self._connection is None:
            return False
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            self._names.clear()
            self._close_unused()
            return False
        return True

    def _close_unused(self) -> None:
        if self._connection is not None and not self._names:
            with suppress(SQLAlchemyError):
                self._connection.close()
            self._connection = None


class _HeldFile:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def is_held(self) -> bool:
        return not self._file.closed

    def release(self) -> None:
        self._file.close()


class _HeldName:
    def __init__(self, locks: _AdvisoryLocks, name: str, connection: Connection) -> None:
        self._locks, self._name, self._connection = locks, name, connection

    def is_held(self) -> bool:
        return self._locks.holds(self._connection)

    def release(self) -> None:
        self._locks.give_back(self._name, self._connection)


_TAKE, _GIVE_BACK = text("SELECT pg_try_advisory_lock(:key)"), text("SELECT pg_advisory_unlock(:key)")


def _key_of(name: str) -> int:
    return crc32(b"zhuli:" + name.encode())
