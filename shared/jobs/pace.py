"""How often a queue is looked into: each look costs 2 ms, and a worker takes only as many jobs as it has places."""

import time

from shared.jobs.system import JobClient

IDLE_SECONDS, BUSY_SECONDS = 0.2, 0.05
"""Between two looks: as a rule, and while more jobs come than one look can take."""

_BUSY_FOR = 60.0


class Pace:
    """The pace of one queue, kept by whoever relays the requests for it; it begins idle.

    DBOS reads it from the database before each look, and nears a shorter one by a tenth at a time.
    """

    def __init__(self, jobs: JobClient, queue: str, *, places: int) -> None:
        self._jobs = jobs
        self._queue = queue
        self._places = places
        self._busy_until: float | None = None

    def after(self, carried: int) -> None:
        """Set it by the number of requests that the relay has just carried."""
        now = time.monotonic()
        if carried > self._places:
            if self._busy_until is None:
                self._jobs.look_every(self._queue, BUSY_SECONDS)
            self._busy_until = now + _BUSY_FOR
        elif self._busy_until is not None and now > self._busy_until:
            self._jobs.look_every(self._queue, IDLE_SECONDS)
            self._busy_until = None
