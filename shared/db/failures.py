"""What a failure of the database, or of the disk under it, means."""

import errno
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Dialect
from sqlalchemy.exc import DBAPIError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT})
_SQLITE_FULL, _SQLITE_IOERR_SHMSIZE = 13, 4874
"""What SQLite says when a page of a file, and when the shared index of its log finds no room (sqlite.org/rescode)."""

_DISK_FULL = "53100"
"""PostgreSQL's `disk_full` (Appendix A of its manual)."""


def is_busy(error: BaseException) -> bool:
    """Whether the database is locked or away: the same statements may work later."""
    return isinstance(error, OperationalError | PoolTimeoutError)


def is_full(error: BaseException) -> bool:
    """Whether something could not be written since a disk is full; the cause of a failure counts, too."""
    if isinstance(error, DBAPIError) and error.orig is not None:
        return is_full(error.orig)
    if isinstance(error, sqlite3.Error):
        return getattr(error, "sqlite_errorcode", None) in (_SQLITE_FULL, _SQLITE_IOERR_SHMSIZE)
    if isinstance(error, OSError) and error.errno in _NO_ROOM:
        return True
    if getattr(error, "sqlstate", None) == _DISK_FULL:
        return True
    return error.__cause__ is not None and is_full(error.__cause__)


@contextmanager
def known_errors(dialect: Dialect) -> Iterator[None]:
    """Errors of a driver that is used directly become those of SQLAlchemy, which the edge and jobs know."""
    drivers_error = dialect.loaded_dbapi.Error
    try:
        yield
    except drivers_error as error:
        raise DBAPIError.instance(None, None, error, drivers_error, True, dialect=dialect) from error
