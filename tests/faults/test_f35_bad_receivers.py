"""F35: webhook receivers that fail in every way.

Pass: the schedule is kept with its jitter, 410 disables, at most 64 kB of a reply are read, `Retry-After`
is honoured within bounds, and the other endpoints are on time.
"""

import socket
import threading
import time
from contextlib import contextmanager
from datetime import timedelta

import pytest

from services.gateway.webhook_deliveries import rules, tasks
from shared.egress.client import MAX_REPLY_BYTES, Egress
from shared.secrets import sealer_of
from tests.waiting import wait_for

SECOND = timedelta(seconds=1)
ON_ONE = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)


def pause_of(row):
    return row.next_attempt_at - row.updated_at


@pytest.mark.parametrize("status", [301, 304, 400, 401, 404, 409, 500, 503])
@ON_ONE
def test_all_but_2xx_is_failure_and_tried_again_after_5_seconds(hooks, customer, status):
    hooks.register(customer.live, hooks.receiver)
    hooks.receiver.say(status)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    (row,) = hooks.rows()
    assert (row.status, row.last_status_code, row.last_error) == ("pending", status, "status")
    assert 4.5 * SECOND <= pause_of(row) <= 5.5 * SECOND


@pytest.mark.parametrize("status", [200, 201, 202, 204])
@ON_ONE
def test_every_2xx_is_success(hooks, customer, status):
    hooks.register(customer.live, hooks.receiver)
    hooks.receiver.say(status)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    assert [(row.status, row.last_status_code) for row in hooks.rows()] == [("delivered", status)]


def test_410_disables_at_once_and_tells_why(hooks, customer):
    endpoint = hooks.register(customer.live, hooks.receiver)
    hooks.register(customer.live, hooks.other)
    hooks.receiver.say(410)
    hooks.tell(customer.tenant_id, "a", "a", "b")
    hooks.drain()
    shown = hooks.endpoint(customer.live, endpoint["endpoint_id"])
    assert (shown["enabled"], shown["disabled_reason"]) == (False, "gone")
    mine = hooks.deliveries(customer.live, endpoint_id=endpoint["endpoint_id"])
    assert [one["status"] for one in mine] == ["failed"] * 3
    assert mine[1]["last_error"] == "endpoint-disabled"
    before = len(hooks.receiver.received)
    hooks.drain(ahead=timedelta(days=10))
    assert len(hooks.receiver.received) == before <= 2
    assert sorted(hooks.other.subjects()) == ["a", "a", "b"]


@pytest.mark.parametrize(
    ("status", "retry_after", "least", "most"),
    [
        (429, None, rules.SLOW_DOWN, rules.SLOW_DOWN),
        (502, None, rules.SLOW_DOWN, rules.SLOW_DOWN),
        (504, None, rules.SLOW_DOWN, rules.SLOW_DOWN),
        (503, "90", 90 * SECOND, 90 * SECOND),
        (429, "999999", rules.MAX_SLOW_DOWN, rules.MAX_SLOW_DOWN),
    ],
)
@ON_ONE
def test_a_receiver_that_asks_for_it_is_left_alone(hooks, customer, status, retry_after, least, most):
    hooks.register(customer.live, hooks.receiver)
    hooks.receiver.say(status, **({"retry_after": retry_after} if retry_after else {}))
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    (row,) = hooks.rows()
    assert least <= pause_of(row) <= most
    hooks.receiver.say(204)
    hooks.tell(customer.tenant_id, "b")  # a new event has to wait as well
    asked = timedelta(seconds=int(retry_after)) if retry_after else rules.SLOW_DOWN
    hooks.drain(ahead=min(asked, rules.MAX_SLOW_DOWN) - SECOND)
    assert len(hooks.receiver.received) == 1
    hooks.drain(ahead=6 * SECOND)
    assert sorted(hooks.receiver.subjects()) == ["a", "a", "b"]


