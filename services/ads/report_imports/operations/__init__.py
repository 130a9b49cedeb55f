"""What one can do with imports: hand in a file, follow it, and (the worker, `storing`) carry it through."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

import orjson

from services.ads.models import AdsProfile, ReportImport
from services.ads.performance.operations import numbers_of
from services.ads.performance.rules import Totals
from services.ads.performance.schemas import AdsNumbers
from services.ads.products import word_of
from services.ads.profiles.operations import learn_profile
from services.ads.profiles.repository import ProfileRepository
from services.ads.report_imports.operations.runs import (
    RunOverError,
    begin_run,
    hand_back_import,
    require_run,
)
from services.ads.report_imports.operations.storing import (
    fail_import,
    finish_import,
    require_import,
    stage_rows,
    store_chunk,
    store_days,
)
from services.ads.report_imports.repository import ImportRepository
from services.ads.report_imports.rules import NOT_JUDGED, KeptPiece, SentFile
from services.ads.report_imports.schemas import (
    AdsBulkEntity,
    AdsReportImportEntity,
    AdsReportImportError,
    AdsReportImportErrorPage,
    AdsReportImportPage,
    AdsReportImportRead,
    AdsReportImportTotals,
    ImportQuery,
)
from shared import audit, pages
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.money import of_micros
from shared.outbox import request_job
from shared.pages import PageQuery
from shared.problems import NotFoundError, Problem
from shared.texts import Language, Text

__all__ = [
    "FileRejectedError",
    "RunOverError",
    "begin_run",
    "create_ads_report_import",
    "fail_import",
    "finish_import",
    "get_ads_report_import",
    "hand_back_import",
    "kept_file",
    "known_account",
    "known_campaigns",
    "list_ads_report_import_errors",
    "list_ads_report_imports",
    "profile_of_import",
    "require_import",
    "require_run",
    "stage_rows",
    "store_chunk",
    "store_days",
]
QUEUE, IMPORT = "ads-imports", "ads.import_report"
"""A queue of their own, shared out to tenants: whoever sends thirty files waits for himself."""


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
    marketplace_ids: Sequence[str],
    file: SentFile,
    now: datetime,
) -> AdsReportImportRead:
    """Keep the file and have it imported; `marketplace_ids` are all shops of the seller account."""
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
        created_by=principal.actor_id,
        created_at=now,
        updated_at=now,
    )
    repository.add(report_import)
    repository.add_file(report_import, file.pieces())
    kept = {"file_sha256": file.sha256, "file_bytes": file.size}
    place = (report_import.import_id, seller_id, marketplace_id)
    audit.note(session, principal, tenant_id, Change("report_import", "created", *place, after=kept), now=now)
    request_job(
        session,
        workflow=IMPORT,
        workflow_id=f"ads-import:{report_import.import_id}",
        queue=QUEUE,
        account=tenant_id,
        tenant_id=tenant_id,
        arguments={
            "tenant_id": tenant_id,
            "import_id": report_import.import_id,
            "marketplace_ids": list(marketplace_ids),
        },
        now=now,
    )
    return _read_one(repository, report_import.import_id)


def kept_file(session: Session, report_import: ReportImport) -> Iterator[KeptPiece]:
    """The file of an import, as it is kept; nothing when it has been imported."""
    return ImportRepository(session, report_import.tenant_id).pieces(report_import)


def profile_of_import(session: Session, report_import: ReportImport) -> AdsProfile:
    """The profile of an import. Raises NotFoundError."""
    profile = ProfileRepository(session, report_import.tenant_id).get(report_import.profile_key)
    if profile is None:
        raise NotFoundError
    return profile


def known_campaigns(session: Session, profile: AdsProfile) -> Sequence[Any]:
    """The campaigns of all shops of the seller account that are known by Amazon's id."""
    return ImportRepository(session, profile.tenant_id).campaigns(profile.seller_id)


def known_account(session: Session, profile: AdsProfile) -> str:
    """Amazon's id of the advertiser account that files of this shop are of, "" while none has shown it."""
    return ImportRepository(session, profile.tenant_id).account_of(profile.key)


