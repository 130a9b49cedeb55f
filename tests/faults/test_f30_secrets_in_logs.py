"""F30: secrets in logs, answers and crashes.

Pass: canary values as API key, refresh token, LWA secret, access token, body, query, database password,
key ring and pepper are nowhere in any log, answer or crash: through 401, 422, a planted 500, a sync that
an Amazon fails which repeats what it was sent, a database that is away, and programs that cannot start.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

import httpx
import psycopg
import pytest
from sqlalchemy import make_url

from services.cli import demo
from services.cli.processes import programs
from shared.secrets import METRICS_TOKEN_FILE, PEPPER_FILE, RING_FILE
from tests.faults.programs import api_client, log_lines, migrated, running
from tests.journeys.installed import environment_of
from tests.waiting import wait_for

REFRESH, ACCESS, LWA = "Atzr|CANARY-refresh", "Atza|CANARY-access", "amzn1.oa2-cs.v1.CANARYlwa"
PASSWORD, BODY, QUERY, CODE = "CANARY-password", "CANARY-body", "CANARY-query", "CANARY-setting"
ACCOUNT = {"seller_id": "A2EXAMPLE12345", "name": "N", "region": "NA", "marketplace_ids": ["ATVPDKIKX0DER"]}

PROFILE = {
    "profileId": 1,
    "countryCode": "US",
    "currencyCode": "USD",
    "timezone": "America/Los_Angeles",
    "accountInfo": {"id": ACCOUNT["seller_id"], "type": "seller", "marketplaceStringId": "ATVPDKIKX0DER"},
}


@contextmanager
def bad_amazon() -> Iterator[str]:
    """It signs us in with a canary, proves the consent once, and repeats what it was sent in each refusal."""
    proofs = [[PROFILE]]

    class Amazon(BaseHTTPRequestHandler):
        def do_POST(self):
            self.rfile.read(int(self.headers["Content-Length"]))
            self.answer(200, {"access_token": ACCESS, "expires_in": 3600})

        def do_GET(self):
            if proofs:
                self.answer(200, proofs.pop())
                return
            self.answer(400, {"code": "BAD", "details": f"{self.headers['Authorization']} is bad; so is {REFRESH}"})

        def answer(self, status, content):
            body = json.dumps(content).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_):
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Amazon) as server:
        thread = Thread(target=server.serve_forever)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


@contextmanager
def outage(address: str) -> Iterator[None]:
    """Nobody gets into the database for a while."""
    url = make_url(address)
    plain = url.set(database="postgres", drivername="postgresql").render_as_string(hide_password=False)
    with psycopg.connect(plain, autocommit=True) as administrator:
        administrator.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS false")
        administrator.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [url.database]
        )
        yield
        administrator.execute(f"ALTER DATABASE {url.database} ALLOW_CONNECTIONS true")


class Seen:
    """Every answer as a caller sees it."""

    def __init__(self) -> None:
        self.texts: list[str] = []

    def add(self, answer: httpx.Response, *statuses: int) -> httpx.Response:
        assert answer.status_code in statuses, answer.text
        self.texts.append(f"{answer.headers} {answer.text}")
        return answer


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_no_secret_is_told(backend, postgres_server, tmp_path):
    with environment_of(backend, lambda: postgres_server), bad_amazon() as amazon:
        os.environ["ZHULI_DATABASE_URL"] = os.environ["ZHULI_DATABASE_URL"].replace(
            "postgres@", f"postgres:{PASSWORD}@"
        )
        settings = {
            "GATEWAY_SANDBOX_URL": amazon,
            "GATEWAY_ADS_CLIENT_SECRET": LWA,
            "GATEWAY_SANDBOX_CLIENT_SECRET": LWA,
        }
        installation = migrated(tmp_path / "data", **settings)
        assert PASSWORD in os.environ["GATEWAY_DATABASE_URL"]
        live, key = demo.create_tenant("A tenant")
        seen = Seen()
        with (
            running(installation, "api", "worker"),
            api_client(installation, key) as client,
            api_client(installation, live) as live_client,
        ):
            refused(client, key, seen)
            planted(live_client, seen)
            failed_sync(client, seen)
            with outage(os.environ["GATEWAY_DATABASE_URL"]):
                seen.add(live_client.post("/v1/actors", json={"kind": "person", "name": BODY}), 503)
                wait_for(lambda: "loop failed" in events(installation, "worker"), "the worker's complaint")
        crashes = crashed(installation)
        files = [installation.data / "keys" / name for name in (RING_FILE, PEPPER_FILE, METRICS_TOKEN_FILE)]
        canaries = [REFRESH, ACCESS, LWA, PASSWORD, BODY, QUERY, CODE, key, live, key[18:50], live[18:50], "CANARY"]
        canaries += [text for path in files for text in path.read_text().strip().split(":")[-1:]]
        logs = [path.read_text() for path in installation.logs.iterdir()]
        assert len(logs) == 2
        assert {"unhandled", "task", "request", "database unavailable"} <= events(installation, "api") | events(
            installation, "worker"
        )
        for text in [*logs, *seen.texts, *crashes]:
            assert [canary for canary in canaries if canary in text] == []


def events(installation, name) -> set[str]:
    return {line["event"] for line in log_lines(installation, name)}


def refused(client: httpx.Client, key: str, seen: Seen) -> None:
    """401s and 422s that carry canaries."""
    for wrong in (f"Bearer {key.swapcase()}", f"Bearer {BODY}", f"Basic {BODY}", f"Bearer {key} {QUERY}"):
        seen.add(client.get("/v1/seller-accounts", headers={"Authorization": wrong}), 401)
    seen.add(client.get("/metrics", headers={"Authorization": f"Bearer {BODY}"}), 401)
    seen.add(client.get("/v1/ads/syncs", params={"limit": QUERY, "cursor": QUERY, "other": QUERY}), 422)
    seen.add(client.get("/v1/ads/syncs", params={"cursor": QUERY}), 400)
    bodies = (
        ACCOUNT | {"region": BODY, "ads_refresh_token": [REFRESH]},
        {"ads_refresh_token": {"a": REFRESH}},
        [BODY],
    )
    for body in bodies:
        seen.add(client.post("/v1/seller-accounts", json=body), 422)
    seen.add(client.post("/v1/seller-accounts", content=BODY, headers={"Content-Type": "application/json"}), 400)


def planted(client: httpx.Client, seen: Seen) -> None:
    """A 500: the table of what is to be stored is gone."""
    with psycopg.connect(os.environ["GATEWAY_DATABASE_URL"], autocommit=True) as administrator:
        administrator.execute("ALTER TABLE gateway.actor RENAME TO hidden")
        seen.add(client.post("/v1/actors", json={"kind": "person", "name": BODY}), 500)
        administrator.execute("ALTER TABLE gateway.hidden RENAME TO actor")


def failed_sync(client: httpx.Client, seen: Seen) -> None:
    seen.add(client.post("/v1/seller-accounts", json=ACCOUNT | {"ads_refresh_token": REFRESH}), 201)
    seen.add(client.get("/v1/seller-accounts"), 200)
    sync = seen.add(client.post("/v1/ads/syncs", json={"seller_id": ACCOUNT["seller_id"]}), 202).json()
    path = f"/v1/ads/syncs/{sync['sync_id']}"
    wait_for(lambda: client.get(path).json()["status"] == "failed", "the end of the sync")
    assert seen.add(client.get(path), 200).json()["failure_code"] == "BAD"


def crashed(installation) -> list[str]:
    """What programs write that cannot start: bad settings, a bad ring."""
    root = installation.logs.parent.parent
    ring = installation.data / "keys" / RING_FILE
    bad = root / "bad-keys"
    bad.mkdir(mode=0o700)
    for path in (installation.data / "keys").iterdir():
        (bad / path.name).write_bytes(path.read_bytes())
        (bad / path.name).chmod(0o600)
    (bad / RING_FILE).write_text(f"k1:{CODE},{ring.read_text()}")
    outputs = []
    for program, settings in (
        ("api", {"GATEWAY_DATABASE_URL": CODE}),
        ("api", {"ZHULI_KEYS_DIR": str(bad)}),
        ("worker", {"GATEWAY_METRICS_PORT": CODE}),
        ("worker", {"ZHULI_JOBS_URL": f"postgresql://postgres:{CODE}@127.0.0.1:1/nowhere"}),
    ):
        command = [sys.executable, *programs(installation)[program]]
        done = subprocess.run(
            command, env=os.environ | settings, capture_output=True, text=True, check=False, timeout=60
        )
        assert done.returncode != 0, settings
        outputs.append(done.stdout + done.stderr)
        assert outputs[-1]
    return outputs
