"""F09: PostgreSQL is stopped for some seconds under a running installation, in the middle of a sync.

Pass: /livez 200, /readyz 503 and requests 503, each in less than 2 s; within 5 s of the start all is
well without a restart of ours; the sync completes; the worker is the same process, on its own slot.
"""

import time
from zlib import crc32

import httpx
import psycopg
import pytest

from services.cli.installation import Installation
from services.gateway.settings import GatewaySettings
from shared.testing.postgres import PostgresServer
from tests.faults.programs import log_lines, migrated, start_short_sync
from tests.journeys.installed import Customer, at_work, environment_of, facts
from tests.waiting import wait_for

DOWN_SECONDS, ANSWER_SECONDS, RECOVERY_SECONDS = 7.0, 2.0, 5.0
SEED, SIZE = 3, 20
REQUESTS = (
    ("GET", "/v1/seller-accounts"),
    ("GET", "/v1/ads/campaigns?limit=1"),
    ("GET", "/v1/ads/syncs"),
    ("POST", "/v1/ads/syncs"),
)
PROBES = ("/readyz", "/v1/ads/readyz")
"""Asked without a key, as a supervisor does."""


@pytest.fixture
def server():
    with PostgresServer() as found:
        yield found


def test_an_outage_in_mid_sync(server, tmp_path):
    with environment_of("postgres", lambda: server):
        # The sandbox plays Amazon, whose databases are not ours.
        sandbox = f"sqlite:///{tmp_path}/sandbox.sqlite3"
        installation = migrated(tmp_path / "data", SANDBOX_DATABASE_URL=sandbox)
        with at_work(installation) as installed, Customer(installed, SEED, SIZE) as customer:
            before = [process.pid for process in installed.started]
            sync = start_short_sync(customer)
            wait_for(lambda: customer.sync(sync["sync_id"])["status"] == "running", "the sync")
            server.halt()
            ends = time.monotonic() + DOWN_SECONDS
            while time.monotonic() < ends:
                check_down(customer)
            server.resume()
            recovered(customer)
            completed = customer.completed(sync)
            assert [process.pid for process in installed.started if process.running] == before
            wait_for(lambda: is_taken("slot-0"), "the worker's slot")
            assert completed["status"] == "completed"
            assert {report["status"] for report in completed["reports"]} == {"completed"}
            assert len(facts(customer.tenant_id)["campaign_fact"]) > 0
        assert unhandled(installation) == []


def check_down(customer: Customer) -> None:
    with httpx.Client(base_url=customer.http.base_url, trust_env=False) as probe:
        assert timed(probe, "GET", "/livez").status_code == 200
        answers = [timed(probe, "GET", path) for path in PROBES]
    for method, path in REQUESTS:
        body = {"json": {"seller_id": customer.advertiser.seller_id}} if method == "POST" else {}
        answers.append(timed(customer.http, method, path, **body))
    for answer in answers:
        assert (answer.status_code, answer.json()["code"]) == (503, "temporarily-unavailable")
        assert int(answer.headers["retry-after"]) >= 1


def timed(client: httpx.Client, method: str, path: str, **options) -> httpx.Response:
    began = time.monotonic()
    answer = client.request(method, path, **options)
    assert time.monotonic() - began < ANSWER_SECONDS
    return answer


def recovered(customer: Customer) -> None:
    began = time.monotonic()
    paths = [path for method, path in REQUESTS if method == "GET"] + list(PROBES)
    wait_for(lambda: {customer.http.get(path).status_code for path in paths} == {200}, "answers")
    assert time.monotonic() - began < RECOVERY_SECONDS


def is_taken(slot: str) -> bool:
    """Looked up, not tried: the worker ends when it finds its slot in other hands, if only for a moment."""
    query = "SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND granted AND objid = %s"
    with psycopg.connect(GatewaySettings().jobs_url) as connection:
        return connection.execute(query, [crc32(f"zhuli:{slot}".encode())]).fetchone() == (1,)


def unhandled(installation: Installation) -> list[dict]:
    lines = [line for name in ("api", "worker") for line in log_lines(installation, name)]
    return [line for line in lines if line["event"] in ("unhandled", "crashed")]
