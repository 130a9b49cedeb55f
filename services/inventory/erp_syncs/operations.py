"""What one can do with readings of an ERP: start one, and (the worker) carry it through."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import orjson

from services.inventory import events
from services.inventory.erp_connections import operations as connections
from services.inventory.erp_connections.repository import all_due
from services.inventory.erp_dead_letters import operations as letters
from services.inventory.erp_records import operations as records
from services.inventory.erp_records.repository import ErpRecordRepository
from services.inventory.erp_records.rules import PARTS, Change, Part, Record
from services.inventory.erp_syncs import rules
from services.inventory.erp_syncs.repository import ErpSyncRepository
from services.inventory.erp_syncs.rules import Applied, Plan
from services.inventory.erp_syncs.schemas import (
    ErpChangePage,
    ErpChangeQuery,
    ErpChangeRead,
    ErpSyncCreate,
    ErpSyncPage,
    ErpSyncQuery,
    ErpSyncRead,
)
from services.inventory.models import ErpConnection, ErpSync
from shared import audit
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.jobs.outcomes import Outcome
from shared.pages import cut
from shared.problems import NotFoundError, Problem
from shared.syncs.operations import failure
from shared.texts import Text


class ErpSyncUnderWayError(Problem):
    """Another reading of this ERP is under way, of another kind than the one that is asked for."""

    code, status = "erp-sync-under-way", 409
    title = Text(en="Another reading of this ERP is under way", zh="该 ERP 正在进行另一次读取")


def create_erp_sync(session: Session, principal: Principal, data: ErpSyncCreate, *, now: datetime) -> ErpSyncRead:
    """Start a reading, or give the one of this kind that is under way. Raises NotFoundError, ErpSyncUnderWayError."""
    connection = connections.require_connection(session, principal.tenant_id, data.connection_id, lock=True)
    sync = start_sync(session, connection, is_whole=data.whole, is_dry_run=data.dry_run, by=principal, now=now)
    return _shown(session, [sync])[0]


def replay_erp_dead_letter(
    session: Session, principal: Principal, dead_letter_id: str, *, now: datetime
) -> ErpSyncRead:
    """Ask the ERP for a record again: of stock for that SKU alone, else for its part.

    Raises NotFoundError and ErpSyncUnderWayError.
    """
    letter = letters.require_letter(session, principal.tenant_id, dead_letter_id, lock=True)
    connection = connections.require_connection(session, principal.tenant_id, letter.connection_id, lock=True)
    wanted = {"part": letter.part, "skus": [letter.erp_sku] if letter.part == "stock" else []}
    sync = start_sync(session, connection, is_whole=True, wanted=wanted, by=principal, now=now)
    return _shown(session, [sync])[0]


def start_due(session: Session, *, now: datetime) -> int:
    """Start the readings of all tenants that are due; how many."""
    due = all_due(session, now=now)
    for found in due:
        connection = connections.require_connection(session, found.tenant_id, found.connection_id, lock=True)
        connection.next_run_at = now + timedelta(minutes=connection.every_minutes)
        if ErpSyncRepository(session, found.tenant_id).under_way(found.connection_id) is None:
            start_sync(session, connection, is_whole=False, now=now)
    return len(due)


def start_sync(
    session: Session,
    connection: ErpConnection,
    *,
    is_whole: bool,
    is_dry_run: bool = False,
    wanted: dict[str, Any] | None = None,
    by: Principal | None = None,
    now: datetime,
) -> ErpSync:
    """A reading of a connection that is locked, or that of this kind which is under way."""
    repository = ErpSyncRepository(session, connection.tenant_id)
    text = None if wanted is None else orjson.dumps(wanted).decode()
    before = repository.under_way(connection.connection_id)
    if before is not None and now - before.updated_at < rules.ABANDONED_AFTER:
        if (before.is_dry_run, before.wanted) != (is_dry_run, text):
            raise ErpSyncUnderWayError
        return before
    if before is not None:
        _end(session, before, "failed", failure("sync-abandoned", "its job is lost"), now=now)
    is_whole = is_whole or rules.is_due_whole(connection.whole_read_at, now=now)
    sync = ErpSync(
        sync_id=uuid7(),
        tenant_id=connection.tenant_id,
        connection_id=connection.connection_id,
        status="waiting",
        is_whole=is_whole,
        is_dry_run=is_dry_run,
        wanted=text,
        requested_by=None if by is None else by.actor_id,
        created_at=now,
        updated_at=now,
    )
    repository.add_missing(sync)
    repository.request(sync, now=now)
    if by is not None:
        after = {"connection_id": connection.connection_id, "is_dry_run": is_dry_run}
        started = audit.Change("erp_sync", "started", sync.sync_id, after=after)
        audit.note(session, by, connection.tenant_id, started, now=now)
    return sync


def list_erp_syncs(session: Session, principal: Principal, query: ErpSyncQuery) -> ErpSyncPage:
    """A page of the tenant's readings. Raises the errors of cursors."""
    found = ErpSyncRepository(session, principal.tenant_id).poll(query)
    return ErpSyncPage(items=_shown(session, found.rows), **found.envelope)


