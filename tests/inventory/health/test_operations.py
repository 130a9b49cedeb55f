"""A simulated seller, read over HTTP by the real adapter and judged: the planted problems and no other."""

import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, cast

import httpx
import pytest
from sqlalchemy import delete, func, select

from services.inventory.findings.repository import findings_of
from services.inventory.health.rules.judges import JUDGES
from services.inventory.marketplaces.operations import require_marketplace
from services.inventory.models import OrderLine, Outbox, SalesDay, Stock, StockDay, StockHealth
from services.inventory.stock.operations import store_stock
from services.inventory.syncs.tasks import running as tasks
from services.inventory.syncs.tasks.work import SyncWork
from shared.amazon.lwa import exchange_refresh_token
from shared.amazon.sp_api import Connection, Limits
from shared.clock import utc_now
from shared.db import Database
from shared.db.columns import utc_text
from shared.db.migrations import upgrade
from shared.findings.rules import codes_of
from shared.jobs.reports import Terms
from shared.jobs.steps import Patience
from shared.throttle import Buckets
from tests.inventory.readings import read
from tests.sandbox.processes import free_port, running
from tests.steps import run_at_once

pytestmark = pytest.mark.present

CLIENT = ("amzn1.application-oa2-client.sandbox", "amzn1.oa2-cs.v1.sandbox")
TENANT = "tenant"
PAN_EU = 500000001
SIZES = {PAN_EU: 40}
"""Where it is not 60."""

_LINE = (OrderLine.amazon_order_id, OrderLine.sku, OrderLine.order_status, OrderLine.quantity)


