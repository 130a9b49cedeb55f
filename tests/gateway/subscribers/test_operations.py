"""A program of ours as a subscriber: told the findings of all tenants, never given up, seen by no tenant."""

from datetime import timedelta

import pytest
from sqlalchemy import select
from standardwebhooks.webhooks import Webhook

from services.gateway.models import WebhookDelivery, WebhookEndpoint
from services.gateway.subscribers import operations
from services.gateway.webhook_deliveries import rules
from shared import secrets, webhooks
from shared.clock import utc_now

pytestmark = pytest.mark.present

SECRET = webhooks.secret_of(bytes(range(32)))
LONG_AWAY = timedelta(days=40)


@pytest.fixture
def subscribe(hooks):
    def subscribed(url, secret=SECRET):
        sealer = secrets.sealer_of(hooks.settings.keys_dir)
        with hooks.database.write() as session:
            operations.keep_tickets_subscribed(session, url, secret, sealer=sealer, now=utc_now())

    return subscribed


def waiting(hooks):
    with hooks.database.read() as session:
        (found,) = operations.measure_waiting(session, now=hooks.now())
    return found


def test_findings_of_every_tenant_arrive_signed_with_whose_they_are(hooks, subscribe, customer, stranger):
    subscribe(hooks.receiver.url)
    told = hooks.tell(customer.tenant_id, "a") + hooks.tell(customer.twin_id, "b", type="listing.cleared")
    told += hooks.tell(stranger.tenant_id, "c", type="finding.changed", data={"text": "x" * rules.MAX_PAYLOAD_BYTES})
    hooks.tell(customer.tenant_id, "d", type="webhook_endpoint.created")
    assert waiting(hooks).count == 3
    hooks.drain()
    got = {one.json["subject"]: one for one in hooks.receiver.received}
    assert {subject: one.json["tenant_id"] for subject, one in got.items()} == {
        "a": customer.tenant_id,
        "b": customer.twin_id,
        "c": stranger.tenant_id,
    }
    assert sorted(one.event_id for one in got.values()) == sorted(told)
    assert Webhook(SECRET).verify(got["a"].body, dict(got["a"].headers))["data"] == {
        "finding_id": "1",
        "name": "助理",
    }
    assert len(got["c"].json["data"]["text"]) == rules.MAX_PAYLOAD_BYTES
    assert waiting(hooks).count == 0
    assert hooks.rows() == []


def test_no_tenant_sees_it(hooks, subscribe, customer):
    subscribe(hooks.receiver.url)
    hooks.tell(customer.tenant_id, "a")
    assert hooks.deliveries(customer.live) == []
    assert hooks.client.get("/v1/webhook-endpoints", headers=customer.live).json()["items"] == []
    for path in ("/v1/webhook-endpoints/tickets", f"/v1/webhook-deliveries/{hooks.rows()[0].delivery_id}"):
        assert hooks.client.get(path, headers=customer.live).status_code == 404
    assert hooks.client.delete("/v1/webhook-endpoints/tickets", headers=customer.live).status_code == 404
    assert "tickets" in hooks.stored()


def test_a_tenants_own_webhooks_are_what_they_were(hooks, subscribe, customer):
    subscribe(hooks.other.url)
    hooks.register(customer.live, hooks.receiver)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    assert [one.json["livemode"] for one in hooks.receiver.received] == [True]
    assert "tenant_id" not in hooks.receiver.received[0].json
    assert [one["status"] for one in hooks.deliveries(customer.live)] == ["delivered"]


def test_what_it_may_reach_no_tenant_may(hooks, subscribe, customer):
    subscribe(hooks.receiver.url)
    hooks.worker._egress = type(hooks.worker._egress)(frozenset())
    hooks.register(customer.live, hooks.receiver)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    assert ["tenant_id" in one.json for one in hooks.receiver.received] == [True]
    assert hooks.deliveries(customer.live)[0]["last_error"] == "address-refused"


@pytest.mark.parametrize("status", [410, 500])
def test_it_is_tried_until_it_comes_back_and_in_order(hooks, subscribe, customer, status):
    subscribe(hooks.receiver.url)
    first, second = hooks.tell(customer.tenant_id, "a", "a")
    hooks.receiver.say(status)
    hooks.drain()
    hooks.drain(ahead=LONG_AWAY)
    assert {one.event_id for one in hooks.receiver.received} == {first}
    assert hooks.stored()["tickets"]["enabled"]
    assert (waiting(hooks).count, waiting(hooks).oldest_seconds > LONG_AWAY.total_seconds()) == (2, True)
    hooks.receiver.say(204)
    hooks.receiver.received.clear()
    hooks.drain(ahead=rules.SUBSCRIBER_PAUSES[-1])
    assert [one.event_id for one in hooks.receiver.received] == [first, second]
    assert hooks.stored()["tickets"]["failing_since"] is None
    assert hooks.rows() == []


def test_pauses_grow_to_half_a_minute():
    assert [rules.subscriber_pause(tries).total_seconds() for tries in (1, 2, 3, 4, 5, 500)] == [1, 5, 15, 30, 30, 30]


def test_a_new_address_and_a_new_secret_are_taken_over(hooks, subscribe, customer):
    subscribe(hooks.receiver.url)
    sealed = hooks.stored()["tickets"]["secret"]
    subscribe(hooks.receiver.url)
    assert hooks.stored()["tickets"]["secret"] == sealed
    other = webhooks.secret_of(bytes(32))
    subscribe(hooks.other.url, other)
    hooks.tell(customer.tenant_id, "a")
    hooks.drain()
    assert Webhook(other).verify(hooks.other.received[0].body, dict(hooks.other.received[0].headers))
    assert hooks.receiver.received == []


def test_without_an_address_nothing_is_planned_and_nothing_lost(hooks, subscribe, customer):
    subscribe(hooks.receiver.url)
    (waits,) = hooks.tell(customer.tenant_id, "a")
    subscribe("")
    hooks.tell(customer.tenant_id, "b")
    hooks.drain()
    assert hooks.receiver.received == []
    subscribe(hooks.receiver.url)
    hooks.drain()
    assert [one.event_id for one in hooks.receiver.received] == [waits]


def test_its_secret_is_sealed(hooks, subscribe):
    subscribe(hooks.receiver.url)
    with hooks.database.read() as session:
        assert SECRET.removeprefix("whsec_") not in session.scalars(select(WebhookEndpoint.secret)).one()
        assert session.scalars(select(WebhookDelivery)).all() == []
