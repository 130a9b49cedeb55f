"""The programs of the benchmarks of syncs: an installation, and a simulated seller account that it reads.

The sandbox is a process of the parent's; api and worker are ours, so that their CPU time and peak memory are told.
"""

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import httpx

from services.cli.installation import Installation
from services.cli.processes import Process, programs
from services.gateway.settings import GatewaySettings
from tests.benchmarks import stored_rows
from tests.benchmarks.measurement import RSS_UNIT
from tests.journeys.installed import Customer, Installed, hold_schedules
from tests.sql import text
from tests.waiting import wait_for

SEED = 1
SYNCED = ("catalog", "inventory", "tickets")
_POLL_SECONDS = 0.2
_FIRST_SECONDS = 1800.0


def prepare(*, folder: str, ports: list[int], plan_factor: float) -> dict[str, str]:
    """The environment of a new installation that starts nothing by the clock."""
    os.environ["SANDBOX_PLAN_FACTOR"] = str(plan_factor)
    installation = Installation(Path(folder), *ports)
    installation.enter()
    installation.migrate()
    hold_schedules()
    return dict(os.environ)


def sync(
    *, folder: str, ports: list[int], size: int, recording: str, storm: tuple[float, float] | None, again: bool
) -> dict[str, Any]:
    """One sync of all that is read over the Selling Partner API, from the first request to the last one's end.

    A `storm` are two numbers of seconds: after the first of them every call is refused, for as long as the second.
    With `again` a second sync follows, for which the rates' buckets are full again, as after an hour's pause. Raises
    RuntimeError when a sync fails, or when the second one changes a row.
    """
    installation = Installation(Path(folder), *ports)
    with _at_work(installation) as installed, Customer(installed, SEED, size) as customer:
        seconds = _synced(customer, installation, size, storm)
        found: dict[str, Any] = {"seconds": seconds, "calls": _calls(recording), "facts": stored_rows.facts()}
        if again:
            before = stored_rows.rows()
            _fill_buckets()
            found["again_seconds"] = _synced(customer, installation, size, None)
            found["again_calls"] = _calls(recording) - found["calls"]
            _require_same(before, stored_rows.rows())
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found | {"cpu": used.ru_utime + used.ru_stime, "peak_mb": used.ru_maxrss * RSS_UNIT / 1024**2}


@contextmanager
def _at_work(installation: Installation) -> Iterator[Installed]:
    """Api and worker, ready."""
    installed = Installed(installation, [])
    try:
        for name in ("api", "worker"):
            installed.started.append(Process(name, programs(installation)[name], installation.logs))
        for name in ("api", "worker"):
            wait_for(lambda name=name: installed.is_up(name), name)
        yield installed
    finally:
        for process in reversed(installed.started):
            process.stop()


def _synced(customer: Customer, installation: Installation, size: int, storm: tuple[float, float] | None) -> float:
    """Seconds until the syncs of all services have completed."""
    seller_id = customer.advertiser.seller_id
    started = time.perf_counter()
    left = {service: customer.start_sync(seller_id, service)["sync_id"] for service in SYNCED}
    while left:
        time.sleep(_POLL_SECONDS)
        if storm is not None and time.perf_counter() - started >= storm[0]:
            _refuse_all(installation, size, storm[1])
            storm = None
        for service, sync_id in list(left.items()):
            found = customer.sync(sync_id, service)
            if found["status"] == "failed":
                raise RuntimeError(f"the sync of {service} failed: {found}")
            if found["status"] == "completed":
                del left[service]
        if time.perf_counter() - started > _FIRST_SECONDS:
            raise RuntimeError(f"not ended in time: {sorted(left)}")
    if storm is not None:
        raise RuntimeError("the sync was over before the storm")
    return time.perf_counter() - started


def _refuse_all(installation: Installation, size: int, seconds: float) -> None:
    fault = {"seed": SEED, "size": size, "operation": "sp-api", "kind": "throttled", "for_seconds": seconds}
    httpx.post(f"{installation.sandbox_url}/sandbox/faults", json=fault, trust_env=False).raise_for_status()


def _calls(recording: str) -> int:
    return Path(recording).read_bytes().count(b"\n")


def _fill_buckets() -> None:
    """What an hour's pause would do: nobody has a call missing."""
    database = GatewaySettings().throttle()
    with database.write() as session:
        session.execute(text("DELETE FROM throttle_bucket"))
    database.dispose()


def _require_same(before: dict[str, str], after: dict[str, str]) -> None:
    changed = sorted(name for name in before if before[name] != after[name])
    if changed:
        raise RuntimeError(f"a second sync changed rows of {', '.join(changed)}")
