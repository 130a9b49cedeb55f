"""F03: one message is handed over many times at once.

Pass: the same batch of events posted 20 times in parallel is stored once and delivered once, and every
answer is 2xx.
"""

from concurrent.futures import ThreadPoolExecutor

from sqlalchemy import select

from services.gateway.models import Event
from tests.gateway.hooks import event_of

TIMES, EVENTS = 20, 12


def test_a_batch_posted_many_times_in_parallel_is_stored_once_and_delivered_once(hooks, customer, database):
    hooks.register(customer.live, hooks.receiver)
    hooks.register(customer.live, hooks.other, event_types=["stock.cleared"])
    kinds = ("campaign.flagged", "stock.cleared")
    batch = [event_of(customer.tenant_id, f"s:{n % 5}", type=kinds[n % 2]) for n in range(EVENTS)]
    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(lambda _: hooks.post(*batch), range(TIMES)))
    assert [answer.status_code for answer in answers] == [200] * TIMES
    assert sorted(answer.json()["stored"] for answer in answers) == [0] * (TIMES - 1) + [EVENTS]
    with database.read() as session:
        stored = list(session.scalars(select(Event.event_id).order_by(Event.sequence)))
    assert stored == [event["id"] for event in batch]
    hooks.drain()
    assert hooks.post(*batch).json() == {"stored": 0}
    hooks.drain()
    assert sorted(one.event_id for one in hooks.receiver.received) == sorted(stored)
    assert sorted(one.event_id for one in hooks.other.received) == sorted(stored[1::2])
    assert {(row.status, row.attempts) for row in hooks.rows()} == {("delivered", 1)}
    for subject in {event["subject"] for event in batch}:
        arrived = [one.event_id for one in hooks.receiver.received if one.json["subject"] == subject]
        assert arrived == [event["id"] for event in batch if event["subject"] == subject]


def test_overlapping_batches_store_each_event_once(hooks, customer, database):
    hooks.register(customer.live, hooks.receiver)
    events = [event_of(customer.tenant_id, "s") for _ in range(TIMES)]
    with ThreadPoolExecutor(TIMES) as pool:
        answers = list(pool.map(lambda n: hooks.post(*events[: n + 1]), range(TIMES)))
    assert [answer.status_code for answer in answers] == [200] * TIMES
    assert sum(answer.json()["stored"] for answer in answers) == TIMES
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received] == [event["id"] for event in events]
