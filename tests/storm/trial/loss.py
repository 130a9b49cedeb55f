"""An import runs, a report waits, a receiver is down: backup, more work, the folder is lost, and what comes back."""

import os
import random
import shutil
import sqlite3
from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from services.cli import demo
from services.cli.installation import Installation, databases
from services.cli.processes import Process, running
from tests.journeys.installed import Customer, Installed, at_work
from tests.receivers import Receiver, receiving
from tests.storm.files import ReportFile, files
from tests.storm.trial.commands import back_up, restore, zhuli
from tests.waiting import wait_for

SLOW, QUICK = {"SANDBOX_PROCESSING_SECONDS": "3600"}, {"SANDBOX_PROCESSING_SECONDS": "0.2"}
"""A report that waits for an hour, as far as anybody can see."""

_FILES, _SECONDS, _DELIVERY_SECONDS = 12, 240.0, 540.0
"""A delivery that has failed twice is tried again after five minutes."""


@dataclass
class Promised:
    """What was acknowledged before the backup."""

    key: str
    seller_id: str
    findings: dict[str, str] = field(default_factory=dict)
    imports: dict[str, ReportFile] = field(default_factory=dict)
    waiting_sync: str = ""
    events: set[str] = field(default_factory=set)
    delivered: set[str] = field(default_factory=set)
    awaited: set[str] = field(default_factory=set)
    cursor: str = ""


def lose_and_restore(installation: Installation, folder: Path, *, size: int = 8) -> list[str]:
    """The whole of it; what is wrong afterwards."""
    installation.migrate()
    with receiving() as receiver:
        os.environ["GATEWAY_WEBHOOK_PRIVATE_RECEIVERS"] = receiver.place
        with at_work(installation) as installed:
            promised = _work(installed, receiver, size)
            back_up(installation, folder)
            later = _work_on(promised, installation)
            for name in ("worker", "api"):
                installed.kill(name)
        _lose(installation)
        said = restore(installation, folder)
        receiver.received.clear()
        receiver.say(204)
        os.environ |= QUICK
        with running(installation) as processes:
            installed = Installed(installation, processes)
            return list(_complaints(installed, promised, later, receiver, said))


def _work(installed: Installed, receiver: Receiver, size: int) -> Promised:
    """Decisions, files and a sync that all were acknowledged; the receiver goes down in the middle."""
    with Customer(installed, 31, size) as customer:
        key = customer.http.headers["Authorization"].removeprefix("Bearer ")
        promised = Promised(key, customer.advertiser.seller_id)
        customer.http.post("/v1/webhook-endpoints", json={"url": receiver.url}).raise_for_status()
        customer.completed(customer.start_fixed_sync())
        wait_for(lambda: receiver.received, "the first delivery", seconds=_SECONDS)
        receiver.say(503)
        promised.delivered = {got.event_id for got in receiver.received}
        _restart_sandbox(installed, SLOW)
        promised.waiting_sync = customer.start_sync(promised.seller_id)["sync_id"]
        wait_for(lambda: _parts(customer, promised.waiting_sync), "a report that waits", seconds=_SECONDS)
        for finding in customer.items("/v1/ads/findings", status="open")[:5]:
            answer = customer.http.post(f"/v1/ads/findings/{finding['finding_id']}/acknowledge")
            if answer.status_code == 200:
                promised.findings[finding["finding_id"]] = "acknowledged"
        made = files(random.Random(1))  # noqa: S311 - to be replayed, not to be secret
        for file in (next(made) for _ in range(_FILES)):
            promised.imports[_hand_in(customer, file)] = file
        page = customer.http.get("/v1/ads/findings", params={"limit": "200"}).json()
        promised.cursor = page["follow_cursor"]
        events = customer.items("/v1/events")
        promised.events = {event["event_id"] for event in events}
        # What was stored before there was an endpoint is never delivered to it.
        first = next(number for number, event in enumerate(events) if event["type"] == "webhook_endpoint.created")
        promised.awaited = {event["event_id"] for event in events[first:]} - promised.delivered
    return promised


def _parts(customer: Customer, sync_id: str) -> bool:
    return any(part["status"] == "running" for part in customer.sync(sync_id)["reports"])


def _hand_in(customer: Customer, file: ReportFile) -> str:
    account = customer.advertiser
    answer = customer.http.post(
        "/v1/ads/report-imports",
        data={"seller_id": account.seller_id, "marketplace_id": account.marketplace_ids[0]},
        files={"file": (file.name, file.content)},
        headers={"Idempotency-Key": f"file-{file.name}"},
    )
    assert answer.status_code == 202, answer.text
    return str(answer.json()["import_id"])


def _work_on(promised: Promised, installation: Installation) -> str:
    """What comes after the backup, and goes with the folder: a tenant and its key."""
    with demo.Client(installation.url, promised.key, "en") as client:
        for finding_id in promised.findings:
            client.http.post(f"/v1/ads/findings/{finding_id}/reopen")
    return demo.create_tenant("Later")[0]


