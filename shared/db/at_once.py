"""SQLite for the event loop: a connection of its own, which waits for nothing."""

import sqlite3
from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")
_BUSY = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


class FileHeldError(Exception):
    """Somebody has the file for himself: a recovery, or a tool."""


class AtOnce:
    """Point reads on one file. A reader waits for no writer, so what is not there at once is for a thread.

    Apart from the pool: its connections may all be with threads that wait for the write lock.
    """

    def __init__(self, file: str) -> None:
        self._file = file
        self._connection: sqlite3.Connection | None = None

    def read(self, work: Callable[[Any], T]) -> T:
        """What `work` reads from the driver. Raises FileHeldError, and sqlite3.Error."""
        try:
            if self._connection is None:
                self._connection = sqlite3.connect(
                    self._file, timeout=0, isolation_level=None, check_same_thread=False
                )
            return work(self._connection)
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode & 0xFF in _BUSY:
                raise FileHeldError from error
            raise

    def close(self) -> None:
        """Close the connection; the next reading opens one."""
        connection, self._connection = self._connection, None
        if connection is not None:
            connection.close()
