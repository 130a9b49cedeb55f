"""F08: PostgreSQL ends the api's connections, while they idle and in the middle of a transaction.

Pass: idle: invisible. Mid-transaction: 503 with Retry-After, no partial rows, and the same request,
repeated, does its work exactly once.
"""

import threading

import psycopg
import pytest

from tests.faults.programs import api_client, running
from tests.waiting import wait_for

ALL = (
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
BLOCKED = "SELECT pid FROM pg_stat_activity WHERE cardinality(pg_blocking_pids(pid)) > 0"
READS = ("/readyz", "/v1/seller-accounts", "/v1/ads/campaigns?limit=1", "/v1/events", "/v1/catalog/readyz")


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_killed_connections(installation, backend):
    address = installation.environment()["GATEWAY_DATABASE_URL"]
    with (
        running(installation, "api"),
        api_client(installation) as client,
        psycopg.connect(address, autocommit=True) as administrator,
    ):
        for _ in range(5):
            assert [client.get(path).status_code for path in READS] == [200] * len(READS)
            killed = administrator.execute(ALL).rowcount
            assert killed > 0
        assert [client.get(path).status_code for path in READS] == [200] * len(READS)

        answer = interrupted(client, address, administrator)
        assert (answer.status_code, answer.json()["code"]) == (503, "temporarily-unavailable")
        assert int(answer.headers["retry-after"]) >= 1
        count = "SELECT count(*) FROM gateway.actor WHERE name = 'Wu'"
        assert administrator.execute(count).fetchone() == (0,)
        again = [create(client) for _ in range(2)]
        assert [one.status_code for one in again] == [201, 201]
        assert again[0].content == again[1].content
        assert administrator.execute(count).fetchone() == (1,)


def create(client):
    headers = {"Idempotency-Key": "the-same-key-each-time"}
    return client.post("/v1/actors", json={"kind": "person", "name": "Wu"}, headers=headers)


def interrupted(client, address, administrator):
    """The answer to a request whose connection is killed while it waits for the table."""
    answers = []
    with psycopg.connect(address) as holder:
        holder.execute("LOCK TABLE gateway.actor IN ACCESS EXCLUSIVE MODE")
        request = threading.Thread(target=lambda: answers.append(create(client)))
        request.start()
        (pid,) = wait_for(lambda: administrator.execute(BLOCKED).fetchone(), "the blocked request")
        administrator.execute("SELECT pg_terminate_backend(%s)", [pid])
        request.join()
    return answers[0]
