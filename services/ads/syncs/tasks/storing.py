"""The document of a report: downloaded and read to its end, and only then stored.

Nothing is stored of a document that breaks off or cannot be read, so readers never see half of one. Days that
a newer report has told, and days that seem to be missing in this one, stay as they were.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from tempfile import TemporaryFile

from services.ads.deliveries.rules import API
from services.ads.profiles.operations import lock_profile
from services.ads.report_types.rules import type_of
from services.ads.reports import operations as reports
from services.ads.reports import rules
from services.ads.reports.amazon import Facts, Record, survey_of
from services.ads.reports.operations import SortedDays
from services.ads.reports.rules import CHUNK_ROWS, Survey
from services.ads.syncs import operations
from services.ads.syncs.rules import ReportJob, Told
from services.ads.syncs.tasks.spool import DaySpool, Row
from services.ads.syncs.tasks.work import SyncWork
from shared.amazon.report_files import OnError, iter_json_records
from shared.clock import utc_now
from shared.jobs.locks import holding
from shared.jobs.reports import Arrived, ReportFailedError

_REASON_LENGTH = 200


class StoringElsewhereError(RuntimeError):
    """Another job stores a report of the same kind and profile at this moment."""

    retryable = True
    code, detail = "storing-elsewhere", "another job stores a report of the same kind"


def ingest(work: SyncWork, job: ReportJob, requested_at: datetime, arrived: Arrived) -> Told:
    """Read a report and store it. Raises ReportFileError, and ReportFailedError when no row is of the right shape."""
    with work.database.read() as session:
        currency = operations.profile_of(session, job).currency
    with TemporaryFile() as file:
        spool = DaySpool(file)
        survey = read(job, currency, arrived.chunks(), spool)
        return store(work, job, spool, survey, requested_at)


def read(job: ReportJob, currency: str, chunks: Iterable[bytes], spool: DaySpool) -> Survey:
    """Read a document to its end, its good rows into the spool. Raises ReportFileError."""

    def records(on_error: OnError) -> Iterator[list[Record]]:
        return iter_json_records(chunks, Record, gzipped=True, on_error=on_error)

    return survey_of(Facts(type_of(job.report), job.profile_key, currency), job.window, records, spool.add)


def store(work: SyncWork, job: ReportJob, spool: DaySpool, survey: Survey, requested_at: datetime) -> Told:
    """Store the good rows of a report that was read to its end before.

    One report of a kind and profile at a time: of two that are requested one after the other the newer one
    wins, in whatever order and at whatever moment they come.
    """
    if survey.rejected and not survey.rows:
        reason, rows = survey.rejections.most_common(1)[0]
        raise ReportFailedError("rows-rejected", f"all {survey.rejected} rows were rejected, {rows} for: {reason}")
    with holding(work.locks, f"ads-ingest-{job.profile_key}-{job.report}") as alone:
        if not alone:
            raise StoringElsewhereError
        digests = {day: spool.digest(day.isoformat()) for day in rules.days_of(job.window)}
        days = _sort_days(work, job, survey, digests, requested_at)
        changed = _store_rows(work, job, spool, days, survey, digests, requested_at)
    rejections = Counter[str]()
    for reason, rows in survey.rejections.items():
        rejections[reason[:_REASON_LENGTH]] += rows
    return Told(
        survey.received,
        changed,
        rejections,
        duplicate=survey.duplicates,
        superseded=sum(survey.rows[day.isoformat()] for day in days.superseded),
        missing=tuple(days.missing),
        requested_at=requested_at,
    )


def _sort_days(
    work: SyncWork, job: ReportJob, survey: Survey, digests: Mapping[date, str], requested_at: datetime
) -> SortedDays:
    """Look at the days, and make room for those that are to be stored."""
    with work.database.write() as session:
        profile = operations.profile_of(session, job)
        earlier = operations.missing_before(session, job)
        days = reports.classify_days(
            session,
            profile,
            job.report,
            job.window,
            survey,
            earlier,
            digests=digests,
            requested_at=requested_at,
            now=utc_now(),
        )
        reports.begin_days(session, profile, job.report, days)
    return days


def _store_rows(
    work: SyncWork,
    job: ReportJob,
    spool: DaySpool,
    days: SortedDays,
    survey: Survey,
    digests: Mapping[date, str],
    requested_at: datetime,
) -> int:
    """Store the rows of the days that differ chunk by chunk, then record all that count; how many facts changed."""
    changed, rows = 0, list[Row]()
    for day in sorted({*days.kept} - {*days.unchanged}):
        for block in spool.blocks(day.isoformat()):
            rows += block
            if len(rows) >= CHUNK_ROWS:
                changed += _flush(work, job, rows)
    changed += _flush(work, job, rows)
    with work.database.write() as session:
        lock_profile(session, job.tenant_id, job.profile_key)
        profile, now = operations.profile_of(session, job), utc_now()
        if not days.superseded:  # names of a report that is older than what is known are old, too
            reports.store_names(session, profile, type_of(job.report).ad_product, survey.names, now=now)
        reports.record_delivery(
            session,
            profile,
            job.report,
            job.window,
            survey.rows,
            source=API,
            now=now,
            requested_at=requested_at,
            left_out={*rules.days_of(job.window)} - {*days.kept},
            unchanged=days.unchanged,
            digests=digests,
        )
    return changed


def _flush(work: SyncWork, job: ReportJob, rows: list[Row]) -> int:
    with work.database.write() as session:
        changed = reports.store_rows(session, operations.profile_of(session, job), job.report, rows)
    rows.clear()
    return changed