@ON_ONE
def test_a_short_retry_after_does_not_shorten_the_schedule(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    hooks.receiver.say(503, retry_after="1")
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    assert 4.5 * SECOND <= pause_of(hooks.rows()[0]) <= 5.5 * SECOND


@contextmanager
def raw_server(behave):
    """A listener whose every client is treated by `behave`, in a thread each; yields its place."""
    ending = threading.Event()

    def treat(client):
        with client:
            try:
                behave(client, ending)
            except OSError:  # the caller has gone, as it may
                return

    def accept():
        while True:
            client, _ = listener.accept()
            if ending.is_set():
                client.close()
                return
            threading.Thread(target=treat, args=(client,), daemon=True).start()

    with socket.create_server(("127.0.0.1", 0), backlog=64) as listener:
        thread = threading.Thread(target=accept)
        thread.start()
        try:
            yield f"127.0.0.1:{listener.getsockname()[1]}"
        finally:
            ending.set()
            socket.create_connection(listener.getsockname()).close()
            thread.join()


@contextmanager
def worker_that_may_reach(hooks, *places):
    """A worker of an installation whose operator allows these receivers too."""
    egress = Egress(hooks.settings.webhook_private_receivers | set(places))
    worker = tasks.Deliverer(
        hooks.database, sealer_of(hooks.settings.keys_dir), egress, subscribers=egress, clock=hooks.now
    )
    try:
        yield worker
    finally:
        worker.stop()


def silent(client, ending):
    ending.wait(30)


def trickling(client, ending):
    for byte in b"HTTP/1.1 200 OK\r\nX-Long: " + b"x" * 1000:
        client.sendall(bytes([byte]))
        if ending.wait(0.05):
            return


def resetting(client, ending):
    client.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def babbling(client, ending):
    client.recv(65536)
    client.sendall(b"SSH-2.0-OpenSSH_9.2\r\n\r\n")


@ON_ONE
def test_a_huge_reply_is_read_up_to_64_kilobytes(hooks, customer):
    """A gigabyte is announced; what goes out is what lies in the sockets' buffers."""
    sent = []

    def flooding(client, ending):
        client.recv(65536)
        client.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\n")
        for _ in range(1000):
            sent.append(client.send(b"x" * 65536))

    endpoint = hooks.register(customer.live, hooks.receiver)
    hooks.tell(customer.tenant_id, "a")
    with raw_server(flooding) as place, worker_that_may_reach(hooks, place) as worker:
        hooks.change_url(endpoint["endpoint_id"], f"http://{place}/")
        while worker.run():
            pass
    assert [(row.status, row.last_status_code) for row in hooks.rows()] == [("delivered", 200)]
    assert sum(sent) < 20 * 1024 * 1024
    assert MAX_REPLY_BYTES == 64 * 1024


@pytest.mark.parametrize(
    ("behave", "error"),
    [(silent, "timeout"), (trickling, "timeout"), (resetting, "connection"), (babbling, "connection")],
)
@ON_ONE
def test_receivers_that_are_no_http_end_in_a_failure_within_the_deadline(hooks, customer, monkeypatch, behave, error):
    monkeypatch.setattr(tasks, "CALL_SECONDS", 0.5)
    endpoint = hooks.register(customer.live, hooks.receiver)
    hooks.tell(customer.tenant_id, "a")
    with raw_server(behave) as place, worker_that_may_reach(hooks, place) as worker:
        hooks.change_url(endpoint["endpoint_id"], f"http://{place}/")
        started = time.monotonic()
        while worker.run():
            pass
        seconds = time.monotonic() - started
    (row,) = hooks.rows()
    assert (row.status, row.last_error, row.last_status_code) == ("pending", error, None)
    assert 4.5 * SECOND <= pause_of(row) <= 5.5 * SECOND
    assert seconds < 10  # silence and trickle go on for longer


@ON_ONE
def test_dead_endpoints_do_not_hold_up_the_others(hooks, customer, new_customer, monkeypatch):
    """Twelve endpoints that never answer, each with more events than it may have calls: first met as healthy
    ones, then as failing ones. Another tenant's events arrive at once all the while."""
    monkeypatch.setattr(tasks, "CALL_SECONDS", 3.0)
    dead = new_customer("Dead")
    subjects = [f"s:{number}" for number in range(6)]
    with raw_server(silent) as place, worker_that_may_reach(hooks, place) as worker:
        for number in range(12):
            body = {"url": f"{hooks.receiver.url}/{number}"}
            endpoint = hooks.client.post("/v1/webhook-endpoints", headers=dead.live, json=body).json()
            hooks.change_url(endpoint["endpoint_id"], f"http://{place}/{number}")
        hooks.register(customer.live, hooks.other)
        hooks.tell(dead.tenant_id, *subjects)
        waits = []
        for _ in range(12):
            worker.run()
            hooks.other.received.clear()
            sent = time.monotonic()
            hooks.tell(customer.tenant_id, "mine")
            while not hooks.other.received:
                worker.run()
            waits.append(time.monotonic() - sent)
            time.sleep(0.3)
            hooks.shift += timedelta(seconds=6)  # the retries of the dead ones are due again
        assert max(waits) < 2.0  # with all places taken by the dead ones it would be all but 3

        def tried():
            worker.run()
            found = [row for row in hooks.rows() if row.tenant_id == dead.tenant_id and row.attempts]
            return found if len({row.endpoint_id for row in found}) == 12 else []

        found = wait_for(tried, "a try at each of the dead ones, which share one lane", seconds=30, pause=0)
    assert {row.last_error for row in found} == {"timeout"}
