"""Actors, keys and events of the release before people: everybody goes on with what their keys may do."""

from datetime import UTC, datetime

import pytest
from alembic import command

from services.gateway.events import operations as events
from services.gateway.events.schemas import EventBatch, EventCreate
from shared.db.migrations import config_of
from tests.sql import text

pytestmark = pytest.mark.present
NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)


def test_keys_go_on_and_events_know_their_account(client, customer, issue, database):
    weak = issue(customer, "ads:read")
    told = [
        EventCreate(id=f"e{n}", type="a.b", tenant_id=customer.tenant_id, subject="s", occurred_at=NOW, data=data)
        for n, data in enumerate([{"seller_id": "A1FIRSTSHOP"}, {"seller_id": None}, {}])
    ]
    with database.write() as session:
        events.store_events(session, EventBatch(events=told), pepper=b"", now=NOW)
    command.downgrade(config_of("services.gateway", database), "0006")
    command.upgrade(config_of("services.gateway", database), "head")
    with database.read() as session:
        found = session.execute(text("SELECT event_id, seller_id FROM event ORDER BY sequence")).all()
    assert [tuple(row) for row in found] == [("e0", "A1FIRSTSHOP"), ("e1", None), ("e2", None)]
    me = client.get("/v1/me", headers=customer.live).json()
    assert (me["actor"]["roles"], me["seller_ids"], len(me["scopes"])) == (["owner"], None, 16)
    assert client.get("/v1/me", headers=weak).json()["scopes"] == ["ads:read"]
    actor = client.get(f"/v1/actors/{customer.actor_id}", headers=customer.live).json()
    assert (actor["language"], actor["version"], actor["changed_by"], actor["active"]) == ("en", 1, None, True)