def _lose(installation: Installation) -> None:
    """The folder is gone; in its place is other data, of which a log of the former kind lies about."""
    if not databases()["ads"].is_sqlite:
        ads = databases()["ads"]
        with ads.engine.connect() as connection:
            for schema in ("gateway", "catalog", "inventory", "ads", "tickets", "sandbox", "throttle", "dbos"):
                connection.exec_driver_sql(f"DROP SCHEMA IF EXISTS {schema} CASCADE")
            connection.commit()
        ads.dispose()
    shutil.rmtree(installation.data)
    installation.migrate()
    demo.create_tenant("Other data")
    if databases()["ads"].is_sqlite:
        path = installation.data / "ads.sqlite3"
        with closing(sqlite3.connect(path, isolation_level=None)) as other:
            other.execute("PRAGMA journal_mode=WAL")
            other.execute("CREATE TABLE stranger (name)")
            stale = path.with_name("ads.sqlite3-wal").read_bytes()
        path.with_name("ads.sqlite3-wal").write_bytes(stale)


def _restart_sandbox(installed: Installed, settings: dict[str, str]) -> None:
    os.environ |= settings
    installed.kill("sandbox")
    installed.start("sandbox")


def _complaints(installed: Installed, promised: Promised, later: str, receiver: Receiver, said: str) -> Iterator[str]:
    installation: Installation = installed.installation
    with demo.Client(installation.url, later, "en") as stranger:
        if stranger.http.get("/v1/me").status_code != 401:
            yield "a key that was made after the backup works"
    with demo.Client(installation.url, promised.key, "en") as client:
        if client.http.get("/v1/me").status_code != 200:
            yield "a key of before the backup does not work"
            return
        yield from _of_the_work(client, promised)
        yield from _of_deliveries(client, promised, receiver)
        page = client.http.get("/v1/ads/findings", params={"cursor": promised.cursor}).json()
        if not page.get("restored"):
            yield f"a kept cursor is not told of the restore: {page}"
    if "syncs are asked for again" not in said:
        yield f"the restore does not say that syncs are asked for again: {said}"
    for process in installed.started:
        yield from _of_process(process)
    for command in (("doctor",), ("audit", "verify")):
        told = zhuli(installation, *command)
        yield from (f"{command[0]}: {line}" for line in told.splitlines() if line.startswith("fail"))


def _of_the_work(client: demo.Client, promised: Promised) -> Iterator[str]:
    for finding_id, status in promised.findings.items():
        found: Any = client.http.get(f"/v1/ads/findings/{finding_id}").json()
        if found.get("status") != status:
            yield f"finding {finding_id} was {status} before the backup: {found.get('status')}"
    for import_id, file in promised.imports.items():
        path = f"/v1/ads/report-imports/{import_id}"
        wait_for(lambda path=path: _ended(client, path), f"the import {import_id}", seconds=_SECONDS)  # type: ignore[misc]
        found = client.http.get(path).json()
        if (found["status"], found["rows_imported"]) != ("completed", len(file.rows)):
            yield f"import {import_id} of {len(file.rows)} rows: {found['status']}, {found['rows_imported']}"
    sync = client.sync(promised.waiting_sync)
    if (sync["status"], sync["failure_code"]) != ("failed", "sync-abandoned"):
        yield f"the sync that waited: {sync['status']}, {sync['failure_code']}"

    def again() -> bool:
        found = client.http.get("/v1/ads/syncs", params={"seller_id": promised.seller_id, "limit": "200"}).json()
        newer = [each for each in found["items"] if each["created_at"] > sync["created_at"]]
        return bool(newer) and all(each["status"] not in ("waiting", "running") for each in newer)

    wait_for(again, "the sync that was asked for again", seconds=_SECONDS)


def _ended(client: demo.Client, path: str) -> bool:
    return client.http.get(path).json()["status"] in ("completed", "failed")


def _of_deliveries(client: demo.Client, promised: Promised, receiver: Receiver) -> Iterator[str]:
    """What waited at the backup comes, also what had been tried since; what had been delivered before it does not."""
    known = set()
    cursor: dict[str, str] = {"limit": "200"}
    while True:
        page = client.http.get("/v1/events", params=cursor).json()
        known |= {event["event_id"] for event in page["items"]}
        if not page["next_cursor"]:
            break
        cursor = {"limit": "200", "cursor": page["next_cursor"]}
    if lost := promised.events - known:
        yield f"{len(lost)} events of before the backup are gone"
    wanted = promised.awaited
    try:
        wait_for(
            lambda: wanted <= {got.event_id for got in receiver.received}, "deliveries", seconds=_DELIVERY_SECONDS
        )
    except AssertionError:
        yield f"{len(wanted - {got.event_id for got in receiver.received})} of {len(wanted)} were not delivered"
    counts = Counter(got.event_id for got in receiver.received)
    if again := promised.delivered & counts.keys():
        yield f"{len(again)} that had been delivered before the backup were sent again"
    if twice := [event for event, times in counts.items() if times > 1]:
        yield f"{len(twice)} were delivered twice after the restore"


def _of_process(process: Process) -> Iterator[str]:
    if not process.running:
        yield f"{process.name} has ended: {process.last_words()}"
