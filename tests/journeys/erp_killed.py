"""An ERP under every trap is read by a worker that is killed on page 5, and by the one that takes over.

python -m tests.journeys.erp_killed FOLDER GOODS     # measures it; FOLDER is empty
python -m tests.journeys.erp_killed                  # is the worker: settings come from the environment
"""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from services.inventory import worker
from services.inventory.erp_connections import operations as connections
from services.inventory.erp_connections.schemas import ErpConnectionCreate
from services.inventory.erp_syncs.operations import start_due
from services.inventory.settings import InventorySettings
from shared import secrets
from shared.auth import Principal, keys
from shared.clock import utc_now
from shared.db import Database
from shared.db.migrations import upgrade
from shared.jobs import system
from shared.jobs.worker import Worker, run
from shared.throttle import Buckets
from tests.sandbox.processes import free_port, running
from tests.sql import text
from tests.waiting import wait_for

TENANT, SEED, SIZE = "tenant-erp", 4, 20
_OWNER = Principal("person", TENANT, "owner", "k-owner", frozenset({"admin"}), False)


@dataclass(frozen=True)
class Read:
    """What came of it: numbers of rows, the pages of SKUs when the worker was killed, and the seconds it took."""

    goods: int
    products: int
    bundles: int
    counted_skus: int
    dead_letters: int
    status: str
    killed_at_page: int
    calls_again: int
    seconds: float


def read_killed(folder: Path, goods: int, *, rows: int) -> Read:
    """Read an account of so many goods, in pages of so many SKUs; its worker is killed on page 5 of them."""
    with ExitStack() as stack:
        database = Database(f"sqlite:///{folder}/inventory.db", schema="inventory")
        stack.callback(database.dispose)
        sandbox = stack.enter_context(_sandbox(folder))
        environment = _prepare(folder, database, sandbox, rows)
        http = stack.enter_context(httpx.Client(base_url=sandbox, trust_env=False, timeout=60))
        _connect(database, folder, http, goods)
        started = time.monotonic()
        with _worker(environment, folder) as first:
            killed_at = wait_for(lambda: (pages := _pages(database)) >= 5 and pages, "page 5", seconds=300)
            os.kill(first.pid, signal.SIGKILL)
        with _worker(environment, folder):
            status = wait_for(lambda: _ended(database), "the end", seconds=1800)
        return replace(_read(database, goods, status, killed_at, http), seconds=time.monotonic() - started)


@contextmanager
def _sandbox(folder: Path) -> Iterator[str]:
    database = Database(f"sqlite:///{folder}/sandbox.db", schema="sandbox")
    upgrade(database, "services.sandbox")
    database.dispose()
    with running(free_port(), SANDBOX_DATABASE_URL=f"sqlite:///{folder}/sandbox.db") as process:
        yield process.url


def _prepare(folder: Path, database: Database, sandbox: str, rows: int) -> dict[str, str]:
    upgrade(database, "services.inventory")
    keys.create_missing(folder / "keys", ("gateway", "inventory"))
    secrets.create_missing_ring(folder / "keys" / secrets.RING_FILE)
    throttle = Database(f"sqlite:///{folder}/throttle.db")
    Buckets(throttle).create()
    throttle.dispose()
    system.migrate(f"sqlite:///{folder}/jobs.db")
    return {
        "INVENTORY_DATABASE_URL": f"sqlite:///{folder}/inventory.db",
        "INVENTORY_ERP_PAGE_ROWS": str(rows),
        "INVENTORY_LONGEST_PAUSE_SECONDS": "1",
        "ZHULI_THROTTLE_URL": f"sqlite:///{folder}/throttle.db",
        "ZHULI_JOBS_URL": f"sqlite:///{folder}/jobs.db",
        "ZHULI_GATEWAY_URL": "http://127.0.0.1:9",
        "ZHULI_KEYS_DIR": str(folder / "keys"),
        "GATEWAY_SANDBOX_URL": sandbox,
    }


def _connect(database: Database, folder: Path, http: httpx.Client, goods: int) -> None:
    mine = {"seed": SEED, "size": SIZE}
    key = http.get("/sandbox/mabang", params=mine | {"goods": goods}).raise_for_status().json()
    http.post("/sandbox/mabang/traps", json=mine).raise_for_status()
    http.post("/sandbox/mabang/traps", json=mine | {"traps": ["slow"], "times": 1}).raise_for_status()
    url = f"{http.base_url}".rstrip("/") + key["path"]
    body = {"erp": "mabang", "app_key": key["app_key"], "secret": key["secret"], "base_url": url}
    sealer = secrets.sealer_of(folder / "keys")
    with database.write() as session:
        wanted = ErpConnectionCreate.model_validate(body)
        connections.create_erp_connection(session, _OWNER, wanted, sealer=sealer, now=utc_now())
    with database.write() as session:
        start_due(session, now=utc_now())


@contextmanager
def _worker(environment: dict[str, str], folder: Path) -> Iterator[subprocess.Popen[bytes]]:
    with (folder / "worker.log").open("ab") as log:
        command = [sys.executable, "-m", "tests.journeys.erp_killed"]
        process = subprocess.Popen(command, env=os.environ | environment, stderr=log)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def _pages(database: Database) -> int:
    with database.read() as session:
        found = session.execute(text("SELECT pages FROM erp_sync_part WHERE part = 'products'")).scalar()
    return int(found or 0)


def _ended(database: Database) -> str | None:
    with database.read() as session:
        status = session.execute(text("SELECT status FROM erp_sync")).scalar_one()
    return None if status in ("waiting", "running") else str(status)


def _read(database: Database, goods: int, status: str, killed_at: int, http: httpx.Client) -> Read:
    def number(query: str) -> int:
        return int(session.execute(text(query)).scalar_one())

    asked = http.get("/sandbox/mabang/calls", params={"seed": SEED, "size": SIZE}).json()["items"]
    pages = [json.dumps(each["asked"]) for each in asked if each["trap"] is None and each["asked"].get("cursor")]
    with database.read() as session:
        return Read(
            goods=goods,
            products=number("SELECT count(*) FROM erp_product WHERE NOT is_bundle"),
            bundles=number("SELECT count(*) FROM erp_product WHERE is_bundle"),
            counted_skus=number("SELECT count(DISTINCT erp_sku) FROM erp_count"),
            dead_letters=number("SELECT count(*) FROM erp_dead_letter"),
            status=status,
            killed_at_page=killed_at,
            calls_again=len(pages) - len(set(pages)),
            seconds=0.0,
        )


def main() -> None:
    """Measure it, or be the worker."""
    if len(sys.argv) > 1:
        found = read_killed(Path(sys.argv[1]), int(sys.argv[2]), rows=1000)
        sys.stdout.write(json.dumps(asdict(found), indent=1) + "\n")
        return
    settings: Any = InventorySettings()
    work = replace(worker.work(settings), publish=lambda carried: None)
    run(Worker(settings.jobs_url, [work], concurrency=4, kept=timedelta(days=7)))


if __name__ == "__main__":
    main()