def get_ads_report_import(
    session: Session, principal: Principal, import_id: str, *, language: Language
) -> AdsReportImportRead:
    """One import. Raises NotFoundError."""
    return _read_one(ImportRepository(session, principal.tenant_id), import_id, language)


def list_ads_report_imports(
    session: Session, principal: Principal, query: ImportQuery, *, language: Language
) -> AdsReportImportPage:
    """A page of the tenant's imports."""
    found = ImportRepository(session, principal.tenant_id).poll(query)
    return AdsReportImportPage(items=[_read(row, language) for row in found.rows], **found.envelope)


def list_ads_report_import_errors(
    session: Session, principal: Principal, import_id: str, query: PageQuery, *, language: Language
) -> AdsReportImportErrorPage:
    """A page of the rejected rows of one import. Raises NotFoundError."""
    repository = ImportRepository(session, principal.tenant_id)
    if repository.read(import_id) is None:
        raise NotFoundError
    after = pages.read_cursor(principal.tenant_id, query, width=1)
    rows = repository.errors(import_id, query.limit, None if after is None else pages.number_of(after[0]))
    shown, cursor, more = pages.cut(principal.tenant_id, query, rows, lambda row: (row.position,))
    items = [
        AdsReportImportError(
            line=row.line,
            column=row.column_name,
            code=row.code,
            message=(language == "zh" and row.message_zh) or row.message,
        )
        for row in shown
    ]
    return AdsReportImportErrorPage(items=items, next_cursor=cursor, has_more=more)


def _read_one(repository: ImportRepository, import_id: str, language: Language = "en") -> AdsReportImportRead:
    row = repository.read(import_id)
    if row is None:
        raise NotFoundError
    return _read(row, language, is_whole=True)


def _read(row: Any, language: Language, *, is_whole: bool = False) -> AdsReportImportRead:
    totals = Totals(row.impressions, row.clicks, row.cost_micros, row.orders, row.units, row.sales_micros)
    details = orjson.loads(row.details)
    same = AdsReportImportRead.model_fields.keys() - _MADE
    return AdsReportImportRead(
        **{name: getattr(row, name) for name in same},
        kind=details.get("kind"),
        period_id=details.get("period_id"),
        rows_folded=details.get("rows_folded", 0),
        rows_elsewhere=details.get("rows_elsewhere", 0),
        entities=_entities(details, row.currency, is_whole=is_whole),
        judged_days=details.get("judged_days", []),
        cannot_feed=details.get("cannot_feed", []),
        **_not_judged(details.get("not_judged"), language),
        unknown_columns=orjson.loads(row.unknown_columns),
        totals=AdsNumbers(**numbers_of(totals, row.currency)),
        totals_by_ad_product=[
            AdsReportImportTotals(ad_product=word_of(product), **numbers_of(Totals(*sums), row.currency))
            for product, sums in details.get("products", {}).items()
        ],
        failure_detail=(language == "zh" and row.failure_detail_zh) or row.failure_detail,
    )


_MADE = {
    *("kind", "period_id", "rows_folded", "rows_elsewhere", "judged_days", "cannot_feed", "entities"),
    *("not_judged_code", "not_judged_detail"),
    *("unknown_columns", "totals", "totals_by_ad_product", "failure_detail"),
}


def _not_judged(told: dict[str, str] | None, language: Language) -> dict[str, str | None]:
    if told is None:
        return {"not_judged_code": None, "not_judged_detail": None}
    detail = NOT_JUDGED[told["code"]].in_language(language, **told)
    return {"not_judged_code": told["code"], "not_judged_detail": detail}


def _entities(details: dict[str, Any], currency: str, *, is_whole: bool) -> list[AdsReportImportEntity]:
    """What a bulk sheet holds, and with `is_whole` the first of each."""
    first = details.get("first_entities", {}) if is_whole else {}
    return [
        AdsReportImportEntity(entity=name, rows=rows, first=[_entity(one, currency) for one in first.get(name, ())])
        for name, rows in details.get("entities", {}).items()
    ]


def _entity(told: dict[str, Any], currency: str) -> AdsBulkEntity:
    bid = told["bid"]
    return AdsBulkEntity(**told | {"bid": None if bid is None else of_micros(bid, currency)})
