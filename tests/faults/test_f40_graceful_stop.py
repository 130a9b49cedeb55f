"""F40: SIGTERM under load.

Pass: the api answers every request that it has begun (0 resets), takes no new connections, and ends
within its grace. The worker's running steps finish or are handed back, and the next worker goes on with them:
nothing is lost, nothing doubled.
"""

import os
import signal
import socket
import threading
import time

import httpx
import pytest

from services.cli.processes import GRACE_SECONDS
from services.cli.supervision import STOP_SECONDS
from tests.faults.programs import api_client, log_lines, running, start_short_sync
from tests.journeys.installed import Customer, at_work, facts, outbox
from tests.waiting import wait_for

SLOW, READERS, HELD_SECONDS = 6, 4, 1.5
SEED, SIZE = 3, 20
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
    """Asks over and over, each time on a connection of its own, until none is accepted.

    A connection that still waits in the system's queue when the socket closes is reset by the system: its
    request was never seen by the api, as its log has to show.
    """

    def __init__(self, client: httpx.Client, number: int) -> None:
        super().__init__()
        self._client, self._number = client, number
        self.answered: list[str] = []
        self.broken: list[str] = []

    def run(self) -> None:
        while True:
            identity = f"reader-{self._number}-{len(self.answered)}"
            headers = {"Connection": "close", "X-Request-Id": identity}
            try:
                answer = self._client.get("/v1/seller-accounts", headers=headers)
            except httpx.ConnectError:
                return
            except httpx.TransportError:
                self.broken.append(identity)
                return
            assert answer.status_code == 200
            self.answered.append(identity)


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_the_api_finishes_what_it_has_begun(installation, backend):
    with running(installation, "api") as (api,), api_client(installation) as client:
        slow = [Slow(client, number) for number in range(SLOW)]
        readers = [Reader(client, number) for number in range(READERS)]
        for thread in (*slow, *readers):
            thread.start()
        for one in slow:
            one.begun.wait()
        wait_for(lambda: all(len(reader.answered) >= 5 for reader in readers), "the readers")
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
        begun = {line.get("request_id") for line in log_lines(installation, "api")}
        assert begun >= {identity for reader in readers for identity in reader.answered}
        assert begun.isdisjoint({identity for reader in readers for identity in reader.broken})


def refuses(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_stopped_worker_loses_and_doubles_nothing(installation, backend):
    with (
        at_work(installation) as installed,
        Customer(installed, SEED, SIZE) as stopped,
        Customer(installed, SEED, SIZE) as calm,
    ):
        sync = start_short_sync(stopped)
        wait_for(lambda: reports(stopped, sync, "completed") > 0, "a first report", pause=0.01)
        worker, began = installed.process("worker"), time.monotonic()
        os.kill(worker.pid, signal.SIGTERM)
        wait_for(lambda: not worker.running, "the end of the worker", seconds=STOP_SECONDS)
        assert time.monotonic() - began < STOP_SECONDS
        assert log_lines(installation, "worker")[-1]["event"] in ("worker stopped", "workflows handed back")
        installed.start("worker")
        completed = stopped.completed(sync)
        calm.completed(start_short_sync(calm))
        wait_for(lambda: outbox() == 0, "an empty outbox")
        found, expected = facts(stopped.tenant_id), facts(calm.tenant_id)
        flagged = stopped.told("campaign.flagged")
        tasks = [line for line in log_lines(installation, "worker") if line["event"] == "task"]
        called = [line for line in log_lines(installation, "api") if line.get("path") == "/internal/access-tokens"]
        assert len(flagged) == len(set(flagged)) == len(calm.told("campaign.flagged")) > 0
    assert {report["status"] for report in completed["reports"]} == {"completed"}
    assert found == expected
    # The request's id goes along: into its jobs, the jobs of these, and the calls of all.
    ids = {f"sync-{customer.tenant_id}" for customer in (stopped, calm)}
    assert {line["request_id"] for line in tasks} == {line["request_id"] for line in called} == ids
    assert all(line["request_id"] == f"sync-{line['tenant_id']}" for line in tasks)
    assert len(found["search_term_fact"]) > 0


def reports(customer: Customer, sync: dict, status: str) -> int:
    return sum(report["status"] == status for report in customer.sync(sync["sync_id"])["reports"])
