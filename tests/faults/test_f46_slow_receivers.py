"""F46: receivers that answer 200, each time late: twenty endpoints of one tenant.

They never fail, so nothing tells them from good ones. Pass: the others' deliveries and our own worklist do not wait
for them, however many tenants are so, and the threads of a worker are bounded.

The slow ones answer when the test ends, which is as late as a call may take; so what arrives has not waited for any.
"""

import threading
import time
from collections import Counter

import pytest

from services.gateway.subscribers.operations import keep_tickets_subscribed
from services.gateway.webhook_deliveries import rules, tasks
from shared import secrets, webhooks
from shared.clock import utc_now
from tests.waiting import wait_for

SECONDS = 8.0
"""How long a test lets the worker work on for a delivery: less than the slow calls last, or it proves nothing."""


def work_until(worker, is_done):
    """Let the worker run until something is done; whether it is while the slow calls last."""
    ends = time.monotonic() + SECONDS
    while not is_done() and time.monotonic() < ends:
        worker.run()
    return is_done()


def register_slow(hooks, owner, count):
    for number in range(count):
        body = {"url": f"{hooks.receiver.url}/{owner.tenant_id}/{number}"}
        answer = hooks.client.post("/v1/webhook-endpoints", headers=owner.live, json=body)
        assert answer.status_code == 201, answer.text


@pytest.fixture
def slow(hooks):
    """The first receiver holds every call until the test ends."""
    hooks.receiver.answer = lambda _: (hooks.receiver.ending.wait(tasks.CALL_SECONDS) and 200, {}, b"")
    return hooks.receiver


def fill(hooks, *tenants):
    """Events for all slow endpoints, and the worker at work on them until it begins no further call."""
    for tenant in tenants:
        hooks.tell(tenant.tenant_id, *(f"s:{number}" for number in range(6)))
    counts = [hooks.worker.run() for _ in range(3)]
    while counts[-3] < counts[-1]:
        counts.append(hooks.worker.run())
    return counts[-1]


def held_by_tenant(receiver, calls):
    """The held calls by tenant, from their paths, once all have come; those of our own program have none."""
    wait_for(lambda: len(receiver.received) >= calls, "the calls under way")
    return Counter(one.path.removeprefix("/hook").rpartition("/")[0].strip("/") for one in receiver.received)


def test_another_tenants_deliveries_do_not_wait(hooks, customer, new_customer, slow):
    crowd = new_customer("Slow")
    register_slow(hooks, crowd, 20)
    hooks.register(customer.live, hooks.other)
    assert fill(hooks, crowd) == rules.lane_room(0, tasks.PLACES) > 0
    for number in range(5):
        hooks.tell(customer.tenant_id, f"mine:{number}")
        assert work_until(hooks.worker, lambda: len(hooks.other.received) == number + 1)  # noqa: B023 - called at once
    assert len(slow.received) == rules.lane_room(0, tasks.PLACES)
    assert not any(row.attempts for row in hooks.rows() if row.tenant_id == crowd.tenant_id)


def test_the_worklist_follows(hooks, customer, new_customer, slow):
    """Our own program has places that no tenant takes, here while several crowds take what they can."""
    sealer = secrets.sealer_of(hooks.settings.keys_dir)
    with hooks.database.write() as session:
        secret = webhooks.secret_of(bytes(range(32)))
        keep_tickets_subscribed(session, "", secret, sealer=sealer, now=utc_now())
    crowds = [new_customer(f"Slow {number}") for number in range(6)]
    for crowd in crowds:
        register_slow(hooks, crowd, 12)
    held = fill(hooks, *crowds)
    assert held > tasks.PLACES // 2
    with hooks.database.write() as session:
        keep_tickets_subscribed(session, hooks.other.url, secret, sealer=sealer, now=utc_now())
    hooks.tell(customer.tenant_id, *(f"finding:{number}" for number in range(30)))
    assert work_until(hooks.worker, lambda: len(hooks.other.received) == 30)
    assert {one.json["tenant_id"] for one in hooks.other.received} == {customer.tenant_id}


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_ten_slow_tenants_leave_a_place_and_bounded_threads(hooks, customer, new_customer, slow):
    crowds = [new_customer(f"Slow {number}") for number in range(10)]
    for crowd in crowds:
        register_slow(hooks, crowd, 6)
    hooks.register(customer.live, hooks.other)
    held = fill(hooks, *crowds)
    assert held < tasks.PLACES
    assert held_by_tenant(slow, held).keys() == {crowd.tenant_id for crowd in crowds}
    hooks.tell(customer.tenant_id, "mine")
    assert work_until(hooks.worker, lambda: hooks.other.received)
    threads = [thread for thread in threading.enumerate() if thread.name.startswith("webhook")]
    assert len(threads) <= tasks.PLACES + tasks.SUBSCRIBER_PLACES


def test_a_slow_subscriber_holds_up_no_tenant(hooks, customer, slow):
    sealer = secrets.sealer_of(hooks.settings.keys_dir)
    with hooks.database.write() as session:
        secret = webhooks.secret_of(bytes(range(32)))
        keep_tickets_subscribed(session, slow.url, secret, sealer=sealer, now=utc_now())
    hooks.tell(customer.tenant_id, *(f"finding:{number}" for number in range(40)))
    assert hooks.worker.run() == tasks.SUBSCRIBER_PLACES
    assert held_by_tenant(slow, tasks.SUBSCRIBER_PLACES) == {"": tasks.SUBSCRIBER_PLACES}
    hooks.register(customer.live, hooks.other)
    hooks.tell(customer.tenant_id, "mine")
    assert work_until(hooks.worker, lambda: hooks.other.received)


def test_a_tenant_alone_has_a_quarter_and_later_ones_a_share_of_the_rest():
    free, lanes = tasks.PLACES, []
    while room := rules.lane_room(0, free):
        lanes.append(room)
        free -= room
    assert lanes[:4] == [16, 12, 9, 6]
    assert len(lanes) >= 13
    assert sum(lanes) == tasks.PLACES
    assert rules.lane_room(16, tasks.PLACES - 16) == 0
    assert rules.lane_room(16, tasks.PLACES) == 4  # its own 16 have ended meanwhile
