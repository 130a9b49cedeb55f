from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from services.gateway.models import Event
from shared.ids import uuid7
from shared.positions.generations import raise_generation

pytestmark = pytest.mark.present

OCCURRED = datetime(2026, 11, 1, 8, tzinfo=UTC)


def event_of(tenant_id, number=0, **changes):
    return {
        "id": uuid7(),
        "type": "campaign.flagged",
        "tenant_id": tenant_id,
        "subject": f"campaign:{number}",
        "occurred_at": (OCCURRED + timedelta(minutes=number)).isoformat(),
        "data": {"finding_id": str(number)},
    } | changes


@pytest.fixture
def send(client, service_headers):
    def sent(*events):
        return client.post("/internal/events", headers=service_headers("ads"), json={"events": events})

    return sent


def subjects(client, headers, **query):
    page = client.get("/v1/events", headers=headers, params=query)
    return [event["subject"] for event in page.json()["items"]]


def test_events_need_a_key_with_their_scope(client, customer, issue):
    assert client.get("/v1/events").status_code == 401
    weak = client.get("/v1/events", headers=issue(customer, "admin", "ads:read"))
    assert (weak.status_code, weak.json()["code"]) == (403, "scope-missing")


def test_an_event_is_shown_as_it_was_handed_over(client, customer, send):
    event = event_of(customer.tenant_id)
    assert send(event).json() == {"stored": 1}
    (shown,) = client.get("/v1/events", headers=customer.live).json()["items"]
    assert shown == {
        "event_id": event["id"],
        "type": "campaign.flagged",
        "subject": "campaign:0",
        "livemode": True,
        "data": {"finding_id": "0"},
        "occurred_at": "2026-11-01T08:00:00Z",
        "received_at": shown["received_at"],
    }


def test_a_second_delivery_changes_nothing(client, customer, send):
    first, second = event_of(customer.tenant_id, 1), event_of(customer.tenant_id, 2)
    assert send(first).json() == {"stored": 1}
    assert send(first, second, second).json() == {"stored": 1}
    assert subjects(client, customer.live) == ["campaign:1", "campaign:2"]


def test_tenants_and_twins_see_their_own_events(client, customer, stranger, send):
    send(event_of(customer.tenant_id, 1), event_of(customer.twin_id, 2), event_of(stranger.tenant_id, 3))
    assert subjects(client, customer.live) == ["campaign:1"]
    assert subjects(client, customer.test) == ["campaign:2"]
    assert subjects(client, stranger.live) == ["campaign:3"]


def test_events_are_filtered_and_paged_in_the_order_of_arrival(client, customer, send):
    kinds = ["campaign.flagged", "campaign.cleared", "stock.cleared"]
    send(*(event_of(customer.tenant_id, 9 - number, type=kinds[number % 3]) for number in range(6)))
    order = ["campaign:9", "campaign:8", "campaign:7", "campaign:6", "campaign:5", "campaign:4"]
    assert subjects(client, customer.live) == order
    wished = {"type": ["campaign.flagged", "campaign.cleared"]}
    assert subjects(client, customer.live, **wished) == [order[0], order[1], order[3], order[4]]
    assert subjects(client, customer.live, subject="campaign:7") == ["campaign:7"]
    page = client.get("/v1/events", headers=customer.live, params=wished | {"limit": 3}).json()
    assert page["has_more"] is True
    assert subjects(client, customer.live, **wished, limit=3, cursor=page["next_cursor"]) == [order[4]]


def test_who_polls_goes_on_after_the_last_event_seen(client, customer, stranger, send):
    send(*(event_of(customer.tenant_id, number) for number in range(2)))
    last = client.get("/v1/events", headers=customer.live).json()["items"][-1]["event_id"]
    assert subjects(client, customer.live, after_event_id=last) == []
    send(event_of(customer.tenant_id, 2))
    assert subjects(client, customer.live, after_event_id=last) == ["campaign:2"]
    foreign = client.get("/v1/events", headers=stranger.live, params={"after_event_id": last})
    assert (foreign.status_code, foreign.json()["code"]) == (404, "event-unknown")


def test_a_batch_with_one_wrong_event_stores_none(client, database, customer, send):
    answer = send(event_of(customer.tenant_id), event_of(customer.tenant_id, occurred_at="2026-11-01T08:00:00"))
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (422, "/events/1/occurred_at")
    with database.read() as session:
        assert session.scalars(select(Event)).all() == []


@pytest.mark.parametrize("cursor", ["x", "e30", "eyJ2IjoyLCJrIjpbInoiXSwiZiI6IiJ9"])
def test_a_made_up_cursor_is_refused(client, customer, cursor):
    answer = client.get("/v1/events", headers=customer.live, params={"cursor": cursor})
    assert answer.status_code == 400
    assert answer.json()["code"] in {"cursor-invalid", "cursor-mismatch"}


def test_a_kept_cursor_goes_on_after_the_newest_event_whatever_it_filters(client, database, customer, send):
    def follow(cursor):
        page = client.get("/v1/events", headers=customer.live, params=wished | {"cursor": cursor, "limit": 1}).json()
        assert page["next_cursor"] in (None, page["follow_cursor"])
        return [item["subject"] for item in page["items"]], page["follow_cursor"], page["restored"]

    wished = {"type": ["stock.flagged"]}
    send(event_of(customer.tenant_id, 1, type="stock.flagged"), event_of(customer.tenant_id, 2))
    found, cursor, _ = follow("")
    assert found == ["campaign:1"]
    assert follow(cursor)[0] == []
    send(
        event_of(customer.tenant_id, 3),
        *(event_of(customer.tenant_id, number, type="stock.flagged") for number in (4, 5)),
    )
    found, cursor, _ = follow(cursor)
    assert found == ["campaign:4"]
    with database.write() as session:
        raise_generation(session)
    found, cursor, restored = follow(cursor)
    assert (found, restored) == (["campaign:5"], False)
    assert follow(cursor)[::2] == ([], False)
    send(event_of(customer.tenant_id, 6, type="stock.flagged"))
    assert follow(cursor)[::2] == (["campaign:6"], False)


def test_events_of_several_types_and_of_one_subject_come_in_their_order_and_none_twice(client, customer, send):
    kinds = ("stock.flagged", "campaign.flagged", "sync.failed")
    sent = [event_of(customer.tenant_id, number % 4, type=kinds[number % 3]) for number in range(24)]
    send(*sent)

    def walked(**query):
        found, cursor = [], ""
        while cursor is not None:
            params = query | {"limit": 3} | ({"cursor": cursor} if cursor else {})
            page = client.get("/v1/events", headers=customer.live, params=params).json()
            found += [event["event_id"] for event in page["items"]]
            cursor = page["next_cursor"]
        return found

    for types in (kinds[:1], kinds[:2], kinds[1:], kinds):
        assert walked(type=list(types)) == [each["id"] for each in sent if each["type"] in types]
        wanted = [each["id"] for each in sent if each["type"] in types and each["subject"] == "campaign:1"]
        assert walked(type=list(types), subject="campaign:1") == wanted
