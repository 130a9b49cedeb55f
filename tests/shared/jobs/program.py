"""A worker process for tests: `python -m tests.shared.jobs.program SYSTEM_URL DATABASE_URL FOLDER`.

Its tasks write each step into the journal of their name, so that a test sees what ran and in which process.
"""

import os
import sys
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
from dbos import DBOS, ScheduleInput

from shared.db import Database
from shared.jobs import task
from shared.jobs.steps import Patience, reason_of, step
from shared.jobs.worker import Loop, ServiceWork, Worker, run

KEPT_DAYS = 7


class PassingError(RuntimeError):
    """Says by itself that it may pass."""

    retryable = True


class RefusedError(RuntimeError):
    """A refusal in our own words, which does not pass."""

    retryable = False
    code, detail = "refused", "Amazon said no"


FAILURES: dict[str, Exception] = {
    "network": httpx.ConnectError("no route"),
    "passing": PassingError(),
    "refused": RefusedError("with a secret"),
    "defect": KeyError("a secret"),
}


class Journal:
    """The steps that began, one line each, in a file per name; appends are atomic."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def write(self, name: str, line: str) -> None:
        with (self.folder / f"{name}.journal").open("a") as file:
            file.write(f"{line} {os.getpid()}\n")

    def wait_for_go(self, name: str) -> None:
        while not (self.folder / f"{name}.go").exists():
            time.sleep(0.02)


def register(journal: Journal) -> Sequence[ScheduleInput]:
    """Three kinds of tasks and a schedule that never comes due in a test."""

    @task("catalog.three_steps")
    def three_steps(*, tenant_id: str, name: str, held: bool) -> None:
        step("one", journal.write, name, "one")
        step("two", two, name, held)
        step("three", journal.write, name, "three")

    def two(name: str, held: bool) -> None:
        journal.write(name, "two")
        if held:
            journal.wait_for_go(name)

    @task("catalog.sleeping")
    def sleeping(*, tenant_id: str, name: str, seconds: float) -> None:
        step("before", journal.write, name, "before")
        DBOS.sleep(seconds)
        step("after", journal.write, name, "after")

    @task("catalog.failing")
    def failing(*, tenant_id: str, name: str, failure: str, times: int, patience: float = 60.0) -> None:
        try:
            step("try", attempt, name, failure, times, patience=Patience(total=patience, longest_pause=0.5))
        except Exception as error:
            step("fail", journal.write, name, ":".join(reason_of(error)).replace(" ", "_"))
            raise

    def attempt(name: str, failure: str, times: int) -> None:
        journal.write(name, "try")
        if len((journal.folder / f"{name}.journal").read_text().splitlines()) <= times:
            raise FAILURES[failure]

    @task("catalog.yearly")
    def yearly(scheduled_at: datetime, context: Any) -> None:
        journal.write("yearly", "ran")

    return [
        {
            "schedule_name": "catalog.yearly",
            "workflow_fn": yearly,
            "schedule": "0 0 29 2 *",
            "queue_name": "catalog",
        }
    ]


def main() -> None:
    """Run until a signal."""
    system_url, database_url, folder = sys.argv[1:]
    journal = Journal(Path(folder))
    database = Database(database_url, schema="catalog")
    rounds = iter(("one", "two"))

    def work() -> int:
        if (name := next(rounds, None)) is not None:
            journal.write("loop", name)
        return name is not None

    loop = Loop("counting", 3600.0, work, lambda: journal.write("loop", "end"))
    catalog = ServiceWork("catalog", database, lambda: register(journal), lambda events: None, loops=[loop])
    run(Worker(system_url, [catalog], concurrency=8, kept=timedelta(days=KEPT_DAYS)))


if __name__ == "__main__":
    main()
