"""The programs of `jobs_3step`; each is a process of its own, since there is one DBOS a process."""

import os
import sys
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path

from dbos import DBOS, DBOSConfig, ScheduleInput

from services.gateway.worker import CONCURRENCY
from shared import log
from shared.jobs import system, task
from shared.jobs.steps import step
from shared.jobs.worker import ServiceWork, Worker
from shared.outbox import request_job
from tests.benchmarks import ingest

_QUEUE = "ads"
_TASK = "ads.bench_three_steps"
_TENANT = "tenant-bench"
_DEADLINE_SECONDS = 600.0


class _Countdown:
    """Set once so many jobs are done."""

    def __init__(self, jobs: int) -> None:
        self._left = jobs
        self._lock = threading.Lock()
        self._over = threading.Event()

    def tick(self) -> None:
        """One job has done its last step."""
        with self._lock:
            self._left -= 1
            if not self._left:
                self._over.set()

    def wait(self) -> None:
        """Wait for the last one. Raises TimeoutError."""
        if not self._over.wait(_DEADLINE_SECONDS):
            raise TimeoutError(f"{self._left} jobs are not done")


def through_worker(*, url: str, system_url: str, jobs: int, log_file: str) -> float:
    """Jobs a second, from the transaction that requests them to the last one's last step; the log goes to a file."""
    with Path(log_file).open("ab") as file:
        os.dup2(file.fileno(), sys.stderr.fileno())
    log.configure()
    database, countdown = ingest.migrated(url), _Countdown(jobs)
    system.migrate(system_url)

    def register() -> Sequence[ScheduleInput]:
        @task(_TASK)
        def three_steps(*, tenant_id: str, number: int) -> int:
            doubled = step("double", _double, number)
            more = step("add", _add, doubled)
            return step("tell", _tell, more, countdown)

        return []

    work = ServiceWork(name=_QUEUE, database=database, register=register, publish=lambda _events: None)
    worker = Worker(system_url, [work], concurrency=CONCURRENCY, kept=timedelta(days=7))
    worker.start()
    started = time.perf_counter()
    with database.write() as session:
        for number in range(jobs):
            request_job(
                session,
                workflow=_TASK,
                workflow_id=f"bench-{number}",
                queue=_QUEUE,
                tenant_id=_TENANT,
                arguments={"tenant_id": _TENANT, "number": number},
                now=datetime.now(UTC),
            )
    countdown.wait()
    seconds = time.perf_counter() - started
    worker.stop()
    return jobs / seconds


def by_dbos_alone(*, system_url: str, jobs: int) -> float:
    """The same by DBOS's own decorators, started directly, as many at a time; its engine is ours (WAL)."""
    config: DBOSConfig = {"name": "bench", "system_database_url": system_url, "log_level": "WARNING"}
    if engine := system.system_engine(system_url):
        config["system_database_engine"] = engine
    DBOS(config=config)
    countdown = _Countdown(jobs)
    double, add, tell = DBOS.step()(_double), DBOS.step()(_add), DBOS.step()(_tell)

    @DBOS.workflow()
    def three_steps(number: int) -> int:
        return tell(add(double(number)), countdown)

    DBOS.launch()
    started = time.perf_counter()
    with ThreadPoolExecutor(CONCURRENCY) as pool:
        for _ in range(jobs):
            pool.submit(three_steps, 1)
        countdown.wait()
    seconds = time.perf_counter() - started
    DBOS.destroy()
    return jobs / seconds


def _double(number: int) -> int:
    return number * 2


def _add(number: int) -> int:
    return number + 1


def _tell(number: int, countdown: _Countdown) -> int:
    countdown.tick()
    return number
