"""The simulated seller over real HTTP, and the job of a sync run without DBOS."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.sandbox.settings import SandboxSettings
from services.tickets.syncs import operations, tasks
from services.tickets.syncs.tasks import SyncWork
from shared.amazon.sp_api import Connection, Limits
from shared.clock import utc_now
from shared.db import Database
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from shared.seller_accounts import AccountUnknownError, SellerAccount
from shared.testing.databases import SqliteTemplates
from shared.throttle import Buckets
from tests.sandbox.processes import free_port, running
from tests.steps import run_at_once
from tests.tickets.desk import Desk
from tests.tickets.facts import FIRST
from tests.tickets.told import Gateway, event_of


@pytest.fixture(scope="session")
def sandbox_url(sqlite_templates: SqliteTemplates) -> Iterator[str]:
    with sqlite_templates.migrated("services.sandbox") as database:
        settings = {
            "SANDBOX_DATABASE_URL": database.url.render_as_string(hide_password=False),
            "SANDBOX_PENDING_SECONDS": "0",
            "SANDBOX_PROCESSING_SECONDS": "0",
        }
        with running(free_port(), **settings) as sandbox:
            yield sandbox.url


@dataclass
class Seller:
    """A simulated seller: what the gateway would know of it, and a connection under its consent."""

    url: str
    seed: int
    buckets: Buckets
    connected: bool = True

    def __post_init__(self) -> None:
        described = self.ask("GET", "/sandbox/advertiser")
        self.seller_id: str = described["seller_id"]
        self.marketplace_ids: list[str] = described["marketplace_ids"]
        settings = SandboxSettings()
        form = {
            "grant_type": "refresh_token",
            "client_id": settings.client_id,
            "client_secret": settings.client_secret.get_secret_value(),
            "refresh_token": described["refresh_token"],
        }
        self.token = httpx.post(f"{self.url}/auth/o2/token", data=form, trust_env=False).json()["access_token"]

    def one(self, tenant_id: str, seller_id: str) -> SellerAccount:
        if (tenant_id, seller_id) != (FIRST, self.seller_id):
            raise AccountUnknownError(seller_id)
        return SellerAccount(tenant_id, seller_id, tuple(self.marketplace_ids), (), False, self.connected)

    def all(self) -> list[SellerAccount]:
        return [self.one(FIRST, self.seller_id)]

    def connect(self, tenant_id: str, seller_id: str) -> Connection:
        limits = Limits(self.buckets, f"spapi:{tenant_id}:{seller_id}", clock=utc_now, sleep=time.sleep)
        return Connection(self.url, lambda: self.token, limits, clock=utc_now)

    def ask(self, method: str, path: str, **content: Any) -> Any:
        query = {"seed": self.seed, "size": 60}
        answer = httpx.request(method, f"{self.url}{path}", params=query, trust_env=False, **content)
        answer.raise_for_status()
        return answer.json()

    def let_days_pass(self, days: int) -> None:
        self.ask("POST", "/sandbox/clock", json={"advance_days": days})

    def expected(self) -> set[tuple[str, str, str]]:
        """(code, marketplace, metric) of every planted problem of the account."""
        items = self.ask("GET", "/sandbox/answer-key")["seller"]["items"]
        return {
            (each["code"], each["marketplace_id"], each["metric"])
            for each in items
            if each["code"].startswith("tickets.")
        }


@dataclass
class SyncDesk:
    """Syncs of one seller into one database, and the gateway that brings the events of their findings."""

    desk: Desk
    gateway: Gateway
    seller: Seller
    work: SyncWork

    def start(self) -> str:
        with self.desk.database.write() as session:
            return operations.start_sync(session, FIRST, self.seller.seller_id, now=utc_now()).sync_id

    def run(self) -> dict[str, Any]:
        """A whole sync; how it went."""
        sync_id = self.start()
        tasks.run(self.work, FIRST, sync_id)
        return self.desk.ask("GET", f"/v1/tickets/syncs/{sync_id}")

    def bring_events(self, skip: int = 0) -> int:
        """Have the gateway bring what was told of findings, after the first so many; how many there are by now."""
        told = [(name, data) for name, data in self.desk.told() if name.startswith("account.")]
        for name, data in told[skip:]:
            self.gateway.bring(event_of(data, type=name))
        return len(told)

    def found(self) -> set[tuple[str, str, str]]:
        """(code, marketplace, metric) of every open finding."""
        items = self.desk.ask("GET", "/v1/tickets/findings?status=open&limit=200")["items"]
        return {(one["code"], one["marketplace_id"], one["subject"]["id"].partition(".")[0]) for one in items}

    def metrics(self) -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = self.desk.ask("GET", "/v1/tickets/account-metrics?limit=200")["items"]
        return items


@pytest.fixture
def buckets(tmp_path: Path) -> Iterator[Buckets]:
    throttle = Database(f"sqlite:///{tmp_path}/sync-throttle.db")
    made = Buckets(throttle)
    made.create()
    yield made
    throttle.dispose()


@pytest.fixture
def sync_desk_of(
    desk: Desk, gateway: Gateway, sandbox_url: str, buckets: Buckets, monkeypatch: pytest.MonkeyPatch
) -> Callable[[int], SyncDesk]:
    """`sync_desk_of(seed)`: a desk of one's own. Steps run at once; DBOS itself is in the journeys."""
    run_at_once(monkeypatch, tasks)

    def made(seed: int) -> SyncDesk:
        seller = Seller(sandbox_url, seed, buckets)
        work = SyncWork(desk.database, seller, seller.connect, Terms(Patience(), 60.0))  # type: ignore[arg-type]
        return SyncDesk(desk, gateway, seller, work)

    return made
