"""The listings of one marketplace: Amazon's report says which there are, Listings Items what they hold.

A search of Listings Items ends after 1,000 results, so whole shelves are read by SKU, twenty at a time. In
between only what changed is: what Amazon says has changed, and rows of the report that are not as before.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import timedelta

from dbos import DBOS

from services.catalog.listings.amazon import row_of
from services.catalog.listings.rules import MarketplaceRef
from services.catalog.syncs import operations
from services.catalog.syncs.amazon import OPTIONS, REPORT, digests_of
from services.catalog.syncs.rules import Begun, Counted, PartJob, Read, Survey
from services.catalog.syncs.tasks.work import SyncFailedError, SyncWork
from shared.amazon.errors import NotFound
from shared.amazon.sp_api.listings import IncludedData, Item, Listings
from shared.amazon.sp_api.reports import Reports
from shared.clock import utc_now
from shared.jobs.steps import step

_INCLUDED: tuple[IncludedData, ...] = ("summaries", "attributes", "issues", "offers", "fulfillmentAvailability")
_AT_ONCE = 20
"""SKUs of one search."""

_CHUNK = 200
"""SKUs of one step, stored together."""

_MOST_CHANGES = 1000
"""Amazon shows no more of one search; when more has changed, everything is read by SKU."""

_FIRST_WAIT, _LONGEST_WAIT, _GROWTH = 0.5, 30.0, 1.6


def fetch(work: SyncWork, job: PartJob) -> None:
    """The steps from a planned part to judged listings. Raises SyncFailedError, and what a call does not get over."""
    begun = step("begin", _begin, work, job)
    report_id = step("request", _request, work, job, begun, patience=work.patience)
    document_id = _wait(work, job, begun, report_id)
    survey = step("survey", _survey, work, job, begun, document_id, patience=work.patience)
    reads = list[Read]()
    if survey.since is not None:
        changes = step("changes", _read_changes, work, job, begun, survey, patience=work.patience)
        survey, reads = (survey, [changes]) if changes else (survey.whole(), [])
    seen = {sku for read in reads for sku in read.skus}
    wanted = [sku for sku in (*survey.wanted, *survey.absent) if sku not in seen]
    for start in range(0, len(wanted), _CHUNK):
        chunk = {sku: survey.digests.get(sku) for sku in wanted[start : start + _CHUNK]}
        reads.append(step("read", _read_skus, work, job, begun, chunk, patience=work.patience))
    step("finish", _finish, work, job, begun, survey, reads)


def fail(work: SyncWork, job: PartJob, code: str, detail: str) -> None:
    """Show a part as failed."""
    with work.database.write() as session:
        operations.fail_part(session, job, code=code, detail=detail, now=utc_now())


def _begin(work: SyncWork, job: PartJob) -> Begun:
    with work.database.write() as session:
        return operations.start_part(session, job, now=utc_now())


def _request(work: SyncWork, job: PartJob, begun: Begun) -> str:
    reports = Reports(work.connection(job.tenant_id, begun.seller_id))
    return reports.create_report(REPORT, [job.marketplace_id], report_options=OPTIONS)


def _wait(work: SyncWork, job: PartJob, begun: Begun, report_id: str) -> str:
    """Sleep durably until the report is there; its document."""
    pause = _FIRST_WAIT
    while True:
        document_id = step("poll", _poll, work, job, begun, report_id, patience=work.patience)
        if document_id is not None:
            return document_id
        DBOS.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, keeps no secret
        pause = min(pause * _GROWTH, _LONGEST_WAIT)


def _poll(work: SyncWork, job: PartJob, begun: Begun, report_id: str) -> str | None:
    """The finished report's document, "" when there was nothing to report, None while it is made."""
    report = Reports(work.connection(job.tenant_id, begun.seller_id)).get_report(report_id)
    if report.processing_status == "DONE" and report.report_document_id:
        return report.report_document_id
    if report.processing_status == "CANCELLED":
        return ""
    if report.processing_status not in ("IN_QUEUE", "IN_PROGRESS"):
        raise SyncFailedError("report-failed", f"Amazon could not make the report: {report.processing_status}")
    if utc_now() - begun.at > timedelta(seconds=work.report_patience):
        raise SyncFailedError(
            "report-late", f"the report was not ready {work.report_patience:.0f} s after its request"
        )
    return None


