"""What the gateway brings is taken once, and from nobody else."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from services.tickets.models import ReceivedEvent, WorklistItem
from shared import webhooks
from tests.tickets.facts import NOW, OTHER
from tests.tickets.told import PATH, event_of, finding_of

LIST = "/v1/tickets/worklist"


def counts(database):
    with database.read() as session:
        return [session.scalar(select(func.count()).select_from(model)) for model in (ReceivedEvent, WorklistItem)]


def test_an_event_is_taken_once(client, caller, database, gateway):
    event = event_of(finding_of("f-1"))
    assert [gateway.bring(event).json() for _ in range(2)] == [{"received": True}, {"received": False}]
    assert counts(database) == [1, 1]
    assert [item["item_id"] for item in client.get(LIST, headers=caller()).json()["items"]] == ["f-1"]


def test_who_has_not_signed_it_now_is_refused(client, caller, database, gateway):
    event = event_of(finding_of("f-1"))
    assert client.post(PATH, json=event).status_code == 401
    assert client.post(PATH, json=event, headers=caller()).status_code == 401
    refused = [
        gateway.bring(event, at=NOW - webhooks.TOLERANCE - timedelta(seconds=1)),
        gateway.bring(event, webhook_signature="v1,c2lnbmVkIGJ5IG5vYm9keQ=="),
        gateway.bring(event, webhook_id="another"),
    ]
    gateway.secret = webhooks.secret_of(bytes(32))
    refused.append(gateway.bring(event))
    assert [(answer.status_code, answer.json()["code"]) for answer in refused] == [(401, "unauthorized")] * 4
    assert counts(database) == [0, 0]


def test_another_id_in_the_body_than_the_signed_one_is_refused(client, database, gateway):
    event = event_of(finding_of("f-1"))
    signed = gateway.bring(event)
    assert signed.status_code == 200
    body = signed.request.content.replace(event["event_id"].encode(), b"another-id-of-the-same-kind")
    headers = webhooks.signed_headers(event["event_id"], body, [gateway.secret], now=NOW)
    assert client.post(PATH, content=body, headers=headers | {"content-type": "application/json"}).status_code == 401
    assert counts(database) == [1, 1]


def test_what_is_no_event_is_refused(database, gateway):
    assert gateway.bring({"event_id": "e-1"}).status_code == 422
    assert counts(database) == [0, 0]


@pytest.mark.parametrize("data", [{}, {"finding_id": "f-1", "code": "ads.acos_high"}, {"data_omitted": True}])
def test_an_event_that_tells_no_finding_is_taken_and_left_aside(database, gateway, data):
    assert gateway.bring(event_of(data)).json() == {"received": True}
    assert counts(database) == [1, 0]


def test_the_event_says_whose_finding_it_is(client, caller, gateway):
    gateway.tell(finding_of("f-1"), tenant=OTHER)
    assert client.get(LIST, headers=caller()).json()["items"] == []
    assert [item["item_id"] for item in client.get(LIST, headers=caller(tenant=OTHER)).json()["items"]] == ["f-1"]
