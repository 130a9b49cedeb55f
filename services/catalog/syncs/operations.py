"""What one can do with syncs: start one, follow it, and (the worker) carry it through."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from functools import partial

from services.catalog.compliance.operations import flag_listings
from services.catalog.listings.operations import QUEUE
from services.catalog.listings.repository import ListingRepository
from services.catalog.listings.rules import AMAZON, MarketplaceRef, ReportedRow, values_of
from services.catalog.models import ReportCount, ReportHeader, Sync
from services.catalog.syncs.repository import SyncRepository
from services.catalog.syncs.rules import ABANDONED_AFTER, LISTINGS, Begun, PartJob, Survey, since_of
from services.catalog.syncs.schemas import CatalogSyncCreate, CatalogSyncPart, CatalogSyncRead
from shared.auth import Principal
from shared.db import Session
from shared.jobs.outcomes import ROWS_OUT_OF_LINE, Counted, Outcome
from shared.outbox import request_job
from shared.syncs import operations as syncs
from shared.syncs.counts import ReportCounts
from shared.syncs.events import tell_suspect
from shared.syncs.headers import ReportHeaders

LISTINGS_QUEUE = "catalog-listings"
"""Reports wait for a while, so they have a queue of their own, which is shared out to the accounts."""

START, FETCH = "catalog.start_sync", "catalog.fetch_listings"


def create_catalog_sync(
    session: Session, principal: Principal, data: CatalogSyncCreate, *, now: datetime
) -> CatalogSyncRead:
    """Start a fetch, or give the one that is under way."""
    return start_sync(session, principal.tenant_id, data.seller_id, now=now)


def start_sync(session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> CatalogSyncRead:
    """The same as `create_catalog_sync`, for a tenant without a caller."""
    repository = SyncRepository(session, tenant_id)
    sync = syncs.start_once(
        repository,
        find=lambda: repository.under_way(seller_id),
        is_same=lambda before: now - before.updated_at < ABANDONED_AFTER,
        new=lambda _before: syncs.new_sync(Sync, tenant_id, seller_id, now=now),
        request=partial(_request_start, session, now=now),
        now=now,
    )
    return shown(repository, [sync])[0]


def _request_start(session: Session, sync: Sync, *, now: datetime) -> None:
    request_job(
        session,
        workflow=START,
        workflow_id=f"catalog-sync:{sync.tenant_id}:{sync.sync_id}",
        queue=QUEUE,
        tenant_id=sync.tenant_id,
        arguments={"tenant_id": sync.tenant_id, "sync_id": sync.sync_id},
        now=now,
    )


def plan_parts(
    session: Session, tenant_id: str, sync_id: str, marketplace_ids: Sequence[str], *, now: datetime
) -> None:
    """Write down the parts of a sync and request their jobs, together."""
    repository = SyncRepository(session, tenant_id)
    sync = require_sync(session, tenant_id, sync_id)
    counts = {"rows_received": 0, "rows_changed": 0, "rows_rejected": 0}
    same = {"sync_id": sync_id, "part": LISTINGS, "status": "waiting", **counts}
    repository.store_parts([{**same, "marketplace_id": each} for each in marketplace_ids])
    for marketplace_id in marketplace_ids:
        request_job(
            session,
            workflow=FETCH,
            workflow_id=f"catalog-listings:{tenant_id}:{sync_id}:{marketplace_id}",
            queue=LISTINGS_QUEUE,
            tenant_id=tenant_id,
            account=f"{tenant_id}:{sync.seller_id}",
            arguments={"tenant_id": tenant_id, "sync_id": sync_id, "marketplace_id": marketplace_id},
            now=now,
        )
    syncs.change(repository, sync, status="running" if marketplace_ids else "completed", now=now)


def start_part(session: Session, job: PartJob, *, now: datetime) -> Begun:
    """Show a part as under way. Raises NotFoundError."""
    sync = require_sync(session, job.tenant_id, job.sync_id)
    SyncRepository(session, job.tenant_id).set_part(sync, LISTINGS, job.marketplace_id, status="running")
    return Begun(sync.seller_id, now)


def note_header(
    session: Session, tenant_id: str, place: MarketplaceRef, report: str, header: Iterable[str], *, now: datetime
) -> None:
    """Keep the header of a report's file, and tell what is new and what is gone in it."""
    headers = ReportHeaders(session, tenant_id, ReportHeader)
    headers.note(place.seller_id, place.marketplace_id, report, header, now=now)


