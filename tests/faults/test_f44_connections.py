"""F44: PostgreSQL takes no more connections than it does by default, or fewer.

Pass: the first syncs of a seller end on a server of 40 connections; all programs together never have more than that
minus the administrators' three, and 30 at most once they idle; no table of ours lies in `public`. A request that
finds every connection of its program in use is answered with 503 and Retry-After, while /livez answers at once.
"""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import httpx
import psycopg
import pytest

from services.cli import demo
from services.gateway.settings import GatewaySettings
from shared.db.pools import MOST
from shared.testing.postgres import PostgresServer
from tests.faults.programs import api_client, migrated, running
from tests.journeys.installed import Customer, Installed, at_work, environment_of
from tests.waiting import wait_for

SERVER, OF_ADMINISTRATORS, AT_IDLE = 40, 3, 30
SEED, SIZE = 5, 20
PROMPT_SECONDS = 2.0
COUNT = "SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()"
IN_PUBLIC = "SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace"


@pytest.fixture
def server() -> Iterator[PostgresServer]:
    with PostgresServer(connections=SERVER) as found, environment_of("postgres", lambda: found):
        yield found


def test_the_first_syncs_end_on_a_small_server(server, tmp_path):
    installation = migrated(tmp_path / "data")
    with at_work(installation) as installed, counting() as counts:
        with Customer(installed, SEED, SIZE) as customer:
            sync_all(customer)
        assert 0 < max(counts) <= SERVER - OF_ADMINISTRATORS
        wait_for(lambda: counts[-1] <= AT_IDLE, "idle connections")
        assert in_public() == []
        assert refused(installed) == []


def test_a_request_that_finds_no_connection_is_told_to_come_again(server, tmp_path):
    installation = migrated(tmp_path / "data")
    with (
        running(installation, "api"),
        api_client(installation) as client,
        psycopg.connect(GatewaySettings().jobs_url) as holder,
        ThreadPoolExecutor(3 * MOST) as callers,
    ):
        assert client.get("/v1/catalog/listings").status_code == 200
        holder.execute("LOCK TABLE catalog.listing IN ACCESS EXCLUSIVE MODE")
        asked = [callers.submit(client.get, "/v1/catalog/listings") for _ in range(3 * MOST)]
        slowest = 0.0
        while not any(each.done() for each in asked):
            slowest = max(slowest, alive(installation.url))
        holder.rollback()
        answers = [each.result() for each in asked]
        assert {answer.status_code for answer in answers} <= {200, 503}
        refusals = [answer for answer in answers if answer.status_code == 503]
        assert refusals
        assert {answer.json()["code"] for answer in refusals} == {"temporarily-unavailable"}
        assert all(int(answer.headers["retry-after"]) >= 1 for answer in refusals)
        assert slowest < PROMPT_SECONDS
        assert client.get("/v1/catalog/listings").status_code == 200


def alive(url: str) -> float:
    """Seconds that /livez takes to say yes."""
    began = time.monotonic()
    assert httpx.get(f"{url}/livez", trust_env=False, timeout=30).status_code == 200
    return time.monotonic() - began


def sync_all(customer: Customer) -> None:
    """Every service's sync at the same time, as at a first connect; each has to complete."""
    seller_id = customer.advertiser.seller_id
    begun = {service: customer.start_sync(seller_id, service) for service in demo.SYNCED}
    for service, sync in begun.items():
        *_, last = customer.follow_sync(sync, service)
        assert last["status"] == "completed", last


@contextmanager
def counting() -> Iterator[list[int]]:
    """How many connections others have, twenty times a second."""
    counts, ended = [0], threading.Event()

    def count() -> None:
        with psycopg.connect(GatewaySettings().jobs_url, autocommit=True) as connection:
            while not ended.wait(0.05):
                counts.append(connection.execute(COUNT).fetchone()[0])

    counter = threading.Thread(target=count)
    counter.start()
    try:
        yield counts
    finally:
        ended.set()
        counter.join()


def in_public() -> list[str]:
    with psycopg.connect(GatewaySettings().jobs_url) as connection:
        return [name for (name,) in connection.execute(IN_PUBLIC)]


def refused(installed: Installed) -> list[str]:
    """Lines of logs that tell of a connection which could not be had."""
    signs = ("too many clients", "remaining connection slots", "QueuePool")
    logs = [process.log.read_text() for process in installed.started]
    return [line for log in logs for line in log.splitlines() if any(sign in line for sign in signs)]
