"""Where the judges do their work: a live installation on SQLite with two tenants that have data."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.cli import demo
from services.cli.installation import SERVICES, Installation
from services.cli.processes import require_running, running
from tests.journeys.installed import environment_of, free_ports
from tests.waiting import wait_for

ROOT = Path(__file__).parents[2]
HERE = Path(__file__).parent
_SIZE = 20
SECONDS = 300.0
"""An import runs in a process of its own, which takes its time to start on a busy machine."""
_QUOTA = "1000000"
"""Requests a minute: a judge sends thousands, many without a good key, and the limits have tests of their own."""


@dataclass(frozen=True, slots=True)
class Peer:
    """A tenant's test key and live key, and the simulated seller account that is connected and synced under it."""

    name: str
    key: str
    live_key: str
    seller_id: str
    marketplace_id: str


@dataclass(frozen=True, slots=True)
class Place:
    """The running gateway and what a judge needs beside it; `output` is the folder for files."""

    url: str
    peers: tuple[Peer, Peer]
    output: Path


@contextmanager
def open_place(folder: Path, output: Path) -> Iterator[Place]:
    """Everything running in `folder` until the end of the block. Raises ProcessError and DemoError."""
    with environment_of("sqlite", lambda: None):
        for service in SERVICES:
            os.environ |= {f"{service.upper()}_{kind}_PER_MINUTE": _QUOTA for kind in ("READS", "WRITES")}
        os.environ["GATEWAY_ANONYMOUS_PER_MINUTE"] = _QUOTA
        installation = Installation(folder, *free_ports())
        installation.enter()
        installation.migrate()
        with running(installation) as processes:
            peers = _peer(installation, "first", 1), _peer(installation, "second", 2)
            yield Place(installation.url, peers, output)
            require_running(processes)


def _peer(installation: Installation, name: str, seed: int) -> Peer:
    live_key, key = demo.create_tenant(f"The {name} tenant")
    advertiser = demo.find_advertiser(installation, seed, _SIZE)
    with demo.Client(installation.url, key, "en") as client:
        client.connect(advertiser)
        for _ in client.follow_sync(client.start_sync(advertiser.seller_id)):
            pass
        _import_a_file(client, advertiser)
    with demo.Client(installation.url, live_key, "en") as client:
        _add_a_key(client)
    return Peer(name, key, live_key, advertiser.seller_id, advertiser.marketplace_ids[0])


def _import_a_file(client: demo.Client, advertiser: demo.Advertiser) -> None:
    """One good row and one bad one, and wait for the end."""
    form = {"seller_id": advertiser.seller_id, "marketplace_id": advertiser.marketplace_ids[0]}
    good = {
        "date": "2026-01-01",
        "campaignId": 1,
        "campaignName": "By file",
        "impressions": 9,
        "clicks": 1,
        "cost": 1,
        "purchases7d": 0,
        "sales7d": 0,
    }
    files = {"file": ("report.json", json.dumps([good, {"date": "never"}]))}
    accepted = client.http.post(
        "/v1/ads/report-imports", data=form, files=files, headers={"Idempotency-Key": "a-file-to-read"}
    ).headers["location"]
    ended = wait_for(
        lambda: (one := client.http.get(accepted).json())["status"] in ("completed", "failed") and one,
        "an import",
        seconds=SECONDS,
    )
    assert (ended["status"], ended["rows_imported"], ended["rows_rejected"]) == ("completed", 1, 1), ended


def _add_a_key(client: demo.Client) -> None:
    """A test key that nobody uses, so that there is one to rotate and to revoke."""
    actor_id = client.http.get("/v1/actors").json()["items"][0]["actor_id"]
    wanted = {"actor_id": actor_id, "name": "spare", "scopes": ["ads:read"], "livemode": False}
    client.http.post("/v1/api-keys", json=wanted).raise_for_status()
