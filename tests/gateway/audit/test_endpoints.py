from datetime import timedelta

import pytest
from sqlalchemy import insert, select

from services.gateway.audit import rules
from services.gateway.audit.rules import Head
from shared import audit, log
from shared.outbox.rows import rows
from tests.gateway.audit.entries import LI, MARKET, NOW, SELLER, bounds, carry, tell

pytestmark = pytest.mark.present


def listed(client, headers, **query):
    answer = client.get("/v1/audit-entries", headers=headers, params=query)
    assert answer.status_code == 200, answer.text
    return answer.json()


def subjects(client, headers, **query):
    return [item["subject_id"] for item in listed(client, headers, **query)["items"]]


def test_an_entry_is_shown_as_it_was_told_and_stands_in_no_event(client, database, keys_dir, customer):
    with log.on_behalf_of("request-1"), database.write() as session:
        audit.note(session, LI, customer.tenant_id, bounds(1), now=NOW)
    carry(database, keys_dir, now=NOW + timedelta(seconds=1))
    (shown,) = listed(client, customer.live)["items"]
    assert shown == {
        "entry_id": shown["entry_id"],
        "seq": 1,
        "actor_id": "actor-li",
        "actor_kind": "person",
        "way": "own-key",
        "key_id": "key-li",
        "action": "thresholds.updated",
        "subject_kind": "thresholds",
        "subject_id": "ads:1",
        "seller_id": SELLER,
        "marketplace_id": None,
        "before": {"lead_time_days": 1},
        "after": {"lead_time_days": 2},
        "request_id": "request-1",
        "occurred_at": "2026-11-01T08:00:00Z",
        "recorded_at": "2026-11-01T08:00:01Z",
        "mac": shown["mac"],
    }
    assert client.get("/v1/events", headers=customer.live).json()["items"] == []


def test_entries_are_of_their_tenant_and_need_their_scope(client, database, keys_dir, customer, stranger, issue):
    tell(database, keys_dir, customer.tenant_id, bounds(1))
    tell(database, keys_dir, customer.twin_id, bounds(2))
    assert subjects(client, customer.live) == ["ads:1"]
    assert subjects(client, customer.test) == ["ads:2"]
    assert subjects(client, stranger.live) == []
    weak = client.get("/v1/audit-entries", headers=issue(customer, "admin", "events:read"))
    assert (weak.status_code, weak.json()["code"]) == (403, "scope-missing")


def test_filters_choose_and_a_kept_cursor_follows(client, database, keys_dir, customer):
    other = bounds(2, done="dismissed", subject_kind="finding", marketplace_id=MARKET, seller_id="A1SECOND")
    tell(database, keys_dir, customer.tenant_id, bounds(1), other)
    tell(database, keys_dir, customer.tenant_id, bounds(3), who=audit.PROGRAM, now=NOW + timedelta(hours=1))
    for query, expected in (
        ({"actor_id": "actor-li"}, ["ads:1", "ads:2"]),
        ({"actor_kind": "program"}, ["ads:3"]),
        ({"action": "finding.dismissed"}, ["ads:2"]),
        ({"subject_kind": "thresholds", "subject_id": "ads:3"}, ["ads:3"]),
        ({"seller_id": "A1SECOND"}, ["ads:2"]),
        ({"marketplace_id": MARKET}, ["ads:2"]),
        ({"since": "2026-11-01T09:00:00Z"}, ["ads:3"]),
        ({"until": "2026-11-01T09:00:00Z"}, ["ads:1", "ads:2"]),
    ):
        assert (query, subjects(client, customer.live, **query)) == (query, expected)
    first = listed(client, customer.live, limit=2)
    rest = listed(client, customer.live, limit=2, cursor=first["next_cursor"])
    assert [item["seq"] for item in (*first["items"], *rest["items"])] == [1, 2, 3]
    assert subjects(client, customer.live, cursor=rest["follow_cursor"]) == []
    tell(database, keys_dir, customer.tenant_id, bounds(4))
    assert subjects(client, customer.live, cursor=rest["follow_cursor"]) == ["ads:4"]


def test_an_entry_that_comes_twice_is_kept_once(client, database, keys_dir, customer):
    with database.write() as session:
        audit.note(session, LI, customer.tenant_id, bounds(1), bounds(2), now=NOW)
        told = [dict(row) for row in session.execute(select(rows)).mappings()]
    carry(database, keys_dir)
    with database.write() as session:
        session.execute(insert(rows), told)
    carry(database, keys_dir)
    assert [(item["seq"], item["subject_id"]) for item in listed(client, customer.live)["items"]] == [
        (1, "ads:1"),
        (2, "ads:2"),
    ]


def test_a_head_that_a_restore_went_back_behind_counts_no_more():
    key, lines, before = rules.heads_key(b"pepper"), [], ""
    for kind, seq in (("head", 5), ("head", 9), ("restored", 7), ("head", 8)):
        before = rules.line_of(key, before, kind, Head("t", seq, f"mac-{seq}"), at=NOW)
        lines.append(before)
    anchors = rules.read_lines(key, lines)
    assert ([head.seq for head in anchors.heads], anchors.broken_line) == ([5, 7, 8], None)
    assert rules.read_lines(key, [lines[0], lines[2]]).broken_line == 2
    assert rules.read_lines(key, [lines[0].replace("mac-5", "mac-6")]).broken_line == 1
    assert rules.read_lines(rules.heads_key(b"other"), lines[:1]).broken_line == 1
