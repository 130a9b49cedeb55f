"""The stand-in for Mabang at a port of this machine, and the job of a reading without the queue.

Both live at a present of the test's own.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

import httpx
import pytest

from services.inventory.erp_connections.erp import gateway_of
from services.inventory.erp_syncs import tasks
from services.inventory.erp_syncs.tasks import reading
from services.inventory.erp_syncs.tasks.work import ErpWork
from services.sandbox.main import create_app
from services.sandbox.settings import SandboxSettings
from shared.clock import moment_of_asking
from shared.db import Database
from shared.egress.client import Egress
from shared.jobs.steps import Patience, is_passing
from shared.secrets import sealer_of
from shared.testing.databases import SqliteTemplates
from tests.faults.house import served
from tests.inventory.rows import NOW
from tests.sandbox.processes import free_port


@dataclass
class Moment:
    """A present that stands still until it is moved."""

    now: datetime = NOW

    def advance(self, **given: float) -> None:
        self.now += timedelta(**given)


@dataclass
class StandIn:
    """An account of the simulated ERP, and its traps."""

    http: httpx.Client
    goods: int
    seed: int = 4
    size: int = 20
    key: dict[str, Any] = field(init=False)

    def __post_init__(self) -> None:
        mine = {"seed": self.seed, "size": self.size, "goods": self.goods}
        self.key = self.http.get("/sandbox/mabang", params=mine).raise_for_status().json()

    def switch(self, *traps: str, is_on: bool = True, **more: Any) -> None:
        named: dict[str, Any] = {"traps": list(traps)} if traps else {}
        mine = {"seed": self.seed, "size": self.size, "is_on": is_on}
        self.http.post("/sandbox/mabang/traps", json=mine | named | more).raise_for_status()

    def calls(self, api: str) -> list[dict[str, Any]]:
        mine = {"seed": self.seed, "size": self.size}
        found = self.http.get("/sandbox/mabang/calls", params=mine).json()["items"]
        return [each for each in found if each["api"] == api]

    @property
    def connection(self) -> dict[str, Any]:
        """The body of its connection."""
        url = f"{self.http.base_url}".rstrip("/") + self.key["path"]
        return {"erp": "mabang", "app_key": self.key["app_key"], "secret": self.key["secret"], "base_url": url}


@pytest.fixture
def moment(monkeypatch: pytest.MonkeyPatch) -> Moment:
    """The present of the stand-in and of the job."""
    found = Moment()
    monkeypatch.setattr(reading, "utc_now", lambda: found.now)
    return found


@pytest.fixture
def stand_in(sqlite_templates: SqliteTemplates, moment: Moment) -> Iterator[Callable[..., StandIn]]:
    """`stand_in(goods)`: an account of so many goods."""
    with sqlite_templates.migrated("services.sandbox") as database:
        app = create_app(SandboxSettings(database_url=database.url.render_as_string(hide_password=False)))
        app.dependency_overrides[moment_of_asking] = lambda: moment.now
        port = free_port()
        with (
            served(app, port),
            httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=30) as http,
        ):
            yield partial(StandIn, http)


@pytest.fixture
def work(database: Database, keys_dir: Any, moment: Moment) -> ErpWork:
    """What the job works with: short waits, pages of 100 SKUs."""
    egress, sealer = Egress((), loopback_for_tests=True), sealer_of(keys_dir)

    def gateway(connection: Any) -> Any:
        found = gateway_of(connection, egress, sealer, clock=lambda: moment.now)
        return type(found)(found.egress, found.url, found.credentials, found.livemode, found.clock, seconds=1.0)

    return ErpWork(database, gateway, Patience(), rows=100)


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, work: ErpWork) -> Callable[[str, str], None]:
    """`run(tenant, sync)`: its steps in this thread; what may pass is tried again at once, three times at most."""

    def step(_name: str, given: Callable[..., Any], *arguments: Any, **_patience: Any) -> Any:
        for tries in range(6):
            try:
                return given(*arguments)
            except Exception as error:
                if not is_passing(error) or tries == 5:
                    raise
        raise AssertionError

    monkeypatch.setattr(tasks, "step", step)
    return partial(tasks.run, work)
