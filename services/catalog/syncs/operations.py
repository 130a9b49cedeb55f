"""What one can do with syncs: start one, and (the worker) carry it through."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from services.catalog.compliance.operations import flag_listings
from services.catalog.listings.operations import QUEUE, close_survey
from services.catalog.listings.rules import MarketplaceRef, Survey
from services.catalog.models import Sync
from services.catalog.syncs.repository import SyncRepository
from services.catalog.syncs.rules import Begun, PartJob
from services.catalog.syncs.schemas import CatalogSyncCreate
from shared.auth import Principal
from shared.db import Session
from shared.jobs.outcomes import Counted, Outcome
from shared.syncs import operations as syncs
from shared.syncs.repository import Job

LISTINGS_QUEUE = "catalog-listings"
"""Reports wait for a while, so they have a queue of their own, which is shared out to the accounts."""

START, FETCH = Job("catalog.start_sync", QUEUE), Job("catalog.fetch_listings", LISTINGS_QUEUE, of_account=True)


def create_catalog_sync(session: Session, principal: Principal, data: CatalogSyncCreate, *, now: datetime) -> Sync:
    """Start a fetch, or give the one that is under way."""
    return start_sync(session, principal.tenant_id, data.seller_id, by=principal, now=now)


def start_sync(
    session: Session, tenant_id: str, seller_id: str, *, by: Principal | None = None, now: datetime
) -> Sync:
    """The same as `create_catalog_sync`, for a tenant without a caller."""
    return syncs.start_once(SyncRepository(session, tenant_id), seller_id, START, by=by, now=now)


def plan_parts(
    session: Session, tenant_id: str, sync_id: str, marketplace_ids: Sequence[str], *, now: datetime
) -> None:
    """Write down the parts of a sync and request their jobs, together."""
    repository = SyncRepository(session, tenant_id)
    sync = syncs.require_sync(repository, sync_id, lock=True)
    jobs = [PartJob(tenant_id, sync_id, each) for each in marketplace_ids]
    if syncs.plan_parts(repository, sync, [job.key for job in jobs], now=now):
        for place in marketplace_ids:
            repository.request(sync, FETCH, "catalog-listings", place, now=now, marketplace_id=place)


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
    gone, unlisted = close_survey(session, job.tenant_id, place, survey, absent, read_at=begun.at, now=now)
    unnamed = {(job.marketplace_id, sku) for sku in gone}
    flag_listings(session, job.tenant_id, begun.seller_id, now=now, unnamed=unnamed)
    counted = replace(counted, changed=counted.changed + unlisted)
    repository = SyncRepository(session, job.tenant_id)
    syncs.end_part(repository, job.sync_id, job.key, Outcome("completed", counted), now=now)
