"""Locks between processes that end with their holder, even after `kill -9`."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Protocol
from zlib import crc32

from sqlalchemy import Connection, create_engine, make_url, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.pool import NullPool


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
    def __init__(self, url: str) -> None:
        address = make_url(url).set(drivername="postgresql+psycopg")
        self._engine = create_engine(address, poolclass=NullPool, isolation_level="AUTOCOMMIT")

    def hold(self, name: str) -> Held | None:
        connection = self._engine.connect()
        key = crc32(b"zhuli:" + name.encode())
        if connection.execute(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}).scalar_one():
            return _HeldConnection(connection)
        connection.close()
        return None


class _HeldFile:
    def __init__(self, file: IO[str]) -> None:
        self._file = file

    def is_held(self) -> bool:
        return not self._file.closed

    def release(self) -> None:
        self._file.close()


class _HeldConnection:
    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def is_held(self) -> bool:
        try:
            self._connection.execute(text("SELECT 1"))
        except SQLAlchemyError:
            return False
        return True

    def release(self) -> None:
        # Asked for first: the server frees the locks of a closed connection only in its own time.
        with suppress(SQLAlchemyError), self._connection as connection:
            connection.execute(text("SELECT pg_advisory_unlock_all()"))