def suspicion_of(session: Session, job: PartJob, begun: Begun, rows: int, *, now: datetime) -> Outcome | None:
    """The outcome of a report whose number of rows is not believed; the number is kept."""
    counts = ReportCounts(session, job.tenant_id, ReportCount)
    doubt = counts.doubt(begun.seller_id, job.marketplace_id, LISTINGS, job.sync_id, rows, now=now)
    return None if doubt is None else Outcome("suspect", Counted(rows), ROWS_OUT_OF_LINE, doubt)


def survey_shelf(
    session: Session,
    tenant_id: str,
    place: MarketplaceRef,
    digests: dict[str, str],
    rejected: int,
    present: datetime,
    *,
    now: datetime,
) -> Survey:
    """Compare a report, as SKUs with the digests of their rows, with the shelf as it stands."""
    repository = ListingRepository(session, tenant_id)
    (shelf,) = repository.lock([place])
    known = {row.sku: row.report_digest for row in repository.every(place, AMAZON, "report_digest")}
    since = since_of(shelf.read_at, shelf.read_whole_at, now=now)
    wanted = [sku for sku, digest in digests.items() if since is None or known.get(sku) != digest]
    return Survey(digests, wanted, sorted(known.keys() - digests.keys()), rejected, since, present)


def store_listings(
    session: Session, tenant_id: str, place: MarketplaceRef, rows: Iterable[ReportedRow], *, now: datetime
) -> int:
    """Store what Amazon told of listings; how many were new or changed."""
    repository = ListingRepository(session, tenant_id)
    repository.lock([place])
    return repository.put(place, AMAZON, [values_of(row) for row in rows], now=now)


def finish_part(
    session: Session,
    job: PartJob,
    begun: Begun,
    survey: Survey,
    counted: Counted,
    absent: Sequence[str],
    *,
    now: datetime,
) -> None:
    """Take listings off that have been absent for a day, judge the account, and show the part as completed."""
    place = MarketplaceRef(begun.seller_id, job.marketplace_id)
    repository = ListingRepository(session, job.tenant_id)
    shelf = next(
        each
        for each in repository.lock([place, *repository.places(begun.seller_id)])
        if each.marketplace_id == job.marketplace_id
    )
    gone = repository.note_absent(place, AMAZON, set(absent), survey.present)
    unlisted = repository.set_unlisted(place, AMAZON, gone, now=now)
    shelf.read_at = begun.at
    if survey.since is None:
        shelf.read_whole_at = begun.at
    repository.save(shelf)
    flag_listings(
        session, job.tenant_id, begun.seller_id, now=now, unnamed={(job.marketplace_id, sku) for sku in gone}
    )
    end_part(session, job, Outcome("completed", replace(counted, changed=counted.changed + unlisted)), now=now)


def note_wait(session: Session, job: PartJob, code: str, detail: str) -> None:
    """Show what a part waits for."""
    sync = require_sync(session, job.tenant_id, job.sync_id)
    why = syncs.failure(code, detail)
    SyncRepository(session, job.tenant_id).set_part(sync, LISTINGS, job.marketplace_id, **why)


def end_part(session: Session, job: PartJob, outcome: Outcome, *, now: datetime) -> None:
    """Show how a part ended, with the reason if it is not to be relied on; with the last one its sync ends."""
    repository = SyncRepository(session, job.tenant_id)
    sync = require_sync(session, job.tenant_id, job.sync_id)
    repository.set_part(sync, LISTINGS, job.marketplace_id, **syncs.part_values(outcome))
    if outcome.ending == "suspect":
        tell_suspect(session, sync, LISTINGS, job.marketplace_id, outcome, now=now)
    status = syncs.end_of(sync, repository.count_by_status(sync))
    syncs.change(repository, sync, status=status, **syncs.reason_of(outcome), now=now)


def fail_sync(session: Session, tenant_id: str, sync_id: str, *, code: str, detail: str, now: datetime) -> None:
    """Show a sync as failed before it had parts."""
    sync = require_sync(session, tenant_id, sync_id)
    why = syncs.failure(code, detail)
    syncs.change(SyncRepository(session, tenant_id), sync, status="failed", **why, now=now)


def require_sync(session: Session, tenant_id: str, sync_id: str) -> Sync:
    """The sync, locked for change. Raises NotFoundError."""
    return syncs.require_sync(SyncRepository(session, tenant_id), sync_id, lock=True)


def shown(repository: SyncRepository, found: Sequence[Sync]) -> list[CatalogSyncRead]:
    """Syncs with their parts, in the same order."""
    parts: dict[str, list[CatalogSyncPart]] = {sync.sync_id: [] for sync in found}
    for row in repository.parts(found):
        parts[row.sync_id].append(CatalogSyncPart.model_validate(row, from_attributes=True))
    return [CatalogSyncRead(**sync.model_dump(exclude={"tenant_id"}), parts=parts[sync.sync_id]) for sync in found]
