"""The simulated seller over real HTTP, and the jobs of a sync run one after the other without DBOS."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest

from services.catalog.syncs import operations
from services.catalog.syncs import tasks as syncs
from services.catalog.syncs.rules import PartJob
from services.catalog.syncs.tasks import fetching
from services.catalog.syncs.tasks.work import SyncWork
from services.cli.demo import ANSWER_SECONDS
from services.sandbox.settings import SandboxSettings
from shared.amazon.sp_api import Connection, Limits
from shared.clock import utc_now
from shared.db import Database
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from shared.seller_accounts import AccountUnknownError, SellerAccount
from shared.testing.databases import SqliteTemplates
from shared.throttle import Buckets
from tests.catalog.facts import FIRST
from tests.sandbox.processes import free_port, running
from tests.sql import text
from tests.steps import run_at_once


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
    size: int
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
        answer = httpx.post(f"{self.url}/auth/o2/token", data=form, timeout=ANSWER_SECONDS, trust_env=False)
        self.token = answer.json()["access_token"]

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
        query = {"seed": self.seed, "size": self.size}
        answer = httpx.request(
            method, f"{self.url}{path}", params=query, timeout=ANSWER_SECONDS, trust_env=False, **content
        )
        answer.raise_for_status()
        return answer.json()

    def let_days_pass(self, days: int) -> None:
        self.ask("POST", "/sandbox/clock", json={"advance_days": days})

    def patch(self, sku: str, marketplace_id: str, product_type: str, *patches: dict[str, Any]) -> None:
        answer = httpx.patch(
            f"{self.url}/listings/2021-08-01/items/{self.seller_id}/{sku}",
            params={"marketplaceIds": marketplace_id},
            headers={"x-amz-access-token": self.token},
            json={"productType": product_type, "patches": list(patches)},
            timeout=ANSWER_SECONDS,
            trust_env=False,
        )
        assert answer.json()["status"] == "ACCEPTED", answer.text

    def delete(self, sku: str, marketplace_id: str) -> None:
        httpx.delete(
            f"{self.url}/listings/2021-08-01/items/{self.seller_id}/{sku}",
            params={"marketplaceIds": marketplace_id},
            headers={"x-amz-access-token": self.token},
            timeout=ANSWER_SECONDS,
            trust_env=False,
        ).raise_for_status()

    def expected(self) -> set[tuple[str, str, str]]:
        """(code, marketplace, SKU) of every planted problem of a listing."""
        return self._answers("items")

    def undecided(self) -> set[tuple[str, str, str]]:
        return self._answers("undecided")

    def _answers(self, name: str) -> set[tuple[str, str, str]]:
        key = self.ask("GET", "/sandbox/answer-key")["seller"][name]
        return {
            (each["code"], each["marketplace_id"], each["sku"]) for each in key if each["code"].startswith("catalog.")
        }


@dataclass
class SyncDesk:
    """Syncs of one seller into one database."""

    database: Database
    seller: Seller
    work: SyncWork

    def start(self) -> str:
        with self.database.write() as session:
            return operations.start_sync(session, FIRST, self.seller.seller_id, now=utc_now()).sync_id

    def run(self) -> Any:
        """A whole sync; how it went."""
        sync_id = self.start()
        syncs.plan(self.work, FIRST, sync_id)
        for marketplace_id in self.seller.marketplace_ids:
            fetching.fetch(self.work, PartJob(FIRST, sync_id, marketplace_id))
        return self.row("sync", sync_id=sync_id)

    def rows(self, table: str, **given: Any) -> list[dict[str, Any]]:
        where = " AND ".join(f"{name} = :{name}" for name in given) or "1 = 1"
        with self.database.read() as session:
            found = session.execute(text(f"SELECT * FROM {table} WHERE {where}"), given).mappings()  # noqa: S608
            return [dict(row) for row in found]

    def row(self, table: str, **given: Any) -> dict[str, Any]:
        (found,) = self.rows(table, **given)
        return found

    def found(self) -> set[tuple[str, str, str]]:
        """(code, marketplace, SKU) of every finding that has not resolved."""
        unresolved = [row for row in self.rows("finding") if row["resolved_at"] is None]
        return {(row["code"], row["marketplace_id"], row["subject_id"]) for row in unresolved}


@pytest.fixture
def buckets(tmp_path: Path) -> Iterator[Buckets]:
    throttle = Database(f"sqlite:///{tmp_path}/throttle.db")
    made = Buckets(throttle)
    made.create()
    yield made
    throttle.dispose()


@pytest.fixture
def desk_of(
    service_database: Callable[[str], Database],
    sandbox_url: str,
    buckets: Buckets,
    monkeypatch: pytest.MonkeyPatch,
) -> Callable[..., SyncDesk]:
    """`desk_of(seed, size)`: a desk of one's own. Steps run at once; DBOS itself is in the journeys."""
    run_at_once(monkeypatch, fetching)

    def made(seed: int, size: int) -> SyncDesk:
        seller = Seller(sandbox_url, seed, size, buckets)
        database = service_database("catalog")
        work = SyncWork(database, seller, seller.connect, Terms(Patience(), 60.0))  # type: ignore[arg-type]
        return SyncDesk(database, seller, work)

    return made


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the operations that Amazon is asked for."""
    made: list[str] = []
    send = Connection.send

    def counted(connection: Connection, operation: Any, *arguments: Any, **members: Any) -> bytes:
        made.append(operation.name)
        return send(connection, operation, *arguments, **members)

    monkeypatch.setattr(Connection, "send", counted)
    return made
