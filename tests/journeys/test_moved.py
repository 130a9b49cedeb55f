"""An installation at work on SQLite is moved, and goes on on PostgreSQL where it was: real processes, real HTTP."""

import uuid
from typing import Any

import psycopg
import pytest

from services.cli import audits, doctor
from shared.clock import utc_now
from tests.cli.backups.kept import Kept
from tests.cli.moves.moved import Moved, everything
from tests.journeys.installed import Customer, Installed, at_work, jobs_client, outbox
from tests.journeys.jobs import Jobs
from tests.receivers import receiving
from tests.waiting import wait_for

SEED, SIZE = 5, 20
POLLED = {"/v1/ads/campaigns": "campaign_id", "/v1/tickets/macros": "macro_id", "/v1/events": "event_id"}
MACRO = {"name": "Thanks", "texts": [{"language": "zh", "text": "谢谢"}]}
AGAIN = {"Idempotency-Key": "the-one-macro"}


class Poller:
    """A program that follows lists by their cursors, and what it has of them by now."""

    def __init__(self, customer: Customer) -> None:
        self._customer = customer
        self._cursors: dict[str, str] = {}
        self.has: dict[str, dict[str, Any]] = {path: {} for path in POLLED}

    def follow(self, path: str) -> bool:
        """Walk through what is new; whether it was told that numbers began anew."""
        was_restored = False
        while True:
            query = {"limit": "7"} | ({"cursor": self._cursors[path]} if path in self._cursors else {})
            page = self._customer.http.get(path, params=query).json()
            was_restored |= page.get("restored", False)
            self.has[path] |= {item[POLLED[path]]: item for item in page["items"]}
            self._cursors[path] = page["follow_cursor"]
            if not page["has_more"]:
                return was_restored


@pytest.fixture
def moved(installation, postgres_server, tmp_path):
    database = f"journey_{uuid.uuid4().hex}"
    with psycopg.connect(postgres_server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {database}")
    return Moved(Kept(installation, "", tmp_path, tmp_path), postgres_server.url(database))


def work_and_stop_at_once(installed: Installed, customer: Customer, receiver: Any) -> dict[str, Any]:
    """Leave a sync whose reports wait at Amazon, a webhook that waits, and a repeatable request."""
    body = {"url": receiver.url, "event_types": ["campaign.flagged"]}
    endpoint = customer.http.post("/v1/webhook-endpoints", json=body).json()
    customer.completed(customer.start_sync(customer.advertiser.seller_id))
    sync = customer.start_fixed_sync()
    with jobs_client() as client:
        waiting = Jobs(client, customer.tenant_id)
        wait_for(lambda: "PENDING" in waiting.statuses("ads-report"), "a report that waits", pause=0.0)
        installed.kill("worker")
    answer = customer.http.post(f"/v1/webhook-endpoints/{endpoint['endpoint_id']}/test")
    assert answer.status_code < 300, answer.text
    return sync


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_work_goes_on_where_it_was(moved, installation, monkeypatch):
    monkeypatch.setenv("SANDBOX_PROCESSING_SECONDS", "3")
    with receiving() as receiver:
        monkeypatch.setenv("GATEWAY_WEBHOOK_PRIVATE_RECEIVERS", receiver.place)
        with at_work(installation) as installed:
            customer = Customer(installed, SEED, SIZE)
            sync = work_and_stop_at_once(installed, customer, receiver)
            poller = Poller(customer)
            assert not any(poller.follow(path) for path in POLLED)
            macro = customer.http.post("/v1/tickets/macros", json=MACRO, headers=AGAIN)
            assert macro.status_code == 201, macro.text
            before = len(receiver.received)
        rows = everything()
        moved.move()
        moved.use_postgres()
        told = everything()
        told["gateway"]["outbox"] &= rows["gateway"]["outbox"]
        assert told == rows
        with customer, at_work(installation, scheduled=True):
            again = customer.http.post("/v1/tickets/macros", json=MACRO, headers=AGAIN)
            assert (again.status_code, again.content) == (201, macro.content)
            wait_for(lambda: len(receiver.received) > before, "the webhook that waited")
            assert customer.completed(sync)["attempt"] == 1
            restored = {path: poller.follow(path) for path in POLLED}
            assert restored == {"/v1/ads/campaigns": True, "/v1/tickets/macros": True, "/v1/events": False}
            wait_for(lambda: outbox() == 0, "what is told of the sync")
            assert not any(poller.follow(path) for path in POLLED)
            for path, key in POLLED.items():
                assert poller.has[path] == {item[key]: item for item in customer.items(path)}
            lines = list(doctor.examine(installation, now=utc_now()))
            assert [line.message("en") for line in lines if line.state == "fail"] == []
            assert {line.state for line in audits.verify()} == {"ok"}
