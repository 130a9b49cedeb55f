"""A sync's findings reach a receiver: real processes, real HTTP, on SQLite and on PostgreSQL."""

from collections import defaultdict

import pytest
from standardwebhooks.webhooks import Webhook

from tests.journeys.installed import Customer, at_work
from tests.receivers import receiving
from tests.waiting import wait_for

SEED, SIZE = 2, 30


@pytest.fixture
def receiver():
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def installed(receiver, installation, monkeypatch):
    monkeypatch.setenv("GATEWAY_WEBHOOK_PRIVATE_RECEIVERS", receiver.place)
    with at_work(installation) as found:
        yield found


def by_subject(events):
    found = defaultdict(list)
    for event in events:
        found[event["subject"]].append(event["event_id"])
    return found


def test_the_events_of_a_sync_arrive_signed_and_in_order(installed, receiver):
    with Customer(installed, SEED, SIZE) as customer:
        body = {"url": receiver.url, "event_types": ["campaign.flagged", "campaign.cleared"]}
        answer = customer.http.post("/v1/webhook-endpoints", json=body)
        assert answer.status_code == 201, answer.text
        endpoint = answer.json()
        customer.completed(customer.start_sync(customer.advertiser.seller_id))
        findings = customer.findings(customer.advertiser.seller_id)
        wait_for(lambda: len(customer.told("campaign.flagged")) == len(findings), "the events")
        wait_for(lambda: len({one.event_id for one in receiver.received}) == len(findings), "the deliveries")
        events = customer.items("/v1/events", type="campaign.flagged")
        wait_for(lambda: len(customer.items("/v1/webhook-deliveries", status="delivered")) == len(events), "the ends")
        deliveries = customer.items("/v1/webhook-deliveries")
    assert len(findings) >= 8
    assert by_subject(one.json for one in receiver.received) == by_subject(events)
    assert {one["event_id"] for one in deliveries} == {event["event_id"] for event in events}
    for one in receiver.received:
        event = Webhook(endpoint["secret"]).verify(one.body, dict(one.headers))
        (told,) = [event_ for event_ in events if event_["event_id"] == one.event_id]
        assert (event["type"], event["data"], event["livemode"]) == ("campaign.flagged", told["data"], False)
