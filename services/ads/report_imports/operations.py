"""What one can do with imports: hand in a file, follow it, and (the worker) carry it through."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict
from datetime import date, datetime, timedelta
from typing import Any

import orjson

from services.ads.campaigns.operations import flag_campaigns
from services.ads.deliveries.rules import FILE
from services.ads.models import AdsProfile, ReportImport
from services.ads.performance.operations import numbers_of
from services.ads.performance.rules import Totals, Window
from services.ads.performance.schemas import AdsNumbers
from services.ads.profiles.operations import learn_profile, lock_profile
from services.ads.profiles.repository import ProfileRepository
from services.ads.report_imports.repository import ImportRepository
from services.ads.report_imports.rules import KeptPiece, ReadFile, SentFile, window_of
from services.ads.report_imports.schemas import (
    AdsReportImportError,
    AdsReportImportErrorPage,
    AdsReportImportPage,
    AdsReportImportRead,
    ImportQuery,
)
from services.ads.report_types.rules import type_of
from services.ads.reports import operations as reports
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.outbox import request_job
from shared.pages import PageQuery
from shared.problems import NotFoundError, Problem
from shared.texts import Text

QUEUE, IMPORT = "ads", "ads.import_report"


class FileRejectedError(Problem):
    """The file is not a report file: empty, broken, of a foreign format, or not what its name says."""

    code, status = "file-rejected", 422
    title = Text(en="The file cannot be read as a report", zh="无法将该文件读取为报告")


def create_ads_report_import(
    session: Session,
    principal: Principal,
    *,
    seller_id: str,
    marketplace_id: str,
    file: SentFile,
    now: datetime,
) -> AdsReportImportRead:
    """Keep the file and have it imported."""
    tenant_id = principal.tenant_id
    profile = learn_profile(session, tenant_id, seller_id, marketplace_id, now=now)
    repository = ImportRepository(session, tenant_id)
    report_import = ReportImport(
        import_id=uuid7(),
        tenant_id=tenant_id,
        profile_key=profile.key,
        file_name=file.name[-255:],
        file_sha256=file.sha256,
        file_bytes=file.size,
        status="waiting",
        created_at=now,
        updated_at=now,
    )
    repository.add(report_import)
    repository.add_file(report_import, file.pieces())
    request_job(
        session,
        workflow=IMPORT,
        workflow_id=f"ads-import:{report_import.import_id}",
        queue=QUEUE,
        tenant_id=tenant_id,
        arguments={"tenant_id": tenant_id, "import_id": report_import.import_id},
        now=now,
    )
    return _read_one(repository, report_import.import_id)


def require_import(session: Session, tenant_id: str, import_id: str) -> ReportImport:
    """An import. Raises NotFoundError."""
    return _require(ImportRepository(session, tenant_id), import_id)


def kept_file(session: Session, report_import: ReportImport) -> Iterator[KeptPiece]:
    """The file of an import, as it is kept; nothing when it has been imported."""
    return ImportRepository(session, report_import.tenant_id).pieces(report_import)


def profile_of_import(session: Session, report_import: ReportImport) -> AdsProfile:
    """The profile of an import. Raises NotFoundError."""
    profile = ProfileRepository(session, report_import.tenant_id).get(report_import.profile_key)
    if profile is None:
        raise NotFoundError
    return profile


def store_chunk(
    session: Session, import_id: str, profile: AdsProfile, report: str, rows: Sequence[tuple[Any, ...]]
) -> None:
    """Upsert some rows of a file, but not those of days that the Ads API has delivered; count what changed.

    The count is kept with the rows: a run that begins anew after a crash finds them unchanged.
    """
    repository = ImportRepository(session, profile.tenant_id)
    report_import = _require(repository, import_id)
    lock_profile(session, profile.tenant_id, profile.key)
    aside = _left_aside(session, profile, report, {row[1] for row in rows})
    kept = [row for row in rows if row[1] not in aside]
    report_import.rows_changed += reports.store_rows(session, profile, report, kept)
    repository.add(report_import)


def finish_import(
    session: Session,
    tenant_id: str,
    import_id: str,
    profile: AdsProfile,
    found: ReadFile,
    *,
    now: datetime,
) -> None:
    """Record what the file brought, judge the campaigns, and forget the file."""
    report_import = require_import(session, tenant_id, import_id)
    lock_profile(session, tenant_id, profile.key)
    days = found.days()
    superseded = _left_aside(session, profile, found.report, days) if days else set()
    if window := window_of(days):
        product = type_of(found.report).ad_product
        reports.store_names(session, profile, product, found.names, now=now, source=FILE)
        report_import.first_on, report_import.last_on = window
        kept = {day: count for day, count in days.items() if day not in superseded}
        span = Window(window[0], window[1] + timedelta(days=1))
        reports.record_delivery(session, profile, found.report, span, kept, source=FILE, now=now)
        flag_campaigns(session, profile, product, now=now)
    report_import.rows_superseded = sum(count for day, count in days.items() if day in superseded)
    report_import.status = "completed"
    report_import.report, report_import.attribution_days = found.report or None, found.attribution_days
    report_import.unknown_columns = orjson.dumps(found.unknown_columns).decode()
    _keep_counts(report_import, found)
    _end(session, report_import, found.errors, now=now)


def fail_import(
    session: Session, tenant_id: str, import_id: str, found: ReadFile, *, code: str, detail: str, now: datetime
) -> None:
    """Show an import as failed, with the reason; chunks that were stored before it failed stay."""
    report_import = require_import(session, tenant_id, import_id)
    report_import.status = "failed"
    report_import.failure_code, report_import.failure_detail = code[:100], detail[:500]
    _keep_counts(report_import, found)
    _end(session, report_import, found.errors, now=now)


def get_ads_report_import(session: Session, principal: Principal, import_id: str) -> AdsReportImportRead:
    """One import. Raises NotFoundError."""
    return _read_one(ImportRepository(session, principal.tenant_id), import_id)


def list_ads_report_imports(session: Session, principal: Principal, query: ImportQuery) -> AdsReportImportPage:
    """A page of the tenant's imports."""
    repository = ImportRepository(session, principal.tenant_id)
    shown, cursor, more = pages.by_change(
        principal.tenant_id, query, lambda after: repository.page(query, after), "import_id"
    )
    return AdsReportImportPage(items=[_read(row) for row in shown], next_cursor=cursor, has_more=more)


