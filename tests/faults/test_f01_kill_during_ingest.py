"""F01: `kill -9` during ingest, 16 times and more: each a random time after a worker began a random chunk of a file.

Pass: no acknowledged row is lost; what is stored are whole chunks, as many as the import has counted; each
finished import, and no other, has told its finding once; the jobs go on without a call; the files are sound.
"""

import io
import os
import random
import signal
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from services.ads.models import AdsProfile, Outbox, ReportImport, SearchTermFact
from services.ads.report_imports.operations import create_ads_report_import
from services.ads.report_imports.sheets.sent import pack
from shared.auth import SCOPES, Principal
from shared.clock import utc_now
from shared.db import Database
from shared.db.columns import table_of
from shared.jobs import system
from tests.faults.ingesting import BATCH
from tests.integrity import damage_of
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]
FEWEST_KILLS, MOST_KILLS = 8, 25  # on each database, until one was in the middle of a file; many are in the storm
FILES_BETWEEN, CHUNKS = 1, 30  # so many that a child which notices the end late is not through by then
ROWS = BATCH * CHUNKS
LAST_MOMENT = 0.12
UK = "A1F83G8C2ARO7P"
CALLERS = [Principal("person", name, "actor", "key", frozenset(SCOPES), False) for name in ("one", "two", "three")]
_HEADERS = ("Date", "Campaign Name", "Ad Group Name", "Targeting", "Match Type", "Customer Search Term",
            "Impressions", "Clicks", "Spend", "7 Day Total Sales", "7 Day Total Orders (#)")  # fmt: skip


@dataclass(frozen=True)
class Found:
    """One import as the database has it: its state, its count of changed rows, its rows and their clicks."""

    status: str
    counted: int
    rows: int
    clicks: int


class Ingest:
    """A database with imports, and the workers on it."""

    def __init__(self, database: Database, folder: Path) -> None:
        self.database, self.folder = database, folder
        url = database.url.render_as_string(hide_password=False)
        self.system_url = f"sqlite:///{folder / 'jobs.sqlite3'}" if database.is_sqlite else url
        system.migrate(self.system_url)
        self.accepted = 0
        with (folder / "log").open("wb") as log:
            self._nursery = subprocess.Popen(
                [sys.executable, "-m", "tests.faults.ingesting", url, self.system_url, str(folder)],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )

    def close(self) -> None:
        self._nursery.communicate(timeout=30)

    def accept(self, files: int) -> None:
        """Hand in some files, each of an account of its own with one campaign that asks for a decision."""
        day = utc_now().date() - timedelta(days=10)
        row = f"{day},Dear,Group,kettle,EXACT,term {{}},10,1,0.90,1.00,1"
        content = "\n".join([",".join(_HEADERS), *(row.format(number) for number in range(ROWS))]).encode()
        for _ in range(files):
            file = pack(io.BytesIO(content), "terms.csv")
            with self.database.write() as session:
                create_ads_report_import(
                    session,
                    CALLERS[self.accepted % len(CALLERS)],  # one import of a tenant runs at a time
                    seller_id=f"A{self.accepted:04}",
                    marketplace_id=UK,
                    marketplace_ids=[UK],
                    file=file,
                    now=utc_now(),
                )
            self.accepted += 1

    def start_worker(self, chunk: int = 1) -> int:
        """A worker that has begun to store chunk number `chunk` of its own; its process id."""
        self._say("start")
        pid = int(self._hear())
        for _ in range(chunk):
            assert self._hear() == "storing", (self.folder / "log").read_text()[-2000:]
        return pid

    def end(self, pid: int, how: signal.Signals) -> None:
        """Send a signal and wait for the end."""
        os.kill(pid, how)
        while (heard := self._hear()) != "ended":
            assert heard == "storing", (self.folder / "log").read_text()[-2000:]

    def imports(self) -> dict[str, Found]:
        """All imports by seller id, as one statement sees them: a dead worker's commit may still be under way."""
        kept, profile, fact = table_of(ReportImport), table_of(AdsProfile), table_of(SearchTermFact)
        mine = fact.c.profile_key == profile.c.profile_key
        rows = select(func.count()).where(mine).scalar_subquery()
        clicks = select(func.coalesce(func.sum(fact.c.clicks), 0)).where(mine).scalar_subquery()
        query = select(profile.c.seller_id, kept.c.status, kept.c.rows_changed, rows, clicks).join(
            profile, profile.c.profile_key == kept.c.profile_key
        )
        with self.database.read() as session:
            return {seller_id: Found(*numbers) for seller_id, *numbers in session.execute(query)}

    def events(self) -> dict[str, set[str]]:
        """The ids of each seller's events: those told, and those that wait to be told."""
        found: dict[str, set[str]] = defaultdict(set)
        outbox = table_of(Outbox)
        with self.database.read() as session:
            query = select(outbox.c.subject, outbox.c.identity).where(outbox.c.kind == "event")
            for subject, identity in session.execute(query):
                found[subject.split(":")[1]].add(identity)
        for seller_id, identity in self.told():
            found[seller_id].add(identity)
        return found

    def told(self) -> list[tuple[str, str]]:
        """(seller id, event id) of every event that was handed over, as often as it was."""
        journal = self.folder / "told"
        lines = journal.read_text().splitlines() if journal.exists() else []
        return [(line.split()[0], line.split()[1]) for line in lines]

    def waiting(self) -> int:
        """The rows in the outbox."""
        with self.database.read() as session:
            return session.scalar(select(func.count()).select_from(Outbox))

    def damage(self) -> list[str]:
        """What is broken in the database's file, and in that of the jobs."""
        jobs = Database(self.system_url)
        try:
            with self.database.engine.connect() as one, jobs.engine.connect() as other:
                return damage_of(one) + damage_of(other)
        finally:
            jobs.dispose()

    def _say(self, line: str) -> None:
        self._nursery.stdin.write(f"{line}\n")
        self._nursery.stdin.flush()

    def _hear(self) -> str:
        return self._nursery.stdout.readline().strip()


