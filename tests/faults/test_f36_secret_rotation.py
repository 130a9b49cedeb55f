"""F36: a webhook secret is rotated.

Pass: for the 24 hours of the overlap receivers accept with either secret, before it with the old one and
after it with the new one only; judged by the library `standardwebhooks` of the specification's authors.
"""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from standardwebhooks.webhooks import Webhook, WebhookVerificationError


@pytest.fixture
def deliver(hooks, customer):
    """`deliver(ahead)`: a new event's request as it arrived, after moving the clock."""

    def delivered(ahead=timedelta()):
        hooks.receiver.received.clear()
        hooks.shift += ahead
        hooks.tell(customer.tenant_id, "a", data={"name": "助理 🧺"})
        hooks.drain()
        (got,) = hooks.receiver.received
        return got

    return delivered


def accepts(secret, got, **tampered):
    """The judge's verdict, at the moment of the request: it refuses what is older than five minutes."""
    headers = dict(got.headers) | tampered.get("headers", {})
    moment = datetime.fromtimestamp(int(got.headers["webhook-timestamp"]), UTC)
    with time_machine.travel(moment, tick=False):
        try:
            said = Webhook(secret).verify(tampered.get("body", got.body), headers)
        except WebhookVerificationError:
            return False
    assert (said["type"], said["data"]) == ("campaign.flagged", {"name": "助理 🧺"})
    return True


def test_both_secrets_are_good_for_the_overlap_and_one_before_and_after(hooks, customer, deliver):
    endpoint = hooks.register(customer.live, hooks.receiver)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint_id']}/rotate-secret"
    old = endpoint["secret"]
    before = deliver()
    new = hooks.client.post(path, headers=customer.live, json={}).json()["secret"]
    during = deliver()
    at_the_end = deliver(timedelta(hours=24) - timedelta(minutes=1))
    after = deliver(timedelta(minutes=2))
    verdicts = [(accepts(old, got), accepts(new, got)) for got in (before, during, at_the_end, after)]
    assert verdicts == [(True, False), (True, True), (True, True), (False, True)]
    counts = [len(got.headers["webhook-signature"].split()) for got in (before, during, at_the_end, after)]
    assert counts == [1, 2, 2, 1]


def test_the_overlap_can_be_chosen_and_none_ends_the_old_secret_at_once(hooks, customer, deliver):
    endpoint = hooks.register(customer.live, hooks.receiver)
    path = f"/v1/webhook-endpoints/{endpoint['endpoint_id']}/rotate-secret"
    first = endpoint["secret"]
    second = hooks.client.post(path, headers=customer.live, json={"overlap_hours": 2}).json()["secret"]
    third = hooks.client.post(path, headers=customer.live, json={"overlap_hours": 0}).json()["secret"]
    got = deliver()
    assert [accepts(secret, got) for secret in (first, second, third)] == [False, False, True]


def test_what_was_tampered_with_is_refused(hooks, customer, deliver):
    secret = hooks.register(customer.live, hooks.receiver)["secret"]
    got = deliver()
    later = str(int(got.headers["webhook-timestamp"]) + 1)
    assert accepts(secret, got)
    assert not accepts(secret, got, body=got.body.replace(b"flagged", b"cleared"))
    assert not accepts(secret, got, headers={"webhook-id": "another"})
    assert not accepts(secret, got, headers={"webhook-timestamp": later})
