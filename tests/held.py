"""Whether a job looks at the clock only once nobody else judges its place: else its events come out of order."""

import threading
from collections.abc import Callable
from datetime import datetime

from shared.db import Database, Session

_BEGUN_SECONDS = 0.5
"""By then a job has begun, and waits; one that has not proves nothing."""


def looks_while_held(
    database: Database,
    lock: Callable[[Session], None],
    job: Callable[[Callable[[], datetime]], None],
    moment: datetime,
) -> list[bool]:
    """Of each look at the clock that the job is given, whether somebody else held the place meanwhile."""
    held, looks = threading.Event(), []

    def clock() -> datetime:
        looks.append(held.is_set())
        return moment

    thread = threading.Thread(target=job, args=(clock,))
    with database.write() as session:
        lock(session)
        held.set()
        thread.start()
        thread.join(_BEGUN_SECONDS)
        held.clear()
    thread.join()
    return looks
