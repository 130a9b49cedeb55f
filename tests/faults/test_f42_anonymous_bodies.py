"""F42: bodies of callers whom nobody knows, on every route of the document and of our own programs.

Pass: 401 before the body; ten bodies of 8 MB at once take at most 20 MB, and /livez answers meanwhile; who trickles,
or goes away, ends; an address has a quota. What is wrong is told in the order key, scopes, headers of the body, body.
"""

import json
import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import httpx
import pytest

from services.gateway import api as gateway
from services.tickets import api as tickets
from shared import secrets, webhooks
from shared.app import incoming, protocol
from shared.clock import utc_now
from tests.faults.house import open_house
from tests.faults.operations import OPERATIONS, Ids
from tests.faults.programs import migrated, running
from tests.faults.sockets import line
from tests.journeys.installed import environment_of
from tests.waiting import wait_for

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
LARGE = {"Content-Type": "application/json", "Content-Length": str(8 * 1024 * 1024)}
BULK, ONE = "/v1/catalog/listings/bulk", "/v1/catalog/listings"
MEGABYTE = 1024 * 1024


class Anything(Ids):
    """Whoever is refused before the id is looked at needs none that exists."""

    def __missing__(self, name):
        return "x"


def refused_unread(url, method, path, headers):
    """The answer to headers alone, after which the connection ends."""
    with line(url) as caller:
        caller.ask(method, path, headers)
        found = caller.answer()
        assert found.headers["connection"] == "close", path
        return found


def internal_routes():
    routes = [route for router in (*gateway.ROUTERS, *tickets.ROUTERS) for route in router.routes]
    found = [(min(route.methods), route.path) for route in routes if route.path.startswith("/internal/")]
    assert ("POST", "/internal/events") in found
    assert ("POST", "/internal/tickets/events") in found
    return found


def test_nobody_is_read_before_the_key_is_known(house):
    asked = [(each.method, each.path.format_map(Anything())) for each in OPERATIONS if not each.is_public]
    assert len(asked) > 100
    for method, path in [*asked, *internal_routes()]:
        answer = refused_unread(house.url, method, path.replace("{", "").replace("}", ""), LARGE)
        assert (answer.status, answer.json()["code"]) == (401, "unauthorized"), (method, path)


def test_key_then_scopes_then_headers_then_body(house):
    tenant = house.new_tenant("Writer")
    writer, reader = tenant.headers, house.issue(tenant.tenant_id, "catalog:read")
    text, huge = LARGE | {"Content-Type": "text/plain"}, LARGE | {"Content-Length": "8388609"}
    form = LARGE | {"Content-Type": "multipart/form-data; boundary=x"}
    expected = [
        (text, 401, "unauthorized"),
        (text | reader, 403, "scope-missing"),
        (huge | reader, 403, "scope-missing"),
        (text | writer, 415, "unsupported-media-type"),
        (form | writer, 415, "unsupported-media-type"),
        (huge | writer, 413, "body-too-large"),
    ]
    for headers, status, code in expected:
        answer = refused_unread(house.url, "POST", BULK, headers)
        assert (answer.status, answer.json()["code"]) == (status, code), headers
    whole = house.http.post(BULK, content=b"{", headers=writer | {"Content-Type": "application/json"})
    assert whole.status_code == 400


def test_a_small_body_that_is_there_keeps_the_connection(house):
    with line(house.url) as caller:
        for _ in range(3):
            caller.ask("POST", BULK, {"Content-Type": "application/json", "Content-Length": "2"}, b"{}")
            answer = caller.answer()
            assert (answer.status, answer.headers.get("connection")) == (401, None)


def test_a_signed_call_is_looked_at_before_it_is_read(house):
    path, now = "/internal/tickets/events", utc_now()
    secret = secrets.tickets_events_secret_of(house.keys_dir)
    good = webhooks.signed_headers("event-1", b"{}", [secret], now=now)
    old = good | {"webhook-timestamp": str(int(now.timestamp()) - 600)}
    shapeless = good | {"webhook-signature": "v1,x"}
    for headers, status in ((good, 413), (old, 401), (shapeless, 401)):
        assert refused_unread(house.url, "POST", path, LARGE | headers).status == status
    chunks = good | {"Content-Type": "application/json", "Transfer-Encoding": "chunked"}
    with line(house.url) as caller:
        caller.ask("POST", path, chunks)
        for _ in range(5):
            caller.send(b"10000\r\n" + b" " * 65536 + b"\r\n")
        assert caller.answer().status == 413


