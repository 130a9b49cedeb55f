"""Worker processes over a catalog database, on both backends; every one is dead at the end of its test."""

import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from dbos import DBOSClient

from shared.db import Database
from shared.jobs import system
from shared.outbox import request_job
from tests.waiting import wait_for

ROOT = Path(__file__).parents[3]
NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
TENANT = "0198f3c0-0000-7000-8000-000000000001"


@dataclass
class Workplace:
    """A database, the job queue beside it, and the workers on it."""

    database: Database
    system_url: str
    folder: Path
    workers: list[subprocess.Popen] = field(default_factory=list)

    def start(self) -> subprocess.Popen:
        """A new worker, once it has started."""
        log = self.folder / f"worker-{len(self.workers)}.log"
        url = self.database.url.render_as_string(hide_password=False)
        with log.open("wb") as file:
            worker = subprocess.Popen(
                [sys.executable, "-m", "tests.shared.jobs.program", self.system_url, url, str(self.folder)],
                cwd=ROOT,
                stdout=file,
                stderr=file,
            )
        self.workers.append(worker)
        wait_for(lambda: "worker started" in log.read_text() or worker.poll() is not None, "the worker to start")
        assert worker.poll() is None, log.read_text()
        return worker

    def kill(self, worker: subprocess.Popen) -> None:
        """As the machine does it when memory runs out."""
        worker.kill()
        assert worker.wait(10) == -signal.SIGKILL

    def request(self, task: str, identity: str, **arguments: Any) -> None:
        """Ask for a job in a transaction of its own."""
        with self.database.write() as session:
            request_job(
                session,
                workflow=f"catalog.{task}",
                workflow_id=identity,
                queue="catalog",
                tenant_id=TENANT,
                arguments={"tenant_id": TENANT, **arguments},
                now=NOW,
            )

    def journal(self, name: str) -> list[tuple[str, int]]:
        """The steps that began under a name: (step, process id)."""
        file = self.folder / f"{name}.journal"
        lines = file.read_text().splitlines() if file.exists() else []
        return [(line.split()[0], int(line.split()[1])) for line in lines]

    def steps(self, name: str) -> list[str]:
        """The names of the steps that began."""
        return [step for step, _ in self.journal(name)]

    def until(self, name: str, *steps: str, seconds: float = 60.0) -> None:
        """Wait until exactly these steps have begun."""
        wait_for(lambda: self.steps(name) == list(steps), f"{name} to have run {steps}", seconds=seconds)

    def let_go(self, name: str) -> None:
        """End the wait inside step two."""
        (self.folder / f"{name}.go").touch()

    def status(self, identity: str) -> tuple[str, str | None] | None:
        """(status, executor) of a workflow; None when there is none."""
        found = self.ask(lambda client: client.list_workflows(workflow_ids=[identity]))
        return (found[0].status, found[0].executor_id) if found else None

    def until_status(self, identity: str, status: str, *, seconds: float = 60.0) -> None:
        """Wait until a workflow has this status."""
        wait_for(
            lambda: (self.status(identity) or [None])[0] == status, f"{identity} to be {status}", seconds=seconds
        )

    def ask(self, question: Callable[[DBOSClient], Any]) -> Any:
        """An answer from the system database."""
        engine = system.system_engine(self.system_url)
        client = DBOSClient(system_database_url=self.system_url, system_database_engine=engine)
        try:
            return question(client)
        finally:
            client.destroy()


@pytest.fixture
def workplace(service_database: Callable[[str], Database], tmp_path: Path) -> Iterator[Workplace]:
    database = service_database("catalog")
    url = database.url.render_as_string(hide_password=False)
    system_url = f"sqlite:///{tmp_path / 'jobs.sqlite3'}" if database.is_sqlite else url
    system.migrate(system_url)
    place = Workplace(database, system_url, tmp_path)
    yield place
    for worker in place.workers:
        worker.kill()
        worker.wait()
