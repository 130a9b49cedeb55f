"""How long the oldest transaction that writes has been open, judged by samples of our own.

A follower does not wait for it, but the rows of a transaction that stays open are seen by nobody. PostgreSQL tells
its age only to those who own it; that a number is still open, it tells everybody.
"""

from collections import deque
from datetime import datetime

from sqlalchemy import text

from shared.db import Database

_NUMBERS = text(
    "SELECT pg_snapshot_xmin(s)::text::bigint, pg_snapshot_xmax(s)::text::bigint FROM pg_current_snapshot() AS s"
)
_KEPT = 1000


class HorizonAge:
    """Samples of one database: when which number was the next to be given out."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._samples: deque[tuple[datetime, int]] = deque(maxlen=_KEPT)

    def measure(self, now: datetime) -> float:
        """Seconds since the first sample that the oldest open number was given out before; 0 on SQLite."""
        if self._database.is_sqlite:
            return 0.0
        with self._database.read() as session:
            oldest, following = session.execute(_NUMBERS).one()
        self._samples.append((now, following))
        while self._samples[0][1] <= oldest and len(self._samples) > 1:
            self._samples.popleft()
        taken, number = self._samples[0]
        return (now - taken).total_seconds() if oldest < number else 0.0
