"""F43: a database that hangs, and stores that somebody else holds.

Pass: /livez always answers; whatever needs the database or the store is answered 503 with Retry-After in less than
2 s, with 60 requests at once, too; other databases serve; all is well afterwards without a restart.
"""

import sqlite3
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import pytest

from shared.testing.postgres import PostgresServer
from tests.faults.programs import api_client, migrated, running
from tests.journeys.installed import environment_of
from tests.waiting import wait_for

ANSWER_SECONDS, HELD_SECONDS = 2.0, 3.0
BURST, BURST_SECONDS = 60, 6.0
"""Sixty at once are answered in two rounds of forty threads at most; a slow machine is given three times that."""

READS = (
    "/v1/seller-accounts",
    "/v1/ads/campaigns?limit=1",
    "/v1/catalog/listings?limit=1",
    "/v1/tickets/worklist",
    "/v1/inventory/findings",
)
WRITE = "/v1/ads/findings/nobody/snooze"
SNOOZE = {"until": "2099-01-01T00:00:00Z"}


@contextmanager
def alive(installation) -> Iterator[list[float]]:
    """Asks /livez all the while, from a client of its own; the seconds that each answer took."""
    took: list[float] = []
    ends = threading.Event()

    def ask() -> None:
        with httpx.Client(base_url=installation.url, trust_env=False, timeout=30) as probe:
            while not ends.is_set():
                began = time.monotonic()
                assert probe.get("/livez").status_code == 200
                took.append(time.monotonic() - began)
                ends.wait(0.05)

    with ThreadPoolExecutor(1) as pool:
        asked = pool.submit(ask)
        try:
            yield took
        finally:
            ends.set()
            asked.result()


def check_away(client, method, path, seconds=ANSWER_SECONDS, **content):
    began = time.monotonic()
    answer = client.request(method, path, **content)
    took = time.monotonic() - began
    assert (answer.status_code, answer.json()["code"]) == (503, "temporarily-unavailable"), (path, answer.text)
    assert answer.headers["content-type"] == "application/problem+json"
    assert int(answer.headers["retry-after"]) >= 1
    assert took < seconds, (path, took)


def statuses(client) -> set[int]:
    return {client.get(path).status_code for path in (*READS, "/readyz")}


def test_a_server_that_hangs(tmp_path):
    with PostgresServer() as server, environment_of("postgres", lambda: server):
        installation = migrated(tmp_path / "data", SANDBOX_DATABASE_URL=f"sqlite:///{tmp_path}/sandbox.sqlite3")
        with running(installation, "api") as [api], api_client(installation) as client:
            assert statuses(client) == {200}
            with alive(installation) as took:
                server.freeze()
                try:
                    for path in (*READS, "/readyz"):
                        check_away(client, "GET", path)
                    check_away(client, "POST", WRITE, json=SNOOZE)
                    with ThreadPoolExecutor(BURST) as pool:
                        paths = [READS[number % len(READS)] for number in range(BURST)]
                        list(pool.map(lambda path: check_away(client, "GET", path, BURST_SECONDS), paths))
                finally:
                    server.thaw()
                wait_for(lambda: statuses(client) == {200}, "answers", seconds=5)
                assert client.post(WRITE, json=SNOOZE).status_code == 404
            assert max(took) < 1.0
            assert api.running


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    """The api of an installation on SQLite, and a client of one tenant."""
    with environment_of("sqlite", lambda: None):
        installation = migrated(tmp_path_factory.mktemp("held") / "data")
        with running(installation, "api"), api_client(installation) as client:
            yield installation, client


@contextmanager
def held(installation, name: str) -> Iterator[None]:
    """The write lock of a database is somebody else's."""
    holder = sqlite3.connect(installation.data / f"{name}.sqlite3", isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    try:
        yield
    finally:
        holder.execute("ROLLBACK")
        holder.close()


def test_the_store_of_quotas_is_held(program):
    installation, client = program
    with alive(installation) as took:
        with held(installation, "quotas"):
            wait_for(lambda: client.get(READS[0]).status_code == 503, "the end of what was granted", seconds=5)
            ends = time.monotonic() + HELD_SECONDS
            while time.monotonic() < ends:
                check_away(client, "GET", READS[0])
                check_away(client, "POST", WRITE, json=SNOOZE)
        assert client.get(READS[0]).status_code == 200
        assert client.post(WRITE, json=SNOOZE).status_code == 404
    assert max(took) < 1.0


def test_the_store_of_amazons_limits_is_held(program):
    """A job that takes its turn at Amazon keeps no request waiting, however slow it is."""
    installation, client = program
    with held(installation, "throttle"):
        assert client.get(READS[0]).status_code == 200
        assert client.post(WRITE, json=SNOOZE).status_code == 404


def test_who_waits_for_one_database_keeps_no_other(program):
    """Sixty writers of one service wait; its reads, and the other services, have threads and connections."""
    installation, client = program
    with alive(installation) as took, ThreadPoolExecutor(BURST) as pool:
        with held(installation, "ads"):
            waiting = [pool.submit(client.post, WRITE, json=SNOOZE, timeout=60) for _ in range(BURST)]
            wait_for(lambda: any(each.done() for each in waiting), "the first refusal", seconds=5)
            assert client.get("/v1/ads/campaigns?limit=1").status_code == 200
            assert client.get("/v1/catalog/findings").status_code == 200
            found = client.post("/v1/tickets/findings/nobody/snooze", json=SNOOZE)
            assert found.status_code == 404
        answers = Counter(each.result().status_code for each in waiting)
    assert set(answers) == {404, 503}
    assert max(took) < 1.0
