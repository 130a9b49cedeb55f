"""The listings of one marketplace: Amazon's report says which there are, Listings Items what they hold.

A search of Listings Items ends after 1,000 results, so whole shelves are read by SKU, twenty at a time. In
between only what changed is: what Amazon says has changed, and rows of the report that are not as before.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial

from services.catalog.listings import operations as listings
from services.catalog.listings.amazon import REPORT, WISHES, digests_of, row_of
from services.catalog.listings.rules import MarketplaceRef, Survey
from services.catalog.syncs import operations
from services.catalog.syncs.rules import LISTINGS, Begun, PartJob, Read
from services.catalog.syncs.tasks.work import SyncWork
from shared.amazon.errors import NotFound
from shared.amazon.report_files import FlatFile
from shared.amazon.sp_api.listings import IncludedData, Item, Listings
from shared.clock import utc_now
from shared.jobs.outcomes import Counted, Outcome
from shared.jobs.reports import Arrived, ReportFailedError, SellerReport, ask
from shared.jobs.reports import fetch as fetch_report
from shared.jobs.steps import step
from shared.syncs.tasks import begin_part, end_part, tell_wait

_INCLUDED: tuple[IncludedData, ...] = ("summaries", "attributes", "issues", "offers", "fulfillmentAvailability")
_AT_ONCE = 20
"""SKUs of one search."""

_CHUNK = 200
"""SKUs of one step, stored together."""

_MOST_CHANGES = 1000
"""Amazon shows no more of one search; when more has changed, everything is read by SKU."""


def fetch(work: SyncWork, job: PartJob) -> None:
    """The steps from a planned part to judged listings. Raises what a call does not get over."""
    begun, patience = step("begin", _begin, work, job), work.terms.patience
    connect = partial(work.connect, job.tenant_id, begun.seller_id)
    report = SellerReport(connect, REPORT, [job.marketplace_id], wishes=WISHES)
    asked = ask(report, work.terms, partial(tell_wait, work, job.tenant_id, job.sync_id, job.key))
    survey = fetch_report(report, asked, partial(_survey, work, job, begun), work.terms)
    if isinstance(survey, Outcome):
        step("end", end_part, work, job.tenant_id, job.sync_id, job.key, survey)
        return
    reads = list[Read]()
    if survey.since is not None:
        changes = step("changes", _read_changes, work, job, begun, survey, patience=patience)
        survey, reads = (survey, [changes]) if changes else (survey.whole(), [])
    seen = {sku for read in reads for sku in read.skus}
    wanted = [sku for sku in (*survey.wanted, *survey.absent) if sku not in seen]
    for start in range(0, len(wanted), _CHUNK):
        chunk = {sku: survey.digests.get(sku) for sku in wanted[start : start + _CHUNK]}
        reads.append(step("read", _read_skus, work, job, begun, chunk, patience=patience))
    step("finish", _finish, work, job, begun, survey, reads)


def _begin(work: SyncWork, job: PartJob) -> Begun:
    return Begun(begin_part(work, job.tenant_id, job.sync_id, job.key).seller_id, utc_now())


def _survey(work: SyncWork, job: PartJob, begun: Begun, arrived: Arrived) -> Survey | Outcome:
    """Read the report to its end and compare it with our shelf, if its number of rows is believed.

    Amazon cancels a report when there is nothing in it, and also when it does not care to make it; that says nothing
    against listings that we know.
    """
    digests, rejected = digests_of(arrived.chunks()) if arrived.file else ({}, 0)
    present = arrived.created_at or begun.at
    with work.database.write() as session:
        place = MarketplaceRef(*(whose := (begun.seller_id, job.marketplace_id)))
        repository = work.repository(session, job.tenant_id)
        if arrived.file is not None:
            names = FlatFile(arrived.chunks).header.names
            repository.headers.note(*whose, REPORT, names, now=begun.at)
        survey = listings.survey_shelf(session, job.tenant_id, place, digests, rejected, present, now=begun.at)
        doubted = repository.counts.suspicion(*whose, LISTINGS, job.sync_id, len(digests), now=utc_now())
    if arrived.file is None and survey.absent:
        raise ReportFailedError(
            "report-cancelled", "Amazon made no report, though there are listings; nothing changed"
        )
    return doubted or survey


def _read_changes(work: SyncWork, job: PartJob, begun: Begun, survey: Survey) -> Read | None:
    """Read and store what has changed by Amazon's own account; None when it is more than a search shows."""
    items = Listings(work.connect(job.tenant_id, begun.seller_id), begun.seller_id)
    found: list[Item] = []
    pages = items.search_items(job.marketplace_id, included_data=_INCLUDED, last_updated_after=survey.since)
    for page in pages:
        found += page.items
        if page.number_of_results > _MOST_CHANGES:
            return None
    return _store(work, job, begun, found, survey.digests)


def _read_skus(work: SyncWork, job: PartJob, begun: Begun, chunk: dict[str, str | None]) -> Read:
    """Read and store listings by SKU."""
    items = Listings(work.connect(job.tenant_id, begun.seller_id), begun.seller_id)
    found: list[Item] = []
    plain = [sku for sku in chunk if "," not in sku]
    for start in range(0, len(plain), _AT_ONCE):
        some = plain[start : start + _AT_ONCE]
        for page in items.search_items(job.marketplace_id, included_data=_INCLUDED, skus=some):
            found += page.items
    for sku in chunk.keys() - set(plain):  # a comma would divide it in a list
        found += _one(items, sku, job.marketplace_id)
    read = _store(work, job, begun, found, chunk)
    return replace(read, unknown=sorted(chunk.keys() - set(read.skus)))


def _one(items: Listings, sku: str, marketplace_id: str) -> list[Item]:
    try:
        return [items.get_item(sku, marketplace_id, included_data=_INCLUDED)]
    except NotFound:
        return []


def _store(
    work: SyncWork, job: PartJob, begun: Begun, found: Sequence[Item], digests: Mapping[str, str | None]
) -> Read:
    reported = (row_of(item, job.marketplace_id, digests.get(item.sku)) for item in found)
    rows = [row for row in reported if row]
    with work.database.write() as session:
        place = MarketplaceRef(begun.seller_id, job.marketplace_id)
        changed = listings.store_listings(session, job.tenant_id, place, rows, now=utc_now())
    return Read([row["sku"] for row in rows], changed, [])


def _finish(work: SyncWork, job: PartJob, begun: Begun, survey: Survey, reads: Sequence[Read]) -> None:
    """Listings that neither the report nor Listings Items know are absent; those in the report stay as they were."""
    unknown = {sku for read in reads for sku in read.unknown}
    read = {sku for each in reads for sku in each.skus}
    absent = [sku for sku in survey.absent if sku in unknown and sku not in read]
    unread = len((unknown & survey.digests.keys()) - read)
    rejections = {"no SKU": survey.rejected, "not known to Listings Items": unread}
    counted = Counted(len(survey.digests), sum(each.changed for each in reads), rejections)
    with work.database.write() as session:
        operations.finish_part(session, job, begun, survey, counted, absent, now=utc_now())
