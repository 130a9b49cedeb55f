"""What one can do with syncs: start one, follow it, and (the worker) carry it through."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from services.inventory.models import Sync
from services.inventory.syncs.repository import SyncRepository
from services.inventory.syncs.rules import Counted, Part
from services.inventory.syncs.schemas import (
    InventorySyncCreate,
    InventorySyncPage,
    InventorySyncPart,
    InventorySyncQuery,
    InventorySyncRead,
)
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.outbox import request_job
from shared.problems import Problem
from shared.syncs import operations as shape
from shared.texts import Text

QUEUE = "inventory-syncs"
"""Reports wait for hours, so syncs have a queue of their own, which is shared out to the accounts."""

RUN = "inventory.run_sync"


class SellerNotFoundError(Problem):
    """The tenant has no such seller account."""

    code, status = "inventory-seller-not-found", 404
    title = Text(en="No such seller account", zh="没有此卖家账户")


def create_inventory_sync(
    session: Session, principal: Principal, data: InventorySyncCreate, *, now: datetime
) -> InventorySyncRead:
    """Start a reading, or give the one that is under way."""
    return start_sync(session, principal.tenant_id, data.seller_id, now=now)


def start_daily_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Start today's sync once; a failed one is left for people to see, and to start again."""
    if SyncRepository(session, tenant_id).newest(seller_id, now.astimezone(UTC).date()) is None:
        start_sync(session, tenant_id, seller_id, now=now)


def start_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> InventorySyncRead:
    """The same as `create_inventory_sync`, for a tenant without a caller."""
    repository = SyncRepository(session, tenant_id)
    started_on = now.astimezone(UTC).date()
    before = repository.newest(seller_id, started_on)
    if before is not None and before.status in ("waiting", "running"):
        return _read(repository, [before])[0]
    sync = Sync(
        sync_id=uuid7(),
        tenant_id=tenant_id,
        seller_id=seller_id,
        started_on=started_on,
        attempt=before.attempt + 1 if before else 1,
        status="waiting",
        created_at=now,
        updated_at=now,
    )
    if not repository.add_missing(sync):
        return start_sync(session, tenant_id, seller_id, now=now)
    request_job(
        session,
        workflow=RUN,
        workflow_id=f"inventory-sync:{tenant_id}:{seller_id}:{started_on}:{sync.attempt}",
        queue=QUEUE,
        account=f"{tenant_id}:{seller_id}",
        tenant_id=tenant_id,
        arguments={"tenant_id": tenant_id, "sync_id": sync.sync_id},
        now=now,
    )
    return _read(repository, [sync])[0]


def plan_parts(session: Session, sync: Sync, parts: Iterable[Part], *, now: datetime) -> None:
    """Write down the parts of a sync, and show it as under way."""
    repository = SyncRepository(session, sync.tenant_id)
    for part in parts:
        repository.add_part(sync, part.name, part.marketplace_id)
    shape.change(repository, sync, status="running", now=now)


def finish_part(session: Session, sync: Sync, part: Part, counted: Counted, *, now: datetime) -> None:
    """Show a part as completed."""
    repository = SyncRepository(session, sync.tenant_id)
    repository.set_part(
        sync,
        part.name,
        part.marketplace_id,
        status="completed",
        rows_received=counted.received,
        rows_changed=counted.changed,
        rows_rejected=counted.rejected,
    )
    shape.change(repository, sync, now=now)


def fail_part(session: Session, sync: Sync, part: Part, *, code: str, detail: str, now: datetime) -> None:
    """Show a part as failed, with the reason."""
    repository = SyncRepository(session, sync.tenant_id)
    why = shape.failure(code, detail)
    repository.set_part(sync, part.name, part.marketplace_id, status="failed", **why)
    shape.change(repository, sync, **why, now=now)


def settle_sync(session: Session, sync: Sync, *, now: datetime) -> None:
    """Show a sync as completed, or as failed if a part of it is."""
    repository = SyncRepository(session, sync.tenant_id)
    status = "failed" if "failed" in repository.count_by_status(sync) else "completed"
    shape.change(repository, sync, status=status, now=now)


def fail_sync(session: Session, sync: Sync, *, code: str, detail: str, now: datetime) -> None:
    """Show a sync as failed as a whole."""
    repository = SyncRepository(session, sync.tenant_id)
    shape.change(repository, sync, status="failed", **shape.failure(code, detail), now=now)


def require_sync(session: Session, tenant_id: str, sync_id: str) -> Sync:
    """The sync, locked for change. Raises NotFoundError."""
    return shape.require_sync(SyncRepository(session, tenant_id), sync_id, lock=True)


def get_inventory_sync(session: Session, principal: Principal, sync_id: str) -> InventorySyncRead:
    """One sync with its parts. Raises NotFoundError."""
    repository = SyncRepository(session, principal.tenant_id)
    return _read(repository, [shape.require_sync(repository, sync_id)])[0]


def list_inventory_syncs(session: Session, principal: Principal, query: InventorySyncQuery) -> InventorySyncPage:
    """A page of the tenant's syncs."""
    repository = SyncRepository(session, principal.tenant_id)
    shown, cursor, more = pages.by_change(
        principal.tenant_id, query, lambda after: repository.page(query, after), "sync_id"
    )
    return InventorySyncPage(items=_read(repository, shown), next_cursor=cursor, has_more=more)


def _read(repository: SyncRepository, syncs: Sequence[Sync]) -> list[InventorySyncRead]:
    parts: dict[str, list[InventorySyncPart]] = {sync.sync_id: [] for sync in syncs}
    for row in repository.parts(syncs):
        reported = dict(row._mapping) | {"marketplace_id": row.marketplace_id or None}
        parts[reported.pop("sync_id")].append(InventorySyncPart(**reported))
    same = tuple(InventorySyncRead.model_fields.keys() - {"parts"})
    return [
        InventorySyncRead(parts=parts[sync.sync_id], **{name: getattr(sync, name) for name in same}) for sync in syncs
    ]
