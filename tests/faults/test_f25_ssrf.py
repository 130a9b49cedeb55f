"""F25: a webhook address that leads into our own network.

Pass: no connection to an address that is not public (asserted by listeners on loopback), 422 with a stable
code at registration, and refused again at every send, also when a name resolves elsewhere by then.
"""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest
from starlette.testclient import TestClient

from services.gateway import main
from shared.egress.client import Egress
from shared.egress.rules import EgressRefusedError
from tests.receivers import receiving

ON_ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
OF_THE_LISTENER = [
    "https://127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/",
    "https://localhost:{port}/",
    "https://localhost.:{port}/",
    "https://LOCALHOST:{port}/",
    "https://127.1:{port}/",
    "https://127.0.1:{port}/",
    "https://2130706433:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.0.0.1:{port}/",
    "https://017700000001:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://0:{port}/",
    "https://0.0.0.0:{port}/",
    "https://[::1]:{port}/",
    "https://[::]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/",
    "https://[::127.0.0.1]:{port}/",
    "https://[64:ff9b::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://user:pass@127.0.0.1:{port}/",
    "https://93.184.216.34@127.0.0.1:{port}/",
    "https://93.184.216.34:443@127.0.0.1:{port}/",
    "https://93.184.216.34\\@127.0.0.1:{port}/",
    "https://127.0.0.1:{port}#@93.184.216.34/",
    "https://127.0.0.1:{port}?@93.184.216.34/",
    "https://%31%32%37.0.0.1:{port}/",
    "https://１２７.0.0.1:{port}/",
    "https://①②⑦.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "gopher://127.0.0.1:{port}/_x",
]
ELSEWHERE = [
    "https://127.0.0.1/",
    "https://[::1]/",
    "https://10.0.0.1/",
    "https://172.16.0.1/",
    "https://192.168.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://[fd00:ec2::254]/latest/meta-data/",
    "https://[fe80::1]/",
    "https://[fe80::1%25eth0]/",
    "https://[fec0::1]/",
    "https://[2001:0:4136:e378:8000:63bf:3fff:fdd2]/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://93.184.216.34:22/",
    "http://93.184.216.34/",
    "file:///etc/passwd",
    "javascript:alert(1)",
    "https:///etc/passwd",
    "https://",
]
NO_HEADERS = {"headers": {}, "content": b"{}", "seconds": 2.0, "livemode": True}


@contextmanager
def listening() -> Iterator[tuple[int, list[str]]]:
    """A port on every loopback address, of both families; yields it and the connections that it saw."""
    seen: list[str] = []
    with socket.create_server(("::", 0), family=socket.AF_INET6, dualstack_ipv6=True) as listener:
        port = listener.getsockname()[1]

        def accept() -> None:
            while True:
                client, address = listener.accept()
                client.close()
                if ending.is_set():
                    return
                seen.append(address[0])

        ending = threading.Event()
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield port, seen
        finally:
            ending.set()
            socket.create_connection(("127.0.0.1", port)).close()
            thread.join()


@ON_ONE
def test_every_form_is_refused_at_registration_and_at_every_send(hooks, customer, monkeypatch):
    """32 ways to name the listener itself, with its port allowed, and 20 other places nobody may be sent to."""
    registered = hooks.register(customer.live, hooks.receiver)
    with listening() as (port, seen):
        monkeypatch.setattr("shared.egress.rules.PORTS", frozenset({443, port}))
        urls = [url.format(port=port) for url in OF_THE_LISTENER] + ELSEWHERE
        for url in urls:
            answer = hooks.client.post("/v1/webhook-endpoints", headers=customer.live, json={"url": url})
            assert (url, answer.status_code, answer.json()["code"]) == (url, 422, "webhook-url-refused")
            assert url not in answer.text
            hooks.change_url(registered["endpoint_id"], url)
            (event_id,) = hooks.tell(customer.tenant_id, url)
            hooks.drain()
            row = next(row for row in hooks.rows() if row.event_id == event_id)
            assert (url, row.status, row.attempts, row.last_status_code) == (url, "pending", 1, None)
            # Whether a name with a dot at its end has an address depends on the system's resolver.
            assert row.last_error in {"address-refused", "connection" if "localhost." in url else ""}
    assert len(OF_THE_LISTENER) >= 32
    assert seen == []
    assert hooks.receiver.received == []
    assert len(hooks.stored()) == 1