def get_erp_sync(session: Session, principal: Principal, sync_id: str) -> ErpSyncRead:
    """One reading. Raises NotFoundError."""
    return _shown(session, [_require(session, principal.tenant_id, sync_id)])[0]


def list_erp_changes(session: Session, principal: Principal, sync_id: str, query: ErpChangeQuery) -> ErpChangePage:
    """A page of what a dry run would have changed. Raises NotFoundError and the errors of cursors."""
    sync = _require(session, principal.tenant_id, sync_id)
    found = ErpSyncRepository(session, principal.tenant_id).changes(sync, query)
    rows, cursor, has_more = cut(principal.tenant_id, query, found, lambda row: (row.kind, row.erp_sku, row.place))
    items = [
        ErpChangeRead(
            kind=row.kind,
            erp_sku=row.erp_sku,
            place=row.place,
            before=None if row.before is None else orjson.loads(row.before),
            after=orjson.loads(row.after),
        )
        for row in rows
    ]
    return ErpChangePage(items=items, next_cursor=cursor, has_more=has_more)


def begin_sync(session: Session, tenant_id: str, sync_id: str, *, now: datetime) -> Plan:
    """Show a reading as under way, and say what it is to read. Raises NotFoundError.

    A step that runs twice finds it begun, and plans the same.
    """
    sync = _require(session, tenant_id, sync_id, lock=True)
    connection = connections.require_connection(session, tenant_id, sync.connection_id)
    wanted = None if sync.wanted is None else orjson.loads(sync.wanted)
    parts = rules.parts_of(None if wanted is None else wanted["part"])
    if sync.status == "waiting":
        ErpSyncRepository(session, tenant_id).add_parts(sync, parts)
        sync.status, sync.updated_at = "running", now
        ErpSyncRepository(session, tenant_id).save(sync)
    return Plan(
        tenant_id=tenant_id,
        sync_id=sync_id,
        connection_id=sync.connection_id,
        is_whole=sync.is_whole,
        is_dry_run=sync.is_dry_run,
        parts=parts,
        since=None if sync.is_whole else connection.read_until,
        began=sync.updated_at,
        skus=() if wanted is None else tuple(wanted["skus"]),
    )


def keep_page(session: Session, plan: Plan, part: Part, told: Sequence[Record], *, observed_at: datetime) -> None:
    """Keep the records of a page until they are applied. Raises NotFoundError."""
    repository, sync = ErpSyncRepository(session, plan.tenant_id), _require(session, plan.tenant_id, plan.sync_id)
    repository.add_records(sync, part, told, observed_at=observed_at)
    repository.count_page(sync, part)


def skus_of(session: Session, plan: Plan) -> list[str]:
    """The SKUs whose stock is asked for by name: those that are known, and those that this reading has told of."""
    sync = _require(session, plan.tenant_id, plan.sync_id)
    read = ErpSyncRepository(session, plan.tenant_id).read_skus(sync, "products")
    return sorted(read.union(ErpRecordRepository(session, plan.tenant_id).skus(plan.connection_id)))


