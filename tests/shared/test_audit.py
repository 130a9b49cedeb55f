import json

import pytest
from sqlalchemy import select

from shared import audit, log
from shared.audit import Change, Who
from shared.auth import Principal
from shared.outbox.rows import rows
from tests.gateway.audit.entries import NOW

LI = Principal("person", "t", "actor-li", "key-erp", frozenset(), True, way="on-behalf")


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_a_change_is_told_with_what_differs_and_by_whom(service_database):
    database = service_database("tickets")
    stood, stands = {"status": "open", "version": 1}, {"status": "pending", "version": 1}
    with log.on_behalf_of("request-1"), database.write() as session:
        changed = Change("case", "updated", "c-1", "A1", "M1", before=stood, after=stands)
        audit.note(session, LI, "t", changed, Change("case", "opened", "c-2", after=stood), now=NOW)
    with database.read() as session:
        told = session.execute(select(rows).order_by(rows.c.sequence)).all()
    assert [(row.kind, row.name, row.tenant_id, row.subject) for row in told] == [
        ("audit", "case.updated", "t", "case:c-1"),
        ("audit", "case.opened", "t", "case:c-2"),
    ]
    whole, other = (json.loads(row.content) for row in told)
    assert whole == {
        "actor_id": "actor-li",
        "kind": "person",
        "way": "on-behalf",
        "key_id": "key-erp",
        "request_id": "request-1",
        "action": "case.updated",
        "subject_kind": "case",
        "subject_id": "c-1",
        "seller_id": "A1",
        "marketplace_id": "M1",
        "before": {"status": "open"},
        "after": {"status": "pending"},
    }
    assert (other["before"], other["after"]) == (None, stood)
    assert Who.of(LI) == Who("actor-li", "person", "on-behalf", "key-erp")
