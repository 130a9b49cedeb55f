"""The ads ingest as the worker runs it, from the packed report to facts, names, deliveries and roll-up."""

import time
from datetime import UTC, date, datetime, timedelta
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory, TemporaryFile
from typing import Any, cast
from unittest.mock import patch

from services.ads.performance.rules import Window
from services.ads.profiles.operations import learn_profile
from services.ads.syncs.rules import ReportJob
from services.ads.syncs.tasks import storing
from services.ads.syncs.tasks.spool import DaySpool
from services.ads.syncs.tasks.work import SyncWork
from shared.db import Database
from shared.db.migrations import upgrade
from shared.jobs.locks import locks_beside
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from tests.benchmarks import reports

TENANT, SELLER, MARKETPLACE = "tenant-bench", "A1BENCHSELLER", "A1F83G8C2ARO7P"
FIRST_DAY = date(2026, 8, 1)
_READ_BYTES = 64 * 1024
NOW = datetime(2026, 9, 5, 12, tzinfo=UTC)


def store_once(*, url: str, report: str) -> float:
    """Seconds of a first ingest into an empty database."""
    return store(migrated(url), report, expect_changed=True)


def store_twice(*, url: str, report: str) -> tuple[float, float]:
    """Seconds of the first ingest, and of the same report again."""
    database = migrated(url)
    return store(database, report, expect_changed=True), store(database, report, expect_changed=False)


def store_growing(*, url: str, folder: str, rows: int, count: int) -> list[float]:
    """Seconds of each of `count` reports, one after another month, into one database."""
    database, path, first_day, seconds = migrated(url), Path(folder) / "growing.json.gz", date(2025, 1, 1), []
    for _ in range(count):
        reports.write(path=str(path), rows=rows, first_day=first_day.isoformat())
        seconds.append(store(database, str(path), expect_changed=True, first_day=first_day))
        first_day += timedelta(days=reports.DAYS)
    return seconds


def store_beside(*, url: str, report: str, marketplace_id: str, flag: str) -> float:
    """A first ingest for another marketplace while others read; the file `flag` appears when it begins."""
    database = Database(url, schema="ads")
    Path(flag).touch()
    return store(database, report, expect_changed=True, marketplace_id=marketplace_id)


def migrated(url: str) -> Database:
    """The ads service's database at its newest migration."""
    database = Database(url, schema="ads")
    upgrade(database, "services.ads")
    return database


def store(
    database: Database,
    report: str,
    *,
    expect_changed: bool,
    first_day: date = FIRST_DAY,
    marketplace_id: str = MARKETPLACE,
) -> float:
    """Seconds to store one report. Raises RuntimeError when it did not change all rows, or changed one."""
    with database.write() as session:
        profile = learn_profile(session, TENANT, SELLER, marketplace_id, now=NOW)
        key, currency = profile.key, profile.currency
    window = Window(first_day, first_day + timedelta(days=reports.DAYS))
    job = ReportJob(TENANT, "sync-bench", key, "spSearchTerm", window)
    nobody = cast("Any", None)  # neither the gateway nor Amazon is asked: the bytes are here already
    with TemporaryDirectory() as folder, TemporaryFile() as spooled, Path(report).open("rb") as file:
        locks = locks_beside(f"sqlite:///{folder}/jobs.sqlite3")
        work = SyncWork(database, nobody, nobody, Terms(Patience(), 0.0), locks)
        started = time.perf_counter()
        spool = DaySpool(spooled)
        survey = storing.read(job, currency, iter(partial(file.read, _READ_BYTES), b""), spool)
        with patch.object(storing, "utc_now", lambda: NOW):  # so that the days judged are days of the report
            counted = storing.store(work, job, spool, survey, NOW)
    seconds = time.perf_counter() - started
    if counted.rejected or counted.changed != (counted.received if expect_changed else 0):
        raise RuntimeError(f"the ingest went wrong: {counted}")
    return seconds
