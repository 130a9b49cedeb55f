"""What one can do with the audit trail: continue its chains, read them, and prove them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import orjson

from services.gateway.audit import rules
from services.gateway.audit.repository import AuditRepository, add, heads, known
from services.gateway.audit.rules import Head, Verdict
from services.gateway.audit.schemas import AuditEntryCreate, AuditEntryPage, AuditEntryQuery, AuditEntryRead
from services.gateway.models import AuditEntry
from shared.auth import Principal
from shared.db import Session
from shared.outbox.relay import Carried


def entries_of(carried: Sequence[Carried]) -> list[AuditEntryCreate]:
    """The audit entries among the gateway's own outbox rows."""
    return [
        AuditEntryCreate(id=each.identity, tenant_id=each.tenant_id, occurred_at=each.created_at, **each.content)
        for each in carried
        if each.is_audit
    ]


def append_entries(session: Session, entries: Sequence[AuditEntryCreate], *, pepper: bytes, now: datetime) -> None:
    """Continue the chains of the entries' tenants; an entry that is kept already is passed over.

    The caller holds the lock of the events: with two writers at a time a chain would fork.
    """
    before = known(session, {each.id for each in entries})
    ends: dict[str, Head] = {}
    rows: list[Mapping[str, Any]] = []
    for each in entries:
        if each.id in before:
            continue
        before.add(each.id)
        end = ends.get(each.tenant_id) or AuditRepository(session, each.tenant_id).head()
        row = _row(each, end, pepper=pepper, now=now)
        ends[each.tenant_id] = Head(each.tenant_id, row["seq"], row["mac"])
        rows.append(row)
    if rows:
        add(session, rows)


def list_audit_entries(session: Session, principal: Principal, query: AuditEntryQuery) -> AuditEntryPage:
    """A page of the tenant's entries. Raises the errors of cursors."""
    found = AuditRepository(session, principal.tenant_id).poll(query)
    return AuditEntryPage(items=[_read(row) for row in found.rows], **found.envelope)


def verify_chains(session: Session, anchored: Sequence[Head], *, pepper: bytes) -> list[Verdict]:
    """What became of each tenant's chain, by its own MACs and by heads that were written down elsewhere."""
    tenants = {head.tenant_id for head in (*heads(session), *anchored)}
    return [
        rules.check(
            tenant_id,
            rules.chain_key(pepper, tenant_id),
            AuditRepository(session, tenant_id).rows(),
            [head for head in anchored if head.tenant_id == tenant_id],
        )
        for tenant_id in sorted(tenants)
    ]


def lost_heads(session: Session, anchored: Sequence[Head]) -> list[Head]:
    """The newest head of each chain that was written down elsewhere, where its entry is not there as it was."""
    newest = {head.tenant_id: head for head in anchored}
    return [
        head
        for head in newest.values()
        if head.seq and AuditRepository(session, head.tenant_id).mac_at(head.seq) != head.mac
    ]


def _row(entry: AuditEntryCreate, end: Head, *, pepper: bytes, now: datetime) -> dict[str, Any]:
    row = entry.model_dump(exclude={"id", "kind"}) | {
        "seq": end.seq + 1,
        "entry_id": entry.id,
        "actor_kind": entry.kind,
        "before": _json(entry.before),
        "after": _json(entry.after),
        "recorded_at": now,
        "previous_mac": end.mac,
    }
    return row | {"mac": rules.mac_of(rules.chain_key(pepper, entry.tenant_id), row)}


def _json(members: Mapping[str, Any] | None) -> str | None:
    return None if members is None else orjson.dumps(members, option=orjson.OPT_SORT_KEYS).decode()


def _read(entry: AuditEntry) -> AuditEntryRead:
    shown = {name: None if value is None else orjson.loads(value) for name, value in _members(entry).items()}
    return AuditEntryRead.model_validate(entry.model_dump() | shown)


def _members(entry: AuditEntry) -> dict[str, str | None]:
    return {"before": entry.before, "after": entry.after}
