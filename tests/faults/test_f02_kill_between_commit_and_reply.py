"""F02: `kill -9` of the api after the commit and before the reply, for every operation that takes a key
and makes one more of what its path lists.

Pass: the client's retry with the same key gets the body that was committed, marked `Idempotency-Replayed`, and
there is one row.
"""

import zlib
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from services.cli import demo
from services.cli.installation import SERVICES, Installation
from services.cli.processes import Process, programs
from services.gateway.settings import GatewaySettings
from tests import proved
from tests.faults.operations import PROTECTED, Ids
from tests.journeys.installed import database_of, environment_of, free_ports
from tests.sql import text
from tests.waiting import wait_for

LISTED = {operation.path for operation in PROTECTED if operation.is_list}
KEYED = [
    operation
    for operation in PROTECTED
    if operation.takes_idempotency_key and operation.path in LISTED and not operation.path_ids
]
ERP = {"erp": "mabang", "app_key": "1", "secret": "hush", "enabled": False}
ACCOUNT = {"seller_id": "A1FIRSTSELLER", "name": "N", "region": "EU", "marketplace_ids": ["A1F83G8C2ARO7P"]}


@pytest.fixture
def installation(backend, request, tmp_path):
    with environment_of(backend, lambda: request.getfixturevalue("postgres_server")):
        found = Installation(tmp_path / "data", *free_ports())
        found.enter()
        found.migrate()
        yield found


@pytest.fixture
def start(installation, monkeypatch):
    """`start(app)`: the api as a real process, once it answers."""
    started = []
    monkeypatch.setenv("DYING_WITH", str(len(KEYED)))

    def begin(app):
        arguments = [app if part == "services.gateway.main:app" else part for part in programs(installation)["api"]]
        started.append(Process("api", arguments, installation.logs))
        wait_for(lambda: is_ready(installation), "the api")
        return started[-1]

    yield begin
    for process in started:
        process.stop()


def is_ready(installation):
    try:
        return httpx.get(f"{installation.url}/readyz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def kept(service):
    """The bodies of the answers that nobody got, as they were committed."""
    with database_of(service) as database, database.read() as session:
        rows = session.execute(text("SELECT headers, body FROM idempotent_request"))
        return {zlib.decompress(body) if "deflate" in headers else body for headers, body in rows}


def test_a_retry_gets_the_answer_that_was_lost(installation, start):
    dying = start("tests.faults.dying:app")
    _, key = demo.create_tenant("First")
    with httpx.Client(base_url=installation.url, trust_env=False, timeout=60) as http:
        headers = {"Authorization": f"Bearer {key}"}
        connected = http.post("/v1/seller-accounts", headers=headers, json=ACCOUNT)
        assert connected.status_code == 201, connected.text
        tenant_id = http.get("/v1/tenant", headers=headers).json()["tenant_id"]
        with database_of("gateway") as gateway:
            proved.connect(gateway, GatewaySettings().keys_dir, tenant_id, ACCOUNT["seller_id"])
        # Only a test key may name the sandbox, which need not be there: nothing is asked of it.
        erp = ERP | {"base_url": f"{installation.sandbox_url}/mabang/api/v2"}
        made = http.post("/v1/inventory/erp-connections", headers=headers, json=erp)
        assert made.status_code == 201, made.text
        ids = Ids(seller_id="A1FIRSTSELLER", connection_id=made.json()["connection_id"])
        before = counts(http, headers)

        def send(operation):
            named = headers | {"Idempotency-Key": f"lost-{operation.name}"}
            return operation.send(http, ids, named)

        with ThreadPoolExecutor(len(KEYED)) as pool:
            lost = [pool.submit(send, operation) for operation in KEYED]
        met = [each.exception() or each.result().text for each in lost]
        assert [type(one) for one in met] == [httpx.RemoteProtocolError] * len(KEYED), met
        wait_for(lambda: not dying.running, "the end of the api")
        bodies = set().union(*map(kept, SERVICES))
        assert len(bodies) == len(KEYED)
        start("services.gateway.main:app")
        for _ in range(2):
            replayed = [send(operation) for operation in KEYED]
            assert {answer.headers.get("idempotency-replayed") for answer in replayed} == {"true"}
            assert {answer.content for answer in replayed} == bodies
            assert {answer.status_code for answer in replayed} == {201, 202}
        assert counts(http, headers) == {name: count + 1 for name, count in before.items()}


def counts(http, headers):
    """How many there are of what each operation makes; they are listed where they are made."""
    return {each.name: len(http.get(each.path, headers=headers).json()["items"]) for each in KEYED}