@pytest.fixture
def ingest(service_database, tmp_path: Path) -> Iterator[Ingest]:
    found = Ingest(service_database("ads"), tmp_path)
    yield found
    found.close()


def check(imports: dict[str, Found], events: dict[str, set[str]]) -> None:
    """What holds at every moment, however the worker ended."""
    assert [one for one in imports.values() if one.rows % BATCH or one.rows != one.counted] == []
    finished = {seller_id for seller_id, one in imports.items() if one.status == "completed"}
    assert {seller_id: len(ids) for seller_id, ids in events.items()} == dict.fromkeys(finished, 1)
    assert {one.rows for one in imports.values() if one.status == "completed"} <= {ROWS}


def test_whoever_is_killed_while_storing_rows_loses_and_doubles_nothing(ingest):
    chance, before, in_mid_file = random.Random(1), {}, 0  # noqa: S311 - to be repeated, not to be secret
    kills = 0
    while kills < FEWEST_KILLS or (not in_mid_file and kills < MOST_KILLS):
        kills += 1
        ingest.accept(FILES_BETWEEN)
        worker = ingest.start_worker(chance.randint(1, CHUNKS // 2))
        time.sleep(chance.choice((0.0, chance.uniform(0.0, LAST_MOMENT))))  # at once: still in mid-file
        ingest.end(worker, signal.SIGKILL)
        found, events = ingest.imports(), ingest.events()
        check(found, events)
        assert [seller for seller, one in before.items() if found[seller].rows < one.rows] == []
        in_mid_file += any(0 < one.rows < ROWS for one in found.values())
        before = found
    assert in_mid_file > 0
    ingest.accept(1)
    worker = ingest.start_worker()
    wait_for(lambda: {one.status for one in ingest.imports().values()} == {"completed"}, "all", seconds=180)
    wait_for(lambda: ingest.waiting() == 0, "an empty outbox")
    ingest.end(worker, signal.SIGTERM)
    found, events = ingest.imports(), ingest.events()
    assert found == {f"A{number:04}": Found("completed", ROWS, ROWS, ROWS) for number in range(ingest.accepted)}
    check(found, events)
    assert len(found) == FILES_BETWEEN * kills + 1
    assert ingest.damage() == []