def _survey(work: SyncWork, job: PartJob, begun: Begun, document_id: str) -> Survey:
    """Read the report to its end and compare it with our shelf. Raises SyncFailedError.

    A report is cancelled when there is nothing in it, and also when Amazon does not care to make it; it says
    nothing against listings that we know.
    """
    digests, rejected = dict[str, str](), 0
    if document_id:
        reports = Reports(work.connection(job.tenant_id, begun.seller_id))
        with reports.open_document(reports.get_report_document(document_id)) as chunks:
            digests, rejected = digests_of(chunks)
    with work.database.write() as session:
        place = MarketplaceRef(begun.seller_id, job.marketplace_id)
        survey = operations.survey_shelf(session, job.tenant_id, place, digests, rejected, now=begun.at)
    if not document_id and survey.absent:
        raise SyncFailedError("report-cancelled", "Amazon made no report, though there are listings; nothing changed")
    return survey


def _read_changes(work: SyncWork, job: PartJob, begun: Begun, survey: Survey) -> Read | None:
    """Read and store what has changed by Amazon's own account; None when it is more than a search shows."""
    listings = Listings(work.connection(job.tenant_id, begun.seller_id), begun.seller_id)
    found: list[Item] = []
    pages = listings.search_items(job.marketplace_id, included_data=_INCLUDED, last_updated_after=survey.since)
    for page in pages:
        found += page.items
        if page.number_of_results > _MOST_CHANGES:
            return None
    return _store(work, job, begun, found, survey.digests)


def _read_skus(work: SyncWork, job: PartJob, begun: Begun, chunk: dict[str, str | None]) -> Read:
    """Read and store listings by SKU."""
    listings = Listings(work.connection(job.tenant_id, begun.seller_id), begun.seller_id)
    found: list[Item] = []
    plain = [sku for sku in chunk if "," not in sku]
    for start in range(0, len(plain), _AT_ONCE):
        some = plain[start : start + _AT_ONCE]
        for page in listings.search_items(job.marketplace_id, included_data=_INCLUDED, skus=some):
            found += page.items
    for sku in chunk.keys() - set(plain):  # a comma would divide it in a list
        found += _one(listings, sku, job.marketplace_id)
    read = _store(work, job, begun, found, chunk)
    return replace(read, unknown=sorted(chunk.keys() - set(read.skus)))


def _one(listings: Listings, sku: str, marketplace_id: str) -> list[Item]:
    try:
        return [listings.get_item(sku, marketplace_id, included_data=_INCLUDED)]
    except NotFound:
        return []


def _store(
    work: SyncWork, job: PartJob, begun: Begun, found: Sequence[Item], digests: Mapping[str, str | None]
) -> Read:
    reported = (row_of(item, job.marketplace_id, digests.get(item.sku)) for item in found)
    rows = [row for row in reported if row]
    with work.database.write() as session:
        place = MarketplaceRef(begun.seller_id, job.marketplace_id)
        changed = operations.store_listings(session, job.tenant_id, place, rows, now=utc_now())
    return Read([row["sku"] for row in rows], changed, [])


def _finish(work: SyncWork, job: PartJob, begun: Begun, survey: Survey, reads: Sequence[Read]) -> None:
    """Listings that neither the report nor Listings Items know are gone; those in the report stay as they were."""
    unknown = {sku for read in reads for sku in read.unknown}
    read = {sku for each in reads for sku in each.skus}
    gone = [sku for sku in survey.absent if sku in unknown and sku not in read]
    unread = len((unknown & survey.digests.keys()) - read)
    counted = Counted(len(survey.digests), sum(each.changed for each in reads), survey.rejected + unread)
    with work.database.write() as session:
        operations.finish_part(session, job, begun, survey, counted, gone, now=utc_now())
