"""What one can do with syncs: start one, and (the worker) carry it through."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from services.tickets.account_metrics.operations import store_metrics
from services.tickets.account_metrics.rules import Reported
from services.tickets.models import Sync
from services.tickets.syncs.repository import SyncRepository
from services.tickets.syncs.schemas import TicketsSyncCreate
from shared.auth import Principal
from shared.db import Session
from shared.jobs.each import each_alone
from shared.jobs.outcomes import ROWS_OUT_OF_LINE, ROWS_REJECTED, Counted, Outcome
from shared.syncs import operations as syncs
from shared.syncs.repository import Job

QUEUE = "tickets-syncs"
"""Reports wait for a while, so syncs have a queue of their own, which is shared out to the accounts."""

RUN = Job("tickets.run_sync", QUEUE, of_account=True)
UNJUDGED = "marketplace-unjudged"
HEALTH = "account_health"
"""What the report is called where its number of metrics is kept, and where it is told that it is not believed."""

_LEAST_METRICS = 4
"""Amazon tells the same dozen or two of a marketplace each time; what half of them says is not the whole."""


def create_tickets_sync(session: Session, principal: Principal, data: TicketsSyncCreate, *, now: datetime) -> Sync:
    """Start a reading, or give the one that is under way."""
    return start_sync(session, principal.tenant_id, data.seller_id, by=principal, now=now)


def start_sync(
    session: Session, tenant_id: str, seller_id: str, *, by: Principal | None = None, now: datetime
) -> Sync:
    """The same as `create_tickets_sync`, for a tenant without a caller."""
    return syncs.start_once(SyncRepository(session, tenant_id), seller_id, RUN, by=by, now=now)


def change_sync(session: Session, tenant_id: str, sync_id: str, *, now: datetime, **values: Any) -> None:
    """Show how a sync is doing. Raises NotFoundError."""
    repository = SyncRepository(session, tenant_id)
    syncs.change(repository, syncs.require_sync(repository, sync_id, lock=True), **values, now=now)


def finish_sync(
    session: Session,
    tenant_id: str,
    sync_id: str,
    marketplace_ids: Iterable[str],
    found: Mapping[str, Reported],
    rejected: int,
    *,
    now: datetime,
) -> None:
    """Store and judge what was read of each marketplace, and show the sync as completed, or failed if none was.

    Marketplaces of which the report says nothing, those that cannot be judged, and those of which it tells so few
    metrics that it is not believed stay as they were; the last two make the sync failed.
    """
    repository, changed, doubts = SyncRepository(session, tenant_id), list[int](), dict[str, Outcome]()
    sync = syncs.require_sync(repository, sync_id, lock=True)

    def store(marketplace_id: str) -> None:
        place, told = (sync.seller_id, marketplace_id), found[marketplace_id]
        rows = len(told.metrics) + len(told.unread)
        doubted = repository.counts.suspicion(*place, HEALTH, sync_id, rows, least=_LEAST_METRICS, now=now)
        if doubted is None:
            changed.append(store_metrics(session, tenant_id, *place, told.metrics, told.unread, now=now))
        else:
            doubts[marketplace_id] = doubted
            syncs.tell_suspect(repository, sync, HEALTH, marketplace_id, doubted, now=now)

    known = sorted(found.keys() & set(marketplace_ids))
    unjudged = each_alone("tickets.metrics", known, store, session=session).passed_over
    stored = sum(len(told.metrics) for told in found.values())
    counted, outcome = Counted(stored + rejected, sum(changed), {"unread": rejected}), Outcome("completed")
    if rejected and not stored:
        outcome = Outcome("failed", code=ROWS_REJECTED, detail=f"all {rejected} rows were rejected")
    if doubts:
        why_not = "; ".join(f"{place}: {doubt.detail}" for place, doubt in sorted(doubts.items()))
        outcome = Outcome("failed", code=ROWS_OUT_OF_LINE, detail=f"these stay as they were: {why_not}")
    if unjudged:
        stay = f"these marketplaces stay as they were: {', '.join(unjudged)}"
        outcome = Outcome("failed", code=UNJUDGED, detail=stay)
    why = syncs.reason_of(outcome) or syncs.NO_FAILURE
    counts = syncs.counts_of(counted)
    syncs.change(repository, sync, status=outcome.ending, **why, **counts, now=now)