@ON_ONE
def test_a_redirect_to_our_own_network_is_a_failure_and_is_not_followed(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    with listening() as (port, seen):
        for status in (301, 302, 303, 307, 308):
            hooks.receiver.say(status, location=f"http://127.0.0.1:{port}/")
            hooks.tell(customer.tenant_id, f"s:{status}")
            hooks.drain()
    assert [(row.last_status_code, row.last_error) for row in hooks.rows()] == [
        (status, "status") for status in (301, 302, 303, 307, 308)
    ]
    assert len(hooks.receiver.received) == 5
    assert seen == []


def test_a_name_that_is_rebound_after_its_check_reaches_nothing(monkeypatch):
    """The resolver answers with a public address first and with a loopback one ever after."""
    with listening() as (port, seen):
        monkeypatch.setattr("shared.egress.rules.PORTS", frozenset({port}))
        answers = [["93.184.216.34"]]
        egress = Egress((), resolver=lambda *_: answers.pop() if answers else ["127.0.0.1"])
        egress.check(f"https://rebinding.example:{port}/", livemode=True)
        with pytest.raises(EgressRefusedError, match="private-address"):
            egress.post(f"https://rebinding.example:{port}/", **NO_HEADERS)
    assert seen == []


def test_what_is_connected_to_is_what_was_checked():
    """One look-up a call: a resolver that changes its mind after the check finds nobody asking again."""
    asked: list[str] = []

    def resolver(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["::1"] if len(asked) == 1 else ["127.0.0.1"]

    with receiving() as receiver:
        port = receiver.place.rpartition(":")[2]
        egress = Egress({f"rebinding.example:{port}"}, resolver=resolver)
        with pytest.raises(httpx.ConnectError):  # nobody listens on ::1, and 127.0.0.1 is never tried
            egress.post(f"http://rebinding.example:{port}/", **NO_HEADERS)
    assert (asked, receiver.received) == (["rebinding.example"], [])


def test_one_private_address_among_public_ones_is_refused(monkeypatch):
    with listening() as (port, seen):
        monkeypatch.setattr("shared.egress.rules.PORTS", frozenset({port}))
        for addresses in (["93.184.216.34", "127.0.0.1"], ["::1"], ["::ffff:127.0.0.1"], []):
            egress = Egress((), resolver=lambda *_, found=addresses: found)
            with pytest.raises(EgressRefusedError):
                egress.post(f"https://mixed.example:{port}/", **NO_HEADERS)
    assert seen == []


@ON_ONE
def test_a_proxy_in_the_environment_is_not_used(monkeypatch, hooks, customer):
    with listening() as (port, seen):
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "https_proxy", "all_proxy"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{port}")
        hooks.register(customer.live, hooks.receiver)
        hooks.tell(customer.tenant_id, "a")
        hooks.drain()
    assert len(hooks.receiver.received) == 1
    assert seen == []


def test_this_machine_is_reached_by_test_keys_where_nobodys_shop_is_and_by_no_other():
    with receiving() as receiver:
        for_trying, others = Egress((), loopback_for_tests=True), Egress(())
        for egress, livemode in ((for_trying, True), (others, True), (others, False)):
            with pytest.raises(EgressRefusedError):
                egress.post(receiver.url, **NO_HEADERS | {"livemode": livemode})
        assert receiver.received == []
        assert for_trying.post(receiver.url, **NO_HEADERS | {"livemode": False}).status == 204
        assert len(receiver.received) == 1
    lying = Egress((), loopback_for_tests=True, resolver=lambda *_: ["10.0.0.1"])
    with pytest.raises(EgressRefusedError, match="not-loopback"):
        lying.post("http://localhost:9/", **NO_HEADERS | {"livemode": False})


@ON_ONE
@pytest.mark.parametrize(
    ("known", "live", "test"),
    [
        ({}, 422, 422),
        ({"sandbox_url": "http://127.0.0.1:1"}, 422, 201),
        ({"sandbox_url": "http://127.0.0.1:1", "spapi_client_id": "amzn1.ours"}, 422, 422),
        ({"sandbox_url": "http://127.0.0.1:1", "ads_client_id": "amzn1.ours"}, 422, 422),
    ],
)
def test_an_installation_that_knows_a_client_of_amazons_is_not_for_trying(settings, customer, known, live, test):
    app = main.assemble(settings.model_copy(update=known), {})
    with TestClient(app, raise_server_exceptions=False) as client:
        wanted, keys = {"url": "http://127.0.0.1:9/hooks"}, (customer.live, customer.test)
        answers = [client.post("/v1/webhook-endpoints", headers=each, json=wanted) for each in keys]
    assert [answer.status_code for answer in answers] == [live, test]
