"""`make storm FLOOD=1`: a first sync, bodies of nobody, a flood of files, slow receivers and a stop, all at once.

PostgreSQL with its defaults; `SIZE=5000` SKUs, the database is stopped for 20 s. What must hold: /livez answers
within 0.1 s, another tenant's writes within a second once the database is back, the sync and every import end whole,
and all our programs together never have more than 1 GB (PSS, five times a second, without the sandbox, which stands
for Amazon).
"""

import argparse
import os
import sys
import tempfile
import time
from contextlib import ExitStack, suppress
from pathlib import Path
from statistics import quantiles
from typing import Any

import httpx

from services.cli import demo
from services.cli.installation import Installation
from shared.testing.postgres import PostgresServer
from tests.journeys.installed import Customer, Installed, at_work, environment_of, free_ports
from tests.receivers import receiving
from tests.storm.flood.loads import ENDPOINTS, FILES, Bodies, Imports, slow
from tests.storm.flood.watch import MEGABYTE, Watch, descendants
from tests.waiting import wait_for

LIVEZ_SECONDS, WRITE_SECONDS, MEMORY_BYTES = 0.1, 1.0, 1024 * MEGABYTE
STOPPED_SECONDS, RECOVERY_SECONDS = 20.0, 5.0
"""How long the database is away, and what programs have to find it again (F09)."""

_END_SECONDS = 3600.0


def main() -> int:
    """Run it once; 0 when all of it held, 1 otherwise."""
    parser = argparse.ArgumentParser(prog="make storm FLOOD=1", description=__doc__)
    parser.add_argument("--size", type=int, default=5000)
    size: int = parser.parse_args().size
    folder = Path(tempfile.mkdtemp(prefix="zhuli-flood-"))
    _tell(f"flood: SIZE={size}; data and logs in {folder}")
    with ExitStack() as stack:
        server = stack.enter_context(PostgresServer(connections=100))
        stack.enter_context(environment_of("postgres", lambda: server))
        receiver = stack.enter_context(receiving())
        slow(receiver)
        os.environ["GATEWAY_WEBHOOK_PRIVATE_RECEIVERS"] = receiver.place
        installation = Installation(folder, *free_ports())
        installation.enter()
        installation.migrate()
        installed = stack.enter_context(at_work(installation))
        owner, crowd, other = (
            stack.enter_context(Customer(installed, seed, skus)) for seed, skus in ((1, size), (13, 2), (14, 2))
        )
        for number in range(ENDPOINTS):
            url = {"url": f"{receiver.url}/{number}"}
            crowd.http.post("/v1/webhook-endpoints", json=url).raise_for_status()
        complaints = _flood(installed, server, owner, crowd, other)
    for complaint in complaints:
        _tell(f"  {complaint}")
    _tell(f"FAILED: {len(complaints)} complaints" if complaints else "PASSED")
    return 1 if complaints else 0


def _flood(
    installed: Installed, server: PostgresServer, owner: Customer, crowd: Customer, other: Customer
) -> list[str]:
    mine = [process.pid for process in installed.started if process.name != "sandbox"]
    account, key = other.advertiser, other.http.headers["Authorization"].removeprefix("Bearer ")
    caller = (installed.installation.url, key, account.seller_id, account.marketplace_ids[0])
    watch = Watch(caller, lambda: descendants(mine))
    began = time.monotonic()
    with watch, Imports(crowd) as imports, Bodies(installed.installation.url) as bodies:
        syncs = {service: owner.start_sync(owner.advertiser.seller_id, service) for service in demo.SYNCED}
        for number in range(ENDPOINTS):
            _open_case(crowd, number)
        wait_for(lambda: imports.ids, "the first file", seconds=120)
        time.sleep(10)
        _tell(f"  the database stops after {time.monotonic() - began:.0f} s")
        stopped_at = time.monotonic()
        server.halt()
        time.sleep(STOPPED_SECONDS)
        server.resume()
        back_at = time.monotonic()
        _tell(f"  it is back; files {dict(imports.answers)}, bodies {dict(bodies.answers)}")
        ends = {service: _end_of(owner, sync["sync_id"], service) for service, sync in syncs.items()}
        _tell(f"  syncs {ends} after {time.monotonic() - began:.0f} s")
        wait_for(lambda: imports.statuses()["completed"] == FILES, "all imports", seconds=_END_SECONDS, pause=1.0)
    _tell(f"  all imports after {time.monotonic() - began:.0f} s; bodies {dict(bodies.answers)}")
    return _verdict(watch, ends, stopped_at, back_at)


def _verdict(watch: Watch, ends: dict[str, str], stopped_at: float, back_at: float) -> list[str]:
    away = [one for one in watch.writes if stopped_at <= one.at + one.seconds and one.at < back_at + RECOVERY_SECONDS]
    rest = [one for one in watch.writes if one not in away]
    took = sorted(one.seconds for one in rest)
    *_, high = quantiles(watch.livez, n=100)
    _tell(
        f"  /livez {len(watch.livez)} times: 99 % {high * 1000:.0f} ms, at most {max(watch.livez) * 1000:.0f} ms;"
        f" writes {len(rest)} times: median {took[len(took) // 2] * 1000:.0f} ms, at most {took[-1] * 1000:.0f} ms;"
        f" while away {sorted({one.status for one in away})};"
        f" PSS at most {max(watch.memory) / MEGABYTE:.0f} MB of {len(watch.memory)} samples"
    )
    checks: list[tuple[bool, Any]] = [
        (max(watch.livez) < LIVEZ_SECONDS, f"/livez took {max(watch.livez):.3f} s"),
        (took[-1] < WRITE_SECONDS, f"a write took {took[-1]:.2f} s"),
        (all(one.status == 201 for one in rest), f"writes answered {sorted({one.status for one in rest})}"),
        (set(ends.values()) == {"completed"}, f"syncs ended as {ends}"),
        (max(watch.memory) < MEMORY_BYTES, f"{max(watch.memory) / MEGABYTE:.0f} MB of memory"),
    ]
    return [what for holds, what in checks if not holds]


def _open_case(crowd: Customer, number: int) -> None:
    account = crowd.advertiser
    place = {"seller_id": account.seller_id, "marketplace_id": account.marketplace_ids[0]}
    body = place | {"category": "other", "subject": f"Where is my order? {number}"}
    crowd.http.post("/v1/tickets/cases", json=body).raise_for_status()


def _end_of(owner: Customer, sync_id: str, service: str) -> str:
    """How a sync ended; nobody answers while the database is away."""
    ends = time.monotonic() + _END_SECONDS
    while time.monotonic() < ends:
        with suppress(httpx.TransportError):
            answer = owner.http.get(f"/v1/{service}/syncs/{sync_id}")
            if answer.status_code == 200 and (status := answer.json()["status"]) in ("completed", "failed"):
                return str(status)
        time.sleep(1.0)
    return "never"


def _tell(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