def apply_records(session: Session, plan: Plan, part: Part, after: str, *, now: datetime) -> Applied:
    """Apply the next records behind a key: store what they change or, in a dry run, write that down."""
    sync = _require(session, plan.tenant_id, plan.sync_id)
    connection = connections.require_connection(session, plan.tenant_id, plan.connection_id)
    repository = ErpSyncRepository(session, plan.tenant_id)
    found = repository.records(sync, part, after, rules.LIST_CHUNK)
    if not found:
        return Applied(None, 0, 0, 0)
    well = {record.erp_sku: record for record, _ in found if record.reason is None}
    bad = [record for record, _ in found if record.reason is not None]
    changes = records.store_records(
        session,
        connection,
        part,
        well,
        observed_at=min(observed_at for _, observed_at in found),
        now=now,
        dry=plan.is_dry_run,
    )
    if plan.is_dry_run:
        refused = (Change("dead_letter", each.erp_sku, part, None, {"reason": each.reason}) for each in bad)
        repository.add_changes(sync, [*changes, *refused])
    else:
        letters.keep(session, connection, part, bad, well, now=now)
    changed = len({change.erp_sku for change in changes})
    return Applied(found[-1][0].erp_sku, len(found), changed, len(bad))


def begin_part(session: Session, plan: Plan, part: Part) -> None:
    """Show a part as under way."""
    sync = _require(session, plan.tenant_id, plan.sync_id)
    ErpSyncRepository(session, plan.tenant_id).set_part(sync, part, status="running")


def end_part(session: Session, plan: Plan, part: Part, outcome: Outcome) -> None:
    """Show how a part ended."""
    sync = _require(session, plan.tenant_id, plan.sync_id)
    status = "completed" if outcome.is_whole else outcome.ending
    why = {} if outcome.is_whole else failure(outcome.code, outcome.detail)
    counted = {
        "rows_received": outcome.counted.received,
        "rows_changed": outcome.counted.changed,
        "rows_rejected": outcome.counted.rejected,
    }
    ErpSyncRepository(session, plan.tenant_id).set_part(sync, part, status=status, **why, **counted)


def settle(session: Session, plan: Plan, failed: tuple[str, str] | None, *, now: datetime) -> None:
    """End a reading, well or with the code and the words of what has failed, and note it on its connection."""
    connection = connections.require_connection(session, plan.tenant_id, plan.connection_id, lock=True)
    sync = _require(session, plan.tenant_id, plan.sync_id, lock=True)
    is_usual = not plan.is_dry_run and len(plan.parts) == len(PARTS)
    if failed is None:
        if is_usual:
            connection.read_until = plan.began
            connection.whole_read_at = plan.began if plan.is_whole else connection.whole_read_at
            connections.note_success(session, connection, now=now)
        _end(session, sync, "completed", {}, now=now)
        return
    if is_usual:
        connections.note_failure(session, connection, *failed, now=now)
    _end(session, sync, "failed", failure(*failed), now=now)


def fail_sync(session: Session, tenant_id: str, sync_id: str, code: str, detail: str, *, now: datetime) -> None:
    """Show a reading as failed as a whole. Raises NotFoundError."""
    sync = _require(session, tenant_id, sync_id)
    connection = connections.require_connection(session, tenant_id, sync.connection_id, lock=True)
    sync = _require(session, tenant_id, sync_id, lock=True)
    if not sync.is_dry_run and sync.wanted is None:
        connections.note_failure(session, connection, code, detail, now=now)
    _end(session, sync, "failed", failure(code, detail), now=now)


def _end(session: Session, sync: ErpSync, status: str, why: dict[str, str], *, now: datetime) -> None:
    repository = ErpSyncRepository(session, sync.tenant_id)
    repository.forget_records(sync)
    sync.status, sync.updated_at = status, now
    for name, value in why.items():
        setattr(sync, name, value)
    repository.save(sync)
    events.tell_erp_sync(session, sync, now=now)


def _require(session: Session, tenant_id: str, sync_id: str, *, lock: bool = False) -> ErpSync:
    sync = ErpSyncRepository(session, tenant_id).get(sync_id, lock=lock)
    if sync is None:
        raise NotFoundError
    return sync


def _shown(session: Session, found: Sequence[ErpSync]) -> list[ErpSyncRead]:
    """Readings on the wire, in the same order, each with its parts in the order in which they are read."""
    parts: dict[str, list[dict[str, Any]]] = {sync.sync_id: [] for sync in found}
    if found:
        for row in ErpSyncRepository(session, found[0].tenant_id).parts(found):
            parts[row.sync_id].append(dict(row._mapping))
    for rows in parts.values():
        rows.sort(key=lambda row: PARTS.index(row["part"]))
    beside = {sync.sync_id: {"erp_sync_id": sync.sync_id, "parts": parts[sync.sync_id]} for sync in found}
    return [ErpSyncRead.model_validate(sync.model_dump() | beside[sync.sync_id]) for sync in found]
