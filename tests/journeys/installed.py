"""A whole installation as its users run it: sandbox, api and worker processes, on either database."""

import os
import signal
import socket
import uuid
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

import httpx
import psycopg
from dbos import DBOSClient
from sqlalchemy import Table, func, select

from services.ads.models import AdsModel, AdsProfile
from services.cli import demo
from services.cli.installation import Installation, databases
from services.cli.processes import Process, programs, running
from services.gateway.settings import GatewaySettings
from shared.clock import utc_now
from shared.db import Database
from shared.jobs.system import system_engine
from tests.sql import text
from tests.waiting import wait_for

TABLES: dict[str, Table] = dict(AdsModel.metadata.tables)
SCHEDULES = (
    *("ads.daily", "catalog.hourly", "inventory.daily", "inventory.judge_pushed"),
    *("tickets.hourly", "tickets.scan_clocks"),
)
_NEVER = "0 0 30 2 *"
_OF_THE_MOMENT = {"sync_id", "rows_changed", "digest", "pos"}
"""Columns besides those of times that differ from one sync, or one account, to the next of the same days."""


@dataclass
class Installed:
    """The running processes by name, and the addresses."""

    installation: Installation
    started: list[Process]
    _log_sizes: dict[int, int] = field(default_factory=dict)

    def kill(self, name: str) -> None:
        """As the machine does it when memory runs out."""
        process = self.process(name)
        os.kill(process.pid, signal.SIGKILL)
        wait_for(lambda: not process.running, f"the end of {name}")

    def start(self, name: str) -> None:
        """A new process of that name, in place of one that ended."""
        process = self.launch(name)
        if name == "api":
            wait_for(lambda: process.running and self.is_ready(), "the api")

    def launch(self, name: str) -> Process:
        """The same, without waiting until it serves."""
        assert not self.process(name).running
        return self._add(name, name)

    def add_worker(self) -> Process:
        """One more worker, beside the others and on a port of its own, once it works."""
        os.environ["GATEWAY_METRICS_PORT"] = str(free_ports()[0])
        worker = self._add(f"worker-{len(self.started)}", "worker")
        wait_for(lambda: self.is_up(worker.name), worker.name)
        return worker

    def is_up(self, name: str) -> bool:
        """Whether the newest process of that name serves, or works."""
        process = self.process(name)
        if name == "api":
            return process.running and self.is_ready()
        new = process.log.read_bytes()[self._log_sizes.get(process.pid, 0) :]
        return process.running and b"worker started" in new

    def _add(self, name: str, program: str) -> Process:
        log = self.installation.logs / f"{name}.log"
        before = log.stat().st_size if log.exists() else 0
        process = Process(name, programs(self.installation)[program], self.installation.logs)
        self._log_sizes[process.pid] = before
        self.started.append(process)
        return process

    def process(self, name: str) -> Process:
        """The newest process of that name."""
        return [process for process in self.started if process.name == name][-1]

    def is_ready(self) -> bool:
        try:
            return httpx.get(f"{self.installation.url}/readyz", trust_env=False).status_code == 200
        except httpx.TransportError:
            return False


class Customer(demo.Client):
    """A tenant of its own with the simulated seller account connected; use it as a context manager."""

    def __init__(self, installed: Installed, seed: int, size: int) -> None:
        _, key = demo.create_tenant(f"Customer of {seed} {size}")
        super().__init__(installed.installation.url, key, "en")
        self.advertiser = demo.find_advertiser(installed.installation, seed, size)
        assert self.connect(self.advertiser)
        with database_of("gateway") as gateway, gateway.read() as session:
            rows = session.execute(text("SELECT tenant_id FROM seller_account ORDER BY created_at DESC"))
            self.tenant_id: str = rows.scalars().first()

    def __enter__(self) -> "Customer":
        return self

    def start_fixed_sync(self) -> dict[str, Any]:
        """A sync of fixed days that are settled, so that midnight makes no difference."""
        today = utc_now().date()
        days = {"from_on": str(today - timedelta(days=58)), "to_on": str(today - timedelta(days=5))}
        answer = self.http.post("/v1/ads/syncs", json={"seller_id": self.advertiser.seller_id} | days)
        assert answer.status_code == 202, answer.text
        return answer.json()

    def completed(self, sync: dict[str, Any]) -> dict[str, Any]:
        """The sync, once it has completed."""
        *_, last = self.follow_sync(sync)
        return last

    def items(self, path: str, **query: str) -> list[dict[str, Any]]:
        """All items of a list."""
        return list(self.listed(path, {"limit": "200"} | query))

    def told(self, kind: str) -> list[str]:
        """The findings that events of a type are about, in order of the finding."""
        return sorted(event["data"]["finding_id"] for event in self.items("/v1/events", type=kind))