def list_ads_report_import_errors(
    session: Session, principal: Principal, import_id: str, query: PageQuery
) -> AdsReportImportErrorPage:
    """A page of the rejected rows of one import. Raises NotFoundError."""
    repository = ImportRepository(session, principal.tenant_id)
    if repository.read(import_id) is None:
        raise NotFoundError
    after = pages.read_cursor(principal.tenant_id, query, width=1)
    rows = repository.errors(import_id, query.limit, None if after is None else pages.number_of(after[0]))
    shown, cursor, more = pages.cut(principal.tenant_id, query, rows, lambda row: (row.position,))
    items = [
        AdsReportImportError(line=row.line, column=row.column_name, code=row.code, message=row.message)
        for row in shown
    ]
    return AdsReportImportErrorPage(items=items, next_cursor=cursor, has_more=more)


def _require(repository: ImportRepository, import_id: str) -> ReportImport:
    report_import = repository.get(import_id)
    if report_import is None:
        raise NotFoundError
    return report_import


def _left_aside(session: Session, profile: AdsProfile, report: str, days: Iterable[str]) -> set[str]:
    reported = [date.fromisoformat(day) for day in days]
    return {day.isoformat() for day in reports.days_of_other_source(session, profile, report, reported)}


def _keep_counts(report_import: ReportImport, found: ReadFile) -> None:
    for name in ("rows_read", "rows_imported", "rows_rejected", "rows_skipped"):
        setattr(report_import, name, getattr(found, name))
    for name, value in asdict(found.totals()).items():
        setattr(report_import, name, value)


def _end(session: Session, report_import: ReportImport, errors: list[dict[str, Any]], *, now: datetime) -> None:
    repository = ImportRepository(session, report_import.tenant_id)
    repository.add_errors(report_import, errors)
    repository.drop_file(report_import)
    report_import.updated_at = now
    repository.add(report_import)


def _read_one(repository: ImportRepository, import_id: str) -> AdsReportImportRead:
    row = repository.read(import_id)
    if row is None:
        raise NotFoundError
    return _read(row)


def _read(row: Any) -> AdsReportImportRead:
    totals = Totals(row.impressions, row.clicks, row.cost_micros, row.orders, row.units, row.sales_micros)
    same = AdsReportImportRead.model_fields.keys() - {"totals", "unknown_columns"}
    return AdsReportImportRead(
        **{name: getattr(row, name) for name in same},
        unknown_columns=orjson.loads(row.unknown_columns),
        totals=AdsNumbers(**numbers_of(totals, row.currency)),
    )
