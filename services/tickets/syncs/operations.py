"""What one can do with syncs: start one, follow it, and (the worker) carry it through."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from services.tickets.account_metrics.operations import store_metrics
from services.tickets.account_metrics.rules import Reported
from services.tickets.models import Sync
from services.tickets.syncs.repository import SyncRepository
from services.tickets.syncs.rules import ABANDONED_AFTER, Begun
from services.tickets.syncs.schemas import TicketsSyncCreate, TicketsSyncRead
from shared.auth import Principal
from shared.db import Session
from shared.jobs.each import each_alone
from shared.jobs.outcomes import ROWS_REJECTED
from shared.outbox import request_job
from shared.syncs import operations as syncs

QUEUE = "tickets-syncs"
"""Reports wait for a while, so syncs have a queue of their own, which is shared out to the accounts."""

RUN = "tickets.run_sync"
UNJUDGED = "marketplace-unjudged"


def create_tickets_sync(
    session: Session, principal: Principal, data: TicketsSyncCreate, *, now: datetime
) -> TicketsSyncRead:
    """Start a reading, or give the one that is under way."""
    return start_sync(session, principal.tenant_id, data.seller_id, now=now)


def start_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> TicketsSyncRead:
    """The same as `create_tickets_sync`, for a tenant without a caller."""
    repository = SyncRepository(session, tenant_id)
    sync = syncs.start_once(
        repository,
        find=lambda: repository.under_way(seller_id),
        is_same=lambda before: now - before.updated_at < ABANDONED_AFTER,
        new=lambda _before: syncs.new_sync(Sync, tenant_id, seller_id, now=now),
        request=partial(_request_run, session, now=now),
        now=now,
    )
    return shown(repository, [sync])[0]


def _request_run(session: Session, sync: Sync, *, now: datetime) -> None:
    request_job(
        session,
        workflow=RUN,
        workflow_id=f"tickets-sync:{sync.tenant_id}:{sync.sync_id}",
        queue=QUEUE,
        tenant_id=sync.tenant_id,
        account=f"{sync.tenant_id}:{sync.seller_id}",
        arguments={"tenant_id": sync.tenant_id, "sync_id": sync.sync_id},
        now=now,
    )


def begin_sync(session: Session, begun: Begun) -> None:
    """Show a sync as under way. Raises NotFoundError."""
    _set(session, begun.tenant_id, begun.sync_id, status="running", now=begun.at)


def note_wait(session: Session, begun: Begun, code: str, detail: str, *, now: datetime) -> None:
    """Show what a sync waits for. Raises NotFoundError."""
    _set(session, begun.tenant_id, begun.sync_id, **syncs.failure(code, detail), now=now)


def finish_sync(
    session: Session, begun: Begun, found: Mapping[str, Reported], rejected: int, *, now: datetime
) -> None:
    """Store and judge what was read of each marketplace, and show the sync as completed, or failed if none was.

    Marketplaces of which the report says nothing, and those that cannot be judged, stay as they were; the latter
    make the sync failed.
    """
    changed: list[int] = []

    def store(marketplace_id: str) -> None:
        place, told = (begun.tenant_id, begun.seller_id, marketplace_id), found[marketplace_id]
        changed.append(store_metrics(session, *place, told.metrics, told.unread, now=now))

    known = sorted(found.keys() & set(begun.marketplace_ids))
    unjudged = each_alone("tickets.metrics", known, store, session=session).passed_over
    stored = sum(len(told.metrics) for told in found.values())
    why = syncs.failure(ROWS_REJECTED, f"all {rejected} rows were rejected") if rejected and not stored else {}
    if unjudged:
        why = syncs.failure(UNJUDGED, f"these marketplaces stay as they were: {', '.join(unjudged)}")
    _set(
        session,
        begun.tenant_id,
        begun.sync_id,
        status="failed" if why else "completed",
        **(why or syncs.NO_FAILURE),
        rows_received=stored + rejected,
        rows_changed=sum(changed),
        rows_rejected=rejected,
        now=now,
    )


def fail_sync(session: Session, tenant_id: str, sync_id: str, *, code: str, detail: str, now: datetime) -> None:
    """Show a sync as failed, with the reason. Raises NotFoundError."""
    _set(session, tenant_id, sync_id, status="failed", **syncs.failure(code, detail), now=now)


def require_sync(session: Session, tenant_id: str, sync_id: str) -> Sync:
    """The sync. Raises NotFoundError."""
    return syncs.require_sync(SyncRepository(session, tenant_id), sync_id)


def _set(session: Session, tenant_id: str, sync_id: str, *, now: datetime, **values: Any) -> None:
    repository = SyncRepository(session, tenant_id)
    syncs.change(repository, syncs.require_sync(repository, sync_id, lock=True), **values, now=now)


def shown(_repository: SyncRepository, found: Sequence[Sync]) -> list[TicketsSyncRead]:
    """Syncs on the wire, in the same order."""
    return [TicketsSyncRead(**sync.model_dump(exclude={"tenant_id"})) for sync in found]
