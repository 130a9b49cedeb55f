"""Whether there may be something new in a database: to ask that costs a hundredth of a look that finds nothing."""

import time
from collections.abc import Callable
from contextlib import closing
from threading import Lock

from sqlalchemy import PoolProxiedConnection, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.db.engine import Database

RECENT_SECONDS = 0.5
"""For so long after a change whoever looks goes on to: what it waits for may be decided in memory, a moment later."""


class Mark:
    """A value that is another one as soon as anybody has committed to the database; also of several threads.

    SQLite counts the commits that a connection sees, so one is kept for it. PostgreSQL tells which transactions are
    under way, of all its databases: there it may be another one for nothing.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._turn = Lock()
        self._kept: PoolProxiedConnection | None = None

    def value(self) -> object:
        """As of now. Raises DBAPIError and PoolTimeoutError."""
        if not self._database.is_sqlite:
            with self._database.read() as session:
                return session.execute(text("SELECT CAST(pg_current_snapshot() AS text)")).scalar_one()
        with self._turn:
            if self._kept is None:
                self._kept = self._database.engine.raw_connection()
                self._kept.detach()
            with closing(self._kept.cursor()) as cursor:
                return cursor.execute("PRAGMA data_version").fetchone()

    def close(self) -> None:
        """Close the connection that is kept."""
        with self._turn:
            if self._kept is not None:
                self._kept.close()
                self._kept = None


class Changes:
    """What one reader has seen of a mark; it looks every `at_least` seconds, by `clock`, for what no commit tells."""

    def __init__(self, mark: Mark, *, at_least: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._mark, self._at_least, self._clock = mark, at_least, clock
        self._seen: object = None
        self._changed_at = self._looked_at = float("-inf")

    def look(self, work: Callable[[], object]) -> None:
        """Do the work if it is time; where it fails the next time is at once."""
        if self.are_likely():
            try:
                work()
            except Exception:
                self._looked_at = float("-inf")
                raise

    def are_likely(self) -> bool:
        """Whether to look now. To be asked before the look: what is committed meanwhile counts for the next."""
        now = self._clock()
        try:
            value = self._mark.value()
        except (DBAPIError, PoolTimeoutError):  # whoever looks finds out what is wrong
            return True
        if value != self._seen:
            self._seen, self._changed_at = value, now
        if now - self._changed_at >= RECENT_SECONDS and now - self._looked_at < self._at_least:
            return False
        self._looked_at = now
        return True
