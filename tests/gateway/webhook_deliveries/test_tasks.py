"""Delivering over real HTTP: what arrives, in which order, and what happens when it does not."""

import threading
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import select

from services.gateway.models import Outbox
from services.gateway.webhook_deliveries import rules
from services.gateway.webhook_deliveries.operations import sending
from shared import metrics
from tests.waiting import wait_for

pytestmark = pytest.mark.present

A_MOMENT = timedelta(seconds=1)


def test_an_event_arrives_signed_with_what_it_says(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    (event_id,) = hooks.tell(customer.tenant_id, "campaign:1")
    assert hooks.receiver.received == []
    hooks.drain()
    (got,) = hooks.receiver.received
    assert got.json == {
        "type": "campaign.flagged",
        "timestamp": "2026-11-01T08:00:00.250000Z",
        "data": {"finding_id": "1", "name": "助理"},
        "event_id": event_id,
        "subject": "campaign:1",
        "livemode": True,
    }
    assert (got.event_id, got.headers["content-type"]) == (event_id, "application/json")
    assert abs(int(got.headers["webhook-timestamp"]) - hooks.now().timestamp()) < 60
    (delivery,) = hooks.deliveries(customer.live)
    assert (delivery["status"], delivery["attempt_count"], delivery["last_status_code"]) == ("delivered", 1, 204)
    assert (delivery["last_error"], delivery["next_attempt_at"]) == (None, None)
    (attempt,) = hooks.detail(customer.live, delivery["delivery_id"])["attempts"]
    assert (attempt["number"], attempt["status_code"], attempt["error"]) == (1, 204, None)
    hooks.drain(ahead=timedelta(days=30))
    assert len(hooks.receiver.received) == 1


def test_each_endpoint_gets_the_types_that_it_wants(hooks, customer, stranger):
    hooks.register(customer.live, hooks.receiver, event_types=["campaign.flagged", "stock.cleared"])
    hooks.register(customer.live, hooks.other)
    hooks.register(stranger.live, hooks.other)
    for number, kind in enumerate(("campaign.flagged", "campaign.cleared", "stock.cleared", "stock.clearedest")):
        hooks.tell(customer.tenant_id, f"s:{number}", type=kind)
    hooks.drain()
    assert sorted(hooks.receiver.subjects()) == ["s:0", "s:2"]
    assert sorted(hooks.other.subjects()) == ["s:0", "s:1", "s:2", "s:3"]


def test_twins_have_endpoints_of_their_own_and_say_so(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    hooks.register(customer.test, hooks.other)
    hooks.tell(customer.tenant_id, "live")
    hooks.tell(customer.twin_id, "test")
    hooks.drain()
    assert [(one.json["subject"], one.json["livemode"]) for one in hooks.receiver.received] == [("live", True)]
    assert [(one.json["subject"], one.json["livemode"]) for one in hooks.other.received] == [("test", False)]


def test_data_that_are_too_long_are_left_out(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    hooks.tell(customer.tenant_id, "long", data={"text": "x" * rules.MAX_PAYLOAD_BYTES})
    hooks.drain()
    (got,) = hooks.receiver.received
    assert (got.json["data"], got.json["data_omitted"]) == ({}, True)
    assert len(got.body) < rules.MAX_PAYLOAD_BYTES


def test_events_of_a_subject_arrive_in_order_and_an_earlier_one_holds_the_later(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    first, second, third = hooks.tell(customer.tenant_id, "a", "a", "a")
    hooks.receiver.answer = lambda got: (500 if got.event_id == first else 204, {}, b"")
    hooks.tell(customer.tenant_id, "b", "b")
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received if one.json["subject"] == "a"] == [first]
    assert [one.json["subject"] for one in hooks.receiver.received].count("b") == 2
    (fourth,) = hooks.tell(customer.tenant_id, "a")
    hooks.drain(ahead=A_MOMENT)
    assert [one.event_id for one in hooks.receiver.received if one.json["subject"] == "a"] == [first]
    hooks.receiver.say(204)
    hooks.drain(ahead=timedelta(seconds=6))
    order = [one.event_id for one in hooks.receiver.received if one.json["subject"] == "a"]
    assert order == [first, first, second, third, fourth]


def test_a_burst_arrives_in_order_per_subject(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    sent = {f"s:{subject}": [] for subject in range(6)}
    for _ in range(5):
        for event_id, subject in zip(hooks.tell(customer.tenant_id, *sent), sent, strict=True):
            sent[subject].append(event_id)
    hooks.drain()
    arrived = {subject: [] for subject in sent}
    for one in hooks.receiver.received:
        arrived[one.json["subject"]].append(one.event_id)
    assert arrived == sent


def test_the_schedule_of_tries_and_its_end(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    first, second = hooks.tell(customer.tenant_id, "a", "a")
    hooks.receiver.answer = lambda got: (500 if got.event_id == first else 204, {}, b"")
    waited = []
    for number in range(1, 10):
        hooks.drain()
        assert [one.event_id for one in hooks.receiver.received] == [first] * number
        row = hooks.rows()[0]
        assert (row.status, row.attempts) == ("pending", number)
        waited.append(row.next_attempt_at - row.updated_at)
        hooks.drain(ahead=waited[-1] - A_MOMENT)
        assert len(hooks.receiver.received) == number
        hooks.shift += A_MOMENT
    assert [
        planned * (1 - rules.JITTER) <= pause <= planned * (1 + rules.JITTER)
        for pause, planned in zip(waited, rules.LIVE_PAUSES, strict=True)
    ] == [True] * 9
    assert waited != list(rules.LIVE_PAUSES)
    hooks.drain()  # the tenth try is the last; then the next of the subject has its turn
    assert [one.event_id for one in hooks.receiver.received] == [first] * 10 + [second]
    assert len({one.headers["webhook-timestamp"] for one in hooks.receiver.received[:10]}) == 10
    assert len({one.headers["webhook-signature"] for one in hooks.receiver.received[:10]}) == 10
    assert len({one.body for one in hooks.receiver.received[:10]}) == 1
    states = [(one["status"], one["attempt_count"]) for one in hooks.deliveries(customer.live)]
    assert states == [("failed", 10), ("delivered", 1)]
    (failed,) = hooks.deliveries(customer.live, status="failed")
    attempts = hooks.detail(customer.live, failed["delivery_id"])["attempts"]
    assert [(one["number"], one["status_code"], one["error"]) for one in attempts] == [
        (number, 500, "status") for number in range(1, 11)
    ]


def test_every_attempt_is_counted_by_its_outcome(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    first, _ = hooks.tell(customer.tenant_id, "a", "b")
    hooks.receiver.answer = lambda got: (500 if got.event_id == first else 204, {}, b"")
    before = attempts_by_outcome()
    hooks.drain()
    after = attempts_by_outcome()
    grown = {outcome: after[outcome] - before.get(outcome, 0) for outcome in after}
    assert (grown["status"], grown["delivered"], sum(grown.values())) == (1, 1, 2)


def attempts_by_outcome():
    """What Prometheus would be told."""
    [family] = [family for family in metrics.REGISTRY.collect() if family.name == "zhuli_webhook_attempts"]
    return {sample.labels["outcome"]: sample.value for sample in family.samples}


def test_a_twin_gives_up_sooner(hooks, customer):
    hooks.register(customer.test, hooks.receiver)
    hooks.tell(customer.twin_id, "a")
    hooks.receiver.say(500)
    for _ in range(5):
        hooks.drain(ahead=timedelta(hours=3))
    (delivery,) = hooks.deliveries(customer.test)
    assert (delivery["status"], delivery["attempt_count"]) == ("failed", 5)


def test_nothing_but_failures_for_five_days_disable_an_endpoint(hooks, customer, database):
    endpoint = hooks.register(customer.live, hooks.receiver)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint_id']}"
    hooks.receiver.say(503)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    hooks.tell(customer.tenant_id, "b")
    hooks.drain(ahead=timedelta(days=4))
    assert hooks.endpoint(customer.live, endpoint["endpoint_id"])["enabled"] is True
    hooks.tell(customer.tenant_id, "c", "c")
    hooks.drain(ahead=timedelta(days=1))
    shown = hooks.endpoint(customer.live, endpoint["endpoint_id"])
    assert (shown["enabled"], shown["disabled_reason"], shown["version"]) == (False, "failing", 2)
    assert {one["status"] for one in hooks.deliveries(customer.live)} == {"failed"}
    with database.read() as session:
        told = session.scalars(select(Outbox).where(Outbox.name == "webhook_endpoint.disabled")).all()
    assert [(row.kind, row.tenant_id) for row in told] == [(kind, customer.tenant_id) for kind in ("event", "audit")]
    hooks.tell(customer.tenant_id, "d")  # nothing is kept for a disabled endpoint
    assert len(hooks.rows()) == 4
    hooks.receiver.say(204)
    enabled = hooks.client.patch(path, headers=customer.live, json={"enabled": True}).json()
    assert (enabled["enabled"], enabled["disabled_reason"], enabled["failing_since"]) == (True, None, None)
    body = {"endpoint_id": endpoint["endpoint_id"], "failed_since": "2026-01-01T00:00:00Z"}
    replayed = hooks.client.post("/v1/webhook-replays", headers=customer.live, json=body)
    assert (replayed.status_code, replayed.json()) == (202, {"replayed": 4})
    hooks.receiver.received.clear()
    hooks.drain()
    assert sorted(hooks.receiver.subjects()) == ["a", "b", "c", "c"]


def test_a_success_in_between_starts_the_five_days_anew(hooks, customer):
    endpoint = hooks.register(customer.live, hooks.receiver)
    for day in range(8):
        hooks.receiver.say(204 if day == 4 else 500)
        hooks.tell(customer.tenant_id, f"s:{day}")
        hooks.drain(ahead=timedelta(days=1))
    assert hooks.endpoint(customer.live, endpoint["endpoint_id"])["enabled"] is True


def test_no_transaction_is_open_during_a_call(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    hooks.register(customer.test, hooks.other)
    hooks.receiver.answer = lambda _: (hooks.receiver.ending.wait(30) and 204, {}, b"")
    hooks.tell(customer.tenant_id, "held")
    hooks.worker.run()
    wait_for(lambda: hooks.receiver.received, "the call to be under way")
    pool = hooks.database.engine.pool
    assert pool.checkedout() == 0
    hooks.tell(customer.twin_id, "free")  # on SQLite a writer in a transaction would hold this up
    hooks.worker.run()
    wait_for(lambda: hooks.worker.run() and hooks.deliveries(customer.test)[0]["delivered_at"], "the other one")
    assert hooks.deliveries(customer.live)[0]["status"] == "pending"


def test_several_workers_send_each_event_once(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    hooks.register(customer.live, hooks.other)
    for _ in range(3):
        hooks.tell(customer.tenant_id, *(f"s:{number}" for number in range(10)))
    workers = [hooks.worker, hooks.deliverer(), hooks.deliverer()]

    def work(worker):
        while any(row.status == "pending" for row in hooks.rows()):
            worker.run()

    threads = [threading.Thread(target=work, args=(worker,)) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for worker in workers[1:]:
        worker.stop()
    for receiver in (hooks.receiver, hooks.other):
        ids = [one.event_id for one in receiver.received]
        assert len(ids) == len(set(ids)) == 30
        by_subject = {subject: [] for subject in receiver.subjects()}
        for one in receiver.received:
            by_subject[one.json["subject"]].append(one.event_id)
        assert all(ids == sorted(ids) for ids in by_subject.values())  # UUIDv7: in the order of making
    assert {row.attempts for row in hooks.rows()} == {1}


def test_the_claims_of_a_killed_worker_come_back_after_the_lease(hooks, customer, database):
    hooks.register(customer.live, hooks.receiver)
    (event_id, _) = hooks.tell(customer.tenant_id, "a", "a")
    with database.write() as session:  # a worker claims and dies
        (call,) = sending.claim_calls(session, limit=10, failing_limit=10, under_way=Counter(), now=hooks.now())
    assert call.event_id == event_id
    hooks.drain(ahead=sending.LEASE - timedelta(seconds=10))
    assert hooks.receiver.received == []
    assert hooks.deliveries(customer.live)[0]["next_attempt_at"] is None
    hooks.drain(ahead=timedelta(seconds=11))
    assert len(hooks.receiver.received) == 2
    late = sending.Outcome(hooks.now(), 5, 500, "status", None)
    with database.write() as session:  # it was not dead after all: its claim is lost, and changes nothing
        sending.record_outcome(session, call, late, jitter=0.5, now=hooks.now())
    assert [(row.status, row.attempts) for row in hooks.rows()] == [("delivered", 1)] * 2


@pytest.mark.parametrize("failing", [False, True])
def test_calls_of_one_endpoint_at_a_time_are_bounded_over_all_workers(hooks, customer, failing):
    endpoint = hooks.register(customer.live, hooks.receiver)
    if failing:
        hooks.receiver.say(500)
        hooks.tell(customer.tenant_id, "first")
        hooks.drain()
        assert hooks.endpoint(customer.live, endpoint["endpoint_id"])["failing_since"] is not None
    hooks.receiver.received.clear()
    hooks.receiver.answer = lambda _: (hooks.receiver.ending.wait(30) and 204, {}, b"")
    hooks.tell(customer.tenant_id, *(f"s:{number}" for number in range(9)))
    second = hooks.deliverer()
    expected = rules.IN_FLIGHT_FAILING if failing else rules.IN_FLIGHT
    for _ in range(3):
        hooks.worker.run()
        second.run()
    wait_for(lambda: len(hooks.receiver.received) >= expected, "the calls")
    assert len(hooks.receiver.received) == expected
    hooks.receiver.ending.set()
    second.stop()


def test_a_stopped_worker_records_what_ends_in_its_grace(hooks, customer):
    hooks.register(customer.live, hooks.receiver)
    hooks.receiver.answer = lambda _: (hooks.receiver.ending.wait(0.4) or 204, {}, b"")
    hooks.tell(customer.tenant_id, "a")
    worker = hooks.deliverer()
    worker.run()
    worker.stop()
    assert [row.status for row in hooks.rows()] == ["delivered"]