@contextmanager
def environment_of(backend: str, server: Callable[[], Any]) -> Iterator[None]:
    """This process's environment without settings of ours, but for the database and a quick sandbox."""
    before = dict(os.environ)
    for name in before:
        if name.startswith(("ZHULI_", "SANDBOX_", "GATEWAY_")) or name.endswith(
            ("_DATABASE_URL", "_DATABASE_DIRECT_URL")
        ):
            del os.environ[name]
    if backend == "postgres":
        database = f"journey_{uuid.uuid4().hex}"
        with psycopg.connect(server().url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {database}")
        os.environ["ZHULI_DATABASE_URL"] = server().url(database)
    os.environ |= {"SANDBOX_PENDING_SECONDS": "0.1", "SANDBOX_PROCESSING_SECONDS": "0.2"}
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


@contextmanager
def at_work(installation: Installation, *, scheduled: bool = False) -> Iterator[Installed]:
    """The processes of a migrated installation, which start by the clock nothing, or what is `scheduled`."""
    if not scheduled:
        hold_schedules()
    with running(installation) as processes:
        yield Installed(installation, processes)


def hold_schedules() -> None:
    """Pause all schedules before there is a worker, which takes them as it finds them.

    A test that happens to run at the full hour would meet syncs that it has not started.
    """
    with jobs_client() as jobs:
        for name in SCHEDULES:
            jobs.create_schedule(schedule_name=name, workflow_name=name, schedule=_NEVER)
            jobs.pause_schedule(name)


@contextmanager
def jobs_client() -> Iterator[DBOSClient]:
    """The job queue, for a look past the API."""
    url = GatewaySettings().jobs_url
    client = DBOSClient(system_database_url=url, system_database_engine=system_engine(url))
    try:
        yield client
    finally:
        client.destroy()


def free_ports() -> tuple[int, ...]:
    """Three ports that nobody listens on."""
    with ExitStack() as stack:
        probes = [stack.enter_context(socket.socket()) for _ in range(3)]
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return tuple(probe.getsockname()[1] for probe in probes)


@contextmanager
def database_of(service: str) -> Iterator[Database]:
    """A service's database, for a look past the API."""
    found = databases()
    try:
        yield found[service]
    finally:
        for database in found.values():
            database.dispose()


def everything() -> dict[str, list[tuple[Any, ...]]]:
    """All rows of all ads tables, whole."""
    with database_of("ads") as database, database.read() as session:
        return {name: sorted(map(repr, session.execute(select(table)))) for name, table in TABLES.items()}


def facts(tenant_id: str, *, before: date = date.max) -> dict[str, list[tuple[Any, ...]]]:
    """All rows of a tenant by table, without what depends on the moment: equal syncs leave equal facts.

    Rows of the day `before` and of later ones are left out.
    """
    with database_of("ads") as database, database.read() as session:
        query = select(AdsProfile.profile_key, AdsProfile.marketplace_id).where(AdsProfile.tenant_id == tenant_id)
        markets = dict(session.execute(query).all())
        found = {}
        for name, table in TABLES.items():
            if "profile_key" not in table.c:
                continue
            columns = [c for c in table.c if not c.name.endswith("_at") and c.name not in _OF_THE_MOMENT]
            mine = select(*columns).where(table.c.profile_key.in_(markets))
            if "date_on" in table.c:
                mine = mine.where(table.c.date_on < before)
            rows = [dict(row) for row in session.execute(mine).mappings()]
            if name != "ads_profile":
                rows = [row | {"profile_key": markets[row["profile_key"]]} for row in rows]
            else:
                rows = [row | {"profile_key": "", "tenant_id": ""} for row in rows]
            found[name] = sorted(tuple(map(repr, row.values())) for row in rows)
        return found


def outbox() -> int:
    """The number of rows that wait in the ads outbox."""
    with database_of("ads") as database, database.read() as session:
        return session.execute(select(func.count()).select_from(TABLES["outbox"])).scalar_one()
