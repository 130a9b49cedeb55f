"""F40: SIGTERM under load.

Pass: the api finishes the requests under way (0 resets), refuses new connections, and ends within its
grace. The worker's running steps finish or are handed back, and the next worker goes on with them:
nothing is lost, nothing doubled.
"""

import os
import signal
import socket
import threading
import time

import httpx
import pytest

from services.cli.processes import GRACE_SECONDS, STOP_SECONDS
from tests.faults.programs import api_client, running
from tests.journeys.installed import Customer, at_work, facts, outbox
from tests.waiting import wait_for

SLOW, READERS, HELD_SECONDS = 6, 4, 1.5
BODY = b'{"kind": "system", "name": "slow %d"}'


class Slow(threading.Thread):
    """A request whose body comes in two halves; the second one on request."""

    def __init__(self, client: httpx.Client, number: int) -> None:
        super().__init__()
        self._client, self._body = client, BODY % number
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.answer: httpx.Response | None = None

    def run(self) -> None:
        headers = {"Content-Type": "application/json", "Content-Length": str(len(self._body))}
        self.answer = self._client.post("/v1/actors", content=self._halves(), headers=headers)

    def _halves(self):
        yield self._body[:10]
        self.begun.set()
        self.go_on.wait()
        yield self._body[10:]


class Reader(threading.Thread):
    """Asks over and over, each time on a connection of its own, until none is accepted."""

    def __init__(self, client: httpx.Client) -> None:
        super().__init__()
        self._client = client
        self.answered, self.broken = 0, []

    def run(self) -> None:
        while True:
            try:
                answer = self._client.get("/v1/seller-accounts", headers={"Connection": "close"})
            except httpx.ConnectError:
                return
            except httpx.TransportError as error:
                self.broken.append(error)
                return
            assert answer.status_code == 200
            self.answered += 1


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_api_finishes_what_it_has_begun(installation, backend):
    with running(installation, "api") as (api,), api_client(installation) as client:
        slow = [Slow(client, number) for number in range(SLOW)]
        readers = [Reader(client) for _ in range(READERS)]
        for thread in (*slow, *readers):
            thread.start()
        for one in slow:
            one.begun.wait()
        wait_for(lambda: all(reader.answered >= 5 for reader in readers), "the readers")
        os.kill(api.pid, signal.SIGTERM)
        asked = time.monotonic()
        wait_for(lambda: refuses(installation.port), "the end of new connections", seconds=3, pause=0.01)
        time.sleep(HELD_SECONDS)
        assert api.running
        for one in slow:
            one.go_on.set()
        for thread in (*slow, *readers):
            thread.join()
        wait_for(lambda: not api.running, "the end of the api", seconds=GRACE_SECONDS)
        assert time.monotonic() - asked < GRACE_SECONDS
        assert [one.answer.status_code for one in slow] == [201] * SLOW
        assert [error for reader in readers for error in reader.broken] == []


def refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_stopped_worker_loses_and_doubles_nothing(installation, backend):
    with at_work(installation) as installed, Customer(installed, 3, 60) as customer:
        calm, stopped = customer, installed.process("worker")
        sync = calm.start_sync(calm.advertiser.seller_id)
        done = wait_for(lambda: reports(customer, sync, "completed") > 0 or None, "a first report", pause=0.01)
        began = time.monotonic()
        os.kill(stopped.pid, signal.SIGTERM)
        wait_for(lambda: not stopped.running, "the end of the worker", seconds=STOP_SECONDS)
        assert time.monotonic() - began < STOP_SECONDS
        left = len(calm.sync(sync["sync_id"])["reports"]) - reports(customer, sync, "completed")
        installed.start("worker")
        completed = calm.completed(sync)
        wait_for(lambda: outbox() == 0, "an empty outbox")
        after, told = facts(calm.tenant_id), calm.told("campaign.flagged")
        again = calm.completed(calm.start_sync(calm.advertiser.seller_id))
    assert done
    assert left >= 0
    assert {report["status"] for report in completed["reports"]} == {"completed"}
    assert again["sync_id"] == completed["sync_id"]
    assert all(len(set(rows)) == len(rows) for rows in after.values())
    assert sum(report["rows_changed"] for report in completed["reports"]) == stored(after)
    assert len(set(told)) == len(told) > 0


def reports(customer: Customer, sync: dict, status: str) -> int:
    return sum(report["status"] == status for report in customer.sync(sync["sync_id"])["reports"])


def stored(rows: dict[str, list]) -> int:
    return len(rows["campaign_fact"]) + len(rows["search_term_fact"])
