"""What one can do with syncs: start one, follow it, and (the worker) carry it through."""

from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from functools import partial

from services.inventory.models import ReportCount, ReportHeader, Sync
from services.inventory.syncs import rules
from services.inventory.syncs.repository import SyncRepository
from services.inventory.syncs.rules import Part, Whose
from services.inventory.syncs.schemas import InventorySyncCreate, InventorySyncPart, InventorySyncRead
from shared.auth import Principal
from shared.db import Session
from shared.jobs.outcomes import ROWS_OUT_OF_LINE, Counted, Outcome
from shared.outbox import request_job
from shared.syncs import operations as syncs
from shared.syncs.columns import UNDER_WAY
from shared.syncs.counts import ReportCounts
from shared.syncs.events import tell_suspect
from shared.syncs.headers import ReportHeaders

QUEUE = "inventory-syncs"
"""Reports wait for hours, so syncs have a queue of their own, which is shared out to the accounts."""

RUN = "inventory.run_sync"


def create_inventory_sync(
    session: Session, principal: Principal, data: InventorySyncCreate, *, now: datetime
) -> InventorySyncRead:
    """Start a reading, or give the one that is under way."""
    return start_sync(session, principal.tenant_id, data.seller_id, now=now)


def start_daily_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> None:
    """Start today's sync once, and again some hours after one that brought what is not believed.

    Another failed one is left for people to see, and to start again.
    """
    repository = SyncRepository(session, tenant_id)
    newest = repository.newest(seller_id, now.astimezone(UTC).date())
    if newest is None or (
        now - newest.updated_at >= rules.ASKED_AGAIN_AFTER
        and newest.status == "failed"
        and set(repository.count_by_status(newest)) == {"completed", "suspect"}
    ):
        start_sync(session, tenant_id, seller_id, now=now)


def start_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> InventorySyncRead:
    """The same as `create_inventory_sync`, for a tenant without a caller."""
    repository = SyncRepository(session, tenant_id)
    started_on = now.astimezone(UTC).date()

    def new(before: Sync | None) -> Sync:
        attempt = before.attempt + 1 if before else 1
        return syncs.new_sync(Sync, tenant_id, seller_id, now=now, started_on=started_on, attempt=attempt)

    sync = syncs.start_once(
        repository,
        find=lambda: repository.newest(seller_id, started_on),
        is_same=lambda before: before.status in UNDER_WAY,
        new=new,
        request=partial(_request_run, session, now=now),
        now=now,
    )
    return shown(repository, [sync])[0]


def _request_run(session: Session, sync: Sync, *, now: datetime) -> None:
    request_job(
        session,
        workflow=RUN,
        workflow_id=f"inventory-sync:{sync.tenant_id}:{sync.seller_id}:{sync.started_on}:{sync.attempt}",
        queue=QUEUE,
        account=f"{sync.tenant_id}:{sync.seller_id}",
        tenant_id=sync.tenant_id,
        arguments={"tenant_id": sync.tenant_id, "sync_id": sync.sync_id},
        now=now,
    )


def plan_parts(session: Session, sync: Sync, parts: Iterable[Part], *, now: datetime) -> None:
    """Write down the parts of a sync, and show it as under way."""
    repository = SyncRepository(session, sync.tenant_id)
    for part in parts:
        repository.add_part(sync, part.name, part.marketplace_id)
    syncs.change(repository, sync, status="running", now=now)


def note_header(
    session: Session,
    tenant_id: str,
    seller_id: str,
    marketplace_id: str,
    report: str,
    header: Iterable[str],
    *,
    now: datetime,
) -> None:
    """Keep the header of a report's file, and tell what is new and what is gone in it."""
    ReportHeaders(session, tenant_id, ReportHeader).note(seller_id, marketplace_id, report, header, now=now)


def note_wait(session: Session, sync: Sync, part: Part, code: str, detail: str) -> None:
    """Show what a part waits for."""
    repository = SyncRepository(session, sync.tenant_id)
    repository.set_part(sync, part.name, part.marketplace_id, **syncs.failure(code, detail))


def end_part(session: Session, sync: Sync, part: Part, outcome: Outcome, *, now: datetime) -> None:
    """Show how a part ended, with the reason if it is not to be relied on."""
    repository = SyncRepository(session, sync.tenant_id)
    repository.set_part(sync, part.name, part.marketplace_id, **syncs.part_values(outcome))
    if outcome.ending == "suspect":
        tell_suspect(session, sync, part.name, part.marketplace_id, outcome, now=now)
    syncs.change(repository, sync, **syncs.reason_of(outcome), now=now)


def suspicion_of(session: Session, whose: Whose, part: Part, rows: int, *, now: datetime) -> Outcome | None:
    """The outcome of a report whose number of rows is not believed; the number is kept."""
    counts = ReportCounts(session, whose.tenant_id, ReportCount)
    doubt = counts.doubt(whose.seller_id, part.marketplace_id, part.name, whose.sync_id, rows, now=now)
    return None if doubt is None else Outcome("suspect", Counted(rows), ROWS_OUT_OF_LINE, doubt)


def settle_sync(session: Session, sync: Sync, *, now: datetime) -> None:
    """Show a sync as completed, or as failed if a part of it cannot be relied on."""
    repository = SyncRepository(session, sync.tenant_id)
    status = "completed" if set(repository.count_by_status(sync)) <= {"completed"} else "failed"
    syncs.change(repository, sync, status=status, now=now)


def fail_sync(session: Session, sync: Sync, *, code: str, detail: str, now: datetime) -> None:
    """Show a sync as failed as a whole."""
    repository = SyncRepository(session, sync.tenant_id)
    syncs.change(repository, sync, status="failed", **syncs.failure(code, detail), now=now)


def require_sync(session: Session, tenant_id: str, sync_id: str) -> Sync:
    """The sync, locked for change. Raises NotFoundError."""
    return syncs.require_sync(SyncRepository(session, tenant_id), sync_id, lock=True)


def shown(repository: SyncRepository, found: Sequence[Sync]) -> list[InventorySyncRead]:
    """Syncs with their parts, in the same order."""
    parts: dict[str, list[InventorySyncPart]] = {sync.sync_id: [] for sync in found}
    for row in repository.parts(found):
        part = dict(row._mapping) | {"marketplace_id": row.marketplace_id or None}
        parts[part.pop("sync_id")].append(InventorySyncPart(**part))
    hidden = {"tenant_id", "started_on"}
    return [InventorySyncRead(**sync.model_dump(exclude=hidden), parts=parts[sync.sync_id]) for sync in found]
