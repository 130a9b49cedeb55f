"""F34: every writing operation of the document leaves an audit entry under its actor, its key and its request.

Pass: one at least, and none holds a name of a person, a text that somebody wrote, a token, a key or a secret.
"""

import json

import pytest
from sqlalchemy import select

from services.gateway.audit.rules import ACTIONS
from services.gateway.models import AuditEntry
from shared.db.columns import table_of
from tests.faults.operations import PROTECTED
from tests.sql import text

pytestmark = pytest.mark.parametrize("backend", ["sqlite"], indirect=True)

WRITING = [operation for operation in PROTECTED if operation.method != "GET"]
LATE = ("deactivate", "re", "acknowledge", "delete_seller_account")
"""What has to come after others: what was deactivated, or decided on in a batch, first."""

NOT_TOLD = {"confirm_connection": "nothing waits to be confirmed here: tests/gateway/consents proves it"}
AS_OTHER = {"import_ipi_scores"}
"""What would say the same as another did: that changes nothing, and leaves no entry."""

SECRETS = ("Atzr|", "zhl_", "whsec_", "Li", "Wu", "Owner", "On its way", "And now?", "Ask the carrier", "Why?")
_entries = table_of(AuditEntry)


def entries(house):
    with house.databases["gateway"].read() as session:
        query = select(_entries).order_by(_entries.c.tenant_id, _entries.c.seq)
        return [row._mapping for row in session.execute(query)]


def place_of(operation):
    late = [number for number, word in enumerate(LATE) if operation.name.startswith(word)]
    return operation.method == "DELETE", late


def end_syncs(house):
    """One that is under way would be given instead of a new one."""
    for service in ("catalog", "inventory", "ads", "tickets"):
        with house.databases[service].write() as session:
            session.execute(text("UPDATE sync SET status = 'completed'"))


def test_every_writing_operation_leaves_an_entry(house, owner):
    me = house.http.get("/v1/me", headers=owner.headers).json()
    asked = {}
    end_syncs(house)
    for each in sorted(WRITING, key=place_of):
        body = each.other if each.name in AS_OTHER else {}
        answer = each.send(house.http, owner.ids, owner.headers, body=body)
        asked[each.name] = (answer.status_code, answer.headers["x-request-id"])
    house.keep_audit()
    kept = entries(house)
    by_request = {(row["actor_id"], row["key_id"], row["way"], row["request_id"]) for row in kept}
    who = (me["actor"]["actor_id"], me["key_id"], "own-key")
    missing = {name: status for name, (status, request) in asked.items() if (*who, request) not in by_request}
    assert missing.keys() == NOT_TOLD.keys(), missing
    assert len(asked) >= 55
    assert {row["action"] for row in kept} <= set(ACTIONS)
    texts = json.dumps([[row["before"], row["after"]] for row in kept])
    assert [secret for secret in SECRETS if secret in texts] == []
