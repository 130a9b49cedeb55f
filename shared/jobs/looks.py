"""The threads that look into the queues: DBOS's own, which rest as long as nobody has written to their database."""

import threading
from collections.abc import Sequence

from dbos import DBOS
from dbos._queue import queue_worker_thread

from shared.db.changes import Changes, Mark

AT_LEAST_SECONDS = 30.0
"""Between two looks where nothing tells of a change. Each costs 2 ms."""


class Looks:
    """Looks into queues of a DBOS that was launched, and was told to listen to none by itself."""

    def __init__(self, dbos: DBOS, queues: Sequence[str], mark: Mark) -> None:
        self._rests = {queue: _Rest(Changes(mark, at_least=AT_LEAST_SECONDS)) for queue in queues}
        self._threads = [
            threading.Thread(
                target=queue_worker_thread,
                args=(rest, dbos, DBOS.retrieve_queue(queue)),
                name=f"queue-{queue}",
                daemon=True,
            )
            for queue, rest in self._rests.items()
        ]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        """End them."""
        for rest in self._rests.values():
            rest.set()
        for thread in self._threads:
            thread.join()


class _Rest(threading.Event):
    """The end of a thread, which waits on it between two looks: as long as it says, and until there is a change."""

    def __init__(self, changes: Changes) -> None:
        super().__init__()
        self._changes = changes

    def wait(self, timeout: float | None = None) -> bool:
        """Whether the end has come; else it is time to look."""
        while not super().wait(timeout):
            if self._changes.are_likely():
                return False
        return True
