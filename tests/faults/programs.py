"""Single processes of an installation, for faults that do not need all of them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import httpx

from services.cli import demo
from services.cli.installation import SERVICES, Installation
from services.cli.processes import Process, programs
from shared.clock import utc_now
from tests.journeys.installed import Customer, free_ports
from tests.waiting import wait_for

ENOUGH = "1000000"
"""Requests a minute: no fault here is about our own limits."""


def migrated(folder: Path, **settings: str) -> Installation:
    """A new installation, named by this process's environment."""
    found = Installation(folder, *free_ports())
    os.environ |= settings
    os.environ["GATEWAY_ANONYMOUS_PER_MINUTE"] = ENOUGH
    for service in map(str.upper, SERVICES):
        os.environ |= {f"{service}_WRITES_PER_MINUTE": ENOUGH, f"{service}_READS_PER_MINUTE": ENOUGH}
    found.enter()
    found.migrate()
    return found


@contextmanager
def running(installation: Installation, *names: str) -> Iterator[list[Process]]:
    """The named processes, the api ready; all are stopped at the end."""
    started = []
    try:
        for name in names:
            process = Process(name, programs(installation)[name], installation.logs)
            started.append(process)
            if name == "api":
                wait_for(lambda one=process: is_ready(installation) or not one.running, "the api")
                assert process.running, process.last_words()
        yield started
    finally:
        for process in reversed(started):
            process.stop()


def is_ready(installation: Installation) -> bool:
    try:
        return httpx.get(f"{installation.url}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def api_client(installation: Installation, key: str | None = None) -> httpx.Client:
    """A client under the live key of a new tenant, or under the key given."""
    headers = {"Authorization": f"Bearer {key or demo.create_tenant('A tenant')[0]}"}
    return httpx.Client(base_url=installation.url, headers=headers, timeout=30.0, trust_env=False)


def start_short_sync(customer: Customer) -> dict[str, Any]:
    """A sync of the last 20 whole days but one: a report of each kind for each marketplace.

    The request's id is `sync-<tenant id>`.
    """
    today = utc_now().date()
    days = {"from_on": str(today - timedelta(days=21)), "to_on": str(today - timedelta(days=1))}
    wanted = {"seller_id": customer.advertiser.seller_id} | days
    headers = {"X-Request-Id": f"sync-{customer.tenant_id}"}
    answer = customer.http.post("/v1/ads/syncs", json=wanted, headers=headers)
    assert answer.status_code == 202, answer.text
    found: dict[str, Any] = answer.json()
    return found


def log_lines(installation: Installation, name: str) -> list[dict[str, Any]]:
    """All lines of a process's log; each has to be JSON."""
    return [json.loads(line) for line in (installation.logs / f"{name}.log").read_text().splitlines()]