@pytest.fixture
def sandbox(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One for each test: what its reports have named, and its sellers' clocks, are part of the answer key."""
    url = f"sqlite:///{tmp_path_factory.mktemp('sandbox')}/sandbox.sqlite3"
    database = Database(url)
    upgrade(database, "services.sandbox")
    database.dispose()
    settings = {"SANDBOX_PENDING_SECONDS": "0", "SANDBOX_PROCESSING_SECONDS": "0"}
    with running(free_port(), SANDBOX_DATABASE_URL=url, **settings) as process:
        yield process.url


class Account:
    """A simulated seller account and our service's database."""

    def __init__(self, sandbox: str, seed: int, database: Database, folder: Path) -> None:
        size = SIZES.get(seed, 60)
        self.who = {"seed": seed, "size": size}
        self.api = httpx.Client(base_url=sandbox, trust_env=False, timeout=30)
        found = self.api.get("/sandbox/advertiser", params=self.who).json()
        self.seller_id, self.marketplace_ids = found["seller_id"], found["marketplace_ids"]
        self.database, self.folder, self.url = database, folder, sandbox
        self.token, _ = exchange_refresh_token(f"{sandbox}/auth/o2/token", *CLIENT, f"sandbox-{seed}-{size}")

    def read(self) -> None:
        """One whole reading, under buckets of its own: the rate limits are judged elsewhere."""
        throttle = Database(f"sqlite:///{self.folder}/throttle-{time.monotonic_ns()}.sqlite3")
        buckets = Buckets(throttle)
        buckets.create()
        limits = Limits(buckets, self.seller_id, clock=utc_now, sleep=time.sleep)
        connection = Connection(self.url, lambda: self.token, limits, clock=utc_now)
        read(
            SyncWork(self.database, cast(Any, None), lambda *_: connection, Terms(Patience(), 60)),
            TENANT,
            self.seller_id,
            self.marketplace_ids,
        )
        throttle.dispose()

    def advance(self, days: int) -> None:
        self.api.post("/sandbox/clock", params=self.who, json={"advance_days": days}).raise_for_status()

    def found(self) -> set[tuple[str, str, str]]:
        with self.database.read() as session:
            return {
                (one.code, marketplace_id, one.subject_id)
                for marketplace_id in self.marketplace_ids
                for one in findings_of(session, TENANT).unresolved(self.seller_id, marketplace_id, codes_of(JUDGES))
            }

    def verdict(self) -> tuple[int, set, set]:
        """How many were planted, which of them are missed, and what was found without being planted."""
        key = self.api.get("/sandbox/answer-key", params=self.who).json()["seller"]
        planted, undecided = (
            {(one["code"], one["marketplace_id"], one["sku"]) for one in key[name] if one["code"] in codes_of(JUDGES)}
            for name in ("items", "undecided")
        )
        found = self.found()
        return len(planted), planted - found, found - planted - undecided

    def rows(self) -> list[list[tuple]]:
        tables = (OrderLine, SalesDay, StockDay, StockHealth, Outbox)
        with self.database.read() as session:
            return [[tuple(row) for row in session.execute(select(*one.__table__.columns))] for one in tables]

    def units(self) -> list[tuple]:
        """Stock without `observed_at`, which says that it was looked at again."""
        columns = [column for column in Stock.__table__.columns if column.name != "observed_at"]
        with self.database.read() as session:
            return sorted(tuple(row) for row in session.execute(select(*columns)))


@pytest.fixture
def account(
    sandbox: str,
    service_database,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
) -> Iterator[Account]:
    run_at_once(monkeypatch, tasks)
    found = Account(sandbox, request.param, service_database("inventory"), tmp_path)
    yield found
    found.api.close()


@pytest.mark.parametrize("account", [4, 11], indirect=True)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_planted_problems_are_found_as_weeks_pass(account: Account) -> None:
    for _ in range(3):
        account.read()
        planted, missed, false = account.verdict()
        assert planted >= 12
        assert (missed, false) == (set(), set())
        account.advance(7)


@pytest.mark.parametrize("account", [PAN_EU], indirect=True)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_third_reading_of_one_stock_in_four_shops_ends_what_was_told_of_each(account: Account) -> None:
    for _ in range(2):
        account.read()
    planted, _, false = account.verdict()
    assert planted >= 12
    assert len(false) >= 10
    account.read()
    assert account.verdict()[1:] == (set(), set())


@pytest.mark.parametrize("account", [23], indirect=True)
def test_a_second_reading_changes_nothing(account: Account) -> None:
    account.read()
    first, units, found = account.rows(), account.units(), account.found()
    planted, missed, false = account.verdict()
    assert planted >= 12
    assert (missed, false) == (set(), set())
    account.read()
    assert all(first)
    assert (account.rows(), account.units(), account.found()) == (first, units, found)


@pytest.mark.parametrize("account", [23], indirect=True)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_sales_are_the_sum_of_the_lines_that_were_not_cancelled(account: Account) -> None:
    account.read()
    with account.database.read() as session:
        kept = select(func.sum(OrderLine.quantity)).where(OrderLine.order_status != "Cancelled")
        assert session.execute(kept).scalar_one() == session.execute(select(func.sum(SalesDay.units))).scalar_one()
        cancelled = select(func.count()).where(OrderLine.order_status == "Cancelled")
        assert session.execute(cancelled).scalar_one() > 0
        marketplace = require_marketplace(session, TENANT, account.seller_id, account.marketplace_ids[0])
        assert marketplace.read_at is not None


@pytest.mark.parametrize("account", [23], indirect=True)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_orders_that_a_reading_missed_are_there_after_the_next(account: Account) -> None:
    account.read()
    with account.database.write() as session:
        newest = session.execute(select(func.max(OrderLine.last_updated_at))).scalar_one()
        late = OrderLine.last_updated_at > newest - timedelta(days=2)
        missed = {tuple(row) for row in session.execute(select(*_LINE).where(late))}
        session.execute(delete(OrderLine).where(late))
    assert len(missed) >= 10
    account.read()
    with account.database.read() as session:
        found = {tuple(row) for row in session.execute(select(*_LINE).where(late))}
    assert found == missed


@pytest.mark.parametrize("account", [23], indirect=True)
@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_sku_that_amazon_does_not_name_keeps_its_units_for_a_day(account: Account) -> None:
    account.read()
    with account.database.write() as session:
        place = require_marketplace(session, TENANT, account.seller_id, account.marketplace_ids[0])
        moment = utc_text(utc_now() - timedelta(days=400))
        store_stock(session, TENANT, [(place.key, "GONE-1", "AFN", "AMAZON", 5, 0, 0, 0, 0, 0, moment, moment)])
    before = account.units()

    def gone() -> tuple[int | None, bool]:
        (row,) = [row for row in account.units() if row[1] == "GONE-1"]
        return row[4], row[-2] is not None

    assert gone() == (5, False)
    account.read()
    assert gone() == (5, True)
    assert [row for row in account.units() if row[1] != "GONE-1"] == [row for row in before if row[1] != "GONE-1"]
    account.read()
    assert gone() == (5, True)
    account.advance(1)
    account.read()
    assert gone() == (None, True)
    assert [row[-1] for row in account.units() if row[1] != "GONE-1"] == [None] * (len(before) - 1)
    assert "GONE-1" not in {sku for _, _, sku in account.found()}
