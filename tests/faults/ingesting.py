"""A nursery of workers to be killed: `python -m tests.faults.ingesting DATABASE_URL SYSTEM_URL FOLDER`.

For each line of its input it forks a worker, which spares the seconds that a fresh interpreter takes to
import everything, and the nursery of that worker's children. It tells the worker's process id, then `storing` before
each chunk that a child stores, then `ended` when all of them have. Events go into the journal FOLDER/told, one line
each: seller id and event id.
"""

import os
import socket
import sys
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any, TextIO

from services.ads.report_imports import operations, tasks
from services.ads.report_imports.operations import QUEUE
from services.ads.report_imports.tasks import carrying, child
from services.gateway.worker import run
from shared.db import Database
from shared.jobs import nursery
from shared.jobs.children import Children
from shared.jobs.worker import Loop, ServiceWork, Worker
from shared.outbox.relay import Carried

BATCH = 50
"""Rows of a chunk here, so that a kill falls between the chunks of a file."""

CONCURRENCY = 3


def main() -> None:
    """Fork until the input ends."""
    database_url, system_url, folder = sys.argv[1:]
    replies = os.fdopen(os.dup(sys.stdout.fileno()), "w", buffering=1)
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # logs
    carrying.CHUNK_ROWS = BATCH
    _announce(replies)
    for _ in sys.stdin:
        asking, asked = socket.socketpair()
        if (children := os.fork()) == 0:
            asking.close()
            nursery.serve(asked, child)
            os._exit(0)
        asked.close()
        if (worker := os.fork()) == 0:
            _work(database_url, system_url, Path(folder), asking)
            return
        asking.close()
        replies.write(f"{worker}\n")
        for pid in (worker, children):
            os.waitpid(pid, 0)
        replies.write("ended\n")


def _work(database_url: str, system_url: str, folder: Path, asking: socket.socket) -> None:
    database = Database(database_url, schema="ads")
    children = Children(tasks.CHILD, spawn=lambda _: asking)
    ads = ServiceWork(
        "ads",
        database,
        lambda: tasks.register(database, children),
        lambda told: _keep(folder / "told", told),
        loops=[Loop("children", 1.0, children.rest, children.stop)],
        child_queues=(QUEUE,),
    )
    run(Worker(system_url, [ads], concurrency=CONCURRENCY, kept=timedelta(days=7)))


def _announce(replies: TextIO) -> None:
    store_chunk = operations.store_chunk

    def announced(*given: Any) -> None:
        replies.write("storing\n")
        store_chunk(*given)

    operations.store_chunk = announced


def _keep(journal: Path, told: Sequence[Carried]) -> None:
    with journal.open("a") as file:
        file.write(
            "".join(f"{event.content['seller_id']} {event.identity}\n" for event in told if not event.is_audit)
        )


if __name__ == "__main__":
    main()