def test_who_is_slow_or_says_nothing_ends(house, monkeypatch):
    monkeypatch.setattr(protocol, "HEADER_SECONDS", 0.5)
    monkeypatch.setattr(incoming, "SILENCE_SECONDS", 0.5)
    writer = house.new_tenant("Writer").headers
    with line(house.url) as silent, line(house.url) as trickling, line(house.url) as stalled, line(house.url) as slow:
        trickling.send(b"GET /livez HTTP/1.1\r\nX: ")
        stalled.ask("POST", BULK, LARGE | writer | {"Idempotency-Key": "12345678"}, b"{")
        slow.ask("POST", BULK, LARGE | writer | {"Idempotency-Key": "12345679"}, b"{")

        def trickle():
            with suppress(OSError):
                for _ in range(200):
                    trickling.send(b"G")
                    slow.send(b" ")
                    time.sleep(0.05)

        thread = threading.Thread(target=trickle)
        thread.start()
        assert silent.is_ended()
        assert trickling.is_ended()
        for each in (stalled, slow):
            answer = each.answer()
            assert (answer.status, answer.json()["code"]) == (408, "request-timeout")
            assert answer.headers["connection"] == "close"
        thread.join()


def test_headers_without_end_are_cut(house):
    with line(house.url) as caller:
        caller.send(b"GET /livez HTTP/1.1\r\n")
        with pytest.raises((ConnectionResetError, BrokenPipeError)):
            for number in range(4000):
                caller.send(b"X-%d: " % number + b"x" * 1000 + b"\r\n")


def test_too_many_connections_end_the_oldest_silent_one(house, monkeypatch):
    monkeypatch.setattr(protocol, "most_connections", lambda: 3)
    with line(house.url) as first, line(house.url), line(house.url), line(house.url) as last:
        assert first.is_ended()
        last.ask("GET", "/livez", {})
        assert last.answer().status == 200


def test_who_goes_away_is_no_error(house, capfd):
    writer = house.new_tenant("Writer").headers
    capfd.readouterr()
    for path, more in ((BULK, {"Idempotency-Key": "12345678"}), ("/v1/webhook-endpoints", {})):
        with line(house.url) as caller:
            caller.ask("POST", path, LARGE | writer | more, b'{"items": [')
    lines = []

    def gone():
        lines.extend(json.loads(each) for each in capfd.readouterr().err.splitlines())
        return [each["status"] for each in lines if each["event"] == "request"] == [499, 499]

    wait_for(gone, "both lines", seconds=10)
    assert {each["level"] for each in lines} == {"info"}


def test_an_address_has_a_quota_and_known_keys_are_beside_it(service_database, tmp_path):
    wide = {"reads_per_minute": 10**6, "writes_per_minute": 10**6}
    with open_house(service_database, tmp_path, **wide, anonymous_per_minute=6) as house:
        known, new = house.new_tenant("Known"), house.new_tenant("New")
        assert house.http.get("/v1/me", headers=known.headers).status_code == 200
        wrong = {"Authorization": new.headers["Authorization"][:-2] + "xx"}
        found = [house.http.get("/v1/me", headers=wrong if number % 2 else {}) for number in range(12)]
        assert [each.status_code for each in found] == [401] * 6 + [429] * 6
        assert found[-1].json()["code"] == "rate-limited"
        assert found[-1].json()["violated-policies"] == ["anonymous"]
        assert 1 <= int(found[-1].headers["retry-after"]) <= 11
        assert house.http.get("/v1/me", headers=known.headers).status_code == 200
        assert house.http.get("/livez").status_code == 200
        # Whoever floods cannot have keys looked up either, so a new one waits for its turn.
        assert house.http.get("/v1/me", headers=new.headers).status_code == 429


def resident(pid: int) -> int:
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


def most_resident(pid: int, ends: threading.Event) -> int:
    found = 0
    while not ends.wait(0.002):
        found = max(found, resident(pid))
    return found


def test_ten_large_bodies_take_no_memory_and_keep_nobody(tmp_path, backend):
    body = b"[" + b"0," * (4 * MEGABYTE - 2) + b"0]"
    with environment_of(backend, lambda: None):
        installation = migrated(tmp_path / "data")
        with running(installation, "api") as [api], httpx.Client(base_url=installation.url, trust_env=False) as probe:

            def send(content=body):
                with line(installation.url) as caller:
                    length = str(len(content))
                    caller.ask("POST", ONE, {"Content-Type": "application/json", "Content-Length": length})
                    with suppress(OSError):  # it need not take all of it
                        caller.send(content)
                    return caller.answer().status

            assert send(b"{}") == 401
            before, took = resident(api.pid), []
            with ThreadPoolExecutor(11) as pool:
                ends = threading.Event()
                most = pool.submit(most_resident, api.pid, ends)
                sent = [pool.submit(send) for _ in range(10)]
                while not all(each.done() for each in sent):
                    began = time.monotonic()
                    assert probe.get("/livez").status_code == 200
                    took.append(time.monotonic() - began)
                ends.set()
            assert [each.result() for each in sent] == [401] * 10
            assert most.result() - before < 20 * MEGABYTE
            assert max(took) < 1.0
