"""HTTP of imports."""

from typing import Annotated

from fastapi import APIRouter, Depends, File, Form, Path, Query, Request, Response, UploadFile

from services.ads.report_imports import operations
from services.ads.report_imports.operations import FileRejectedError
from services.ads.report_imports.rules import SentFile
from services.ads.report_imports.schemas import (
    AdsReportImportErrorPage,
    AdsReportImportPage,
    AdsReportImportRead,
    ImportQuery,
)
from services.ads.report_imports.sheets.sent import pack
from shared.amazon.ids import MarketplaceId, SellerId
from shared.amazon.report_files import ReportFileError
from shared.app.accounts import Accounts, require_marketplace
from shared.app.language import CallerLanguage
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKeyReusedError, RequiredIdempotencyKey, idempotent
from shared.pages import CURSOR_ERRORS, PageQuery
from shared.problems import UNKNOWN_ACCOUNT, NotFoundError, responses
from shared.seller_accounts import CALLS_AT_ONCE
from shared.texts import Text

router = APIRouter(prefix="/v1/ads/report-imports", tags=["ads: report imports"])
_Reader = Annotated[Principal, requires("ads:read")]
_Writer = Annotated[Principal, requires("ads:write")]
_Id = Annotated[str, Path(min_length=1, max_length=36)]
_SellerId = Annotated[SellerId, Form()]
_MarketplaceId = Annotated[MarketplaceId, Form()]
_File = Annotated[
    UploadFile,
    File(
        description="A console .csv or .xlsx, or an Ads API .json; any of them packed with gzip, or alone in a .zip"
    ),
]


def _require_account(
    accounts: Accounts,
    principal: _Writer,
    _key: RequiredIdempotencyKey,
    seller_id: _SellerId,
    marketplace_id: _MarketplaceId,
) -> tuple[str, ...]:
    """All shops of the account. Ask before the endpoint begins its transaction: no lock is held meanwhile."""
    return require_marketplace(accounts, principal.tenant_id, seller_id, marketplace_id).marketplace_ids


def _sent(file: _File) -> SentFile:
    """Read and pack the file before the endpoint begins its transaction, too."""
    try:
        return pack(file.file, file.filename or "")
    except ReportFileError as error:
        said = Text(en=f"{error.code}: {error.text.en}", zh=f"{error.text.zh}（{error.code}）")
        raise FileRejectedError(said) from error


@router.post(
    "",
    status_code=202,
    response_model=AdsReportImportRead,
    responses=responses(*UNKNOWN_ACCOUNT, FileRejectedError, IdempotencyKeyReusedError),
)
@idempotent
def create_ads_report_import(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    seller_id: _SellerId,
    marketplace_id: _MarketplaceId,
    file: _File,
    shops: Annotated[tuple[str, ...], Depends(_require_account, max_concurrency=CALLS_AT_ONCE)],
    sent: Annotated[SentFile, Depends(_sent)],
    idempotency_key: RequiredIdempotencyKey,
) -> Response:
    """Import a report file of the console or the Ads API; good rows are kept, bad ones are told one by one."""
    accepted = operations.create_ads_report_import(
        session,
        principal,
        seller_id=seller_id,
        marketplace_id=marketplace_id,
        marketplace_ids=shops,
        file=sent,
        now=now,
    )
    return answers.accepted(accepted, location=f"/v1/ads/report-imports/{accepted.import_id}")


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_ads_report_imports(
    session: ReadSession, principal: _Reader, query: Annotated[ImportQuery, Query()], language: CallerLanguage
) -> AdsReportImportPage:
    """Imported files, oldest change first."""
    return operations.list_ads_report_imports(session, principal, query, language=language)


@router.get("/{import_id}", responses=responses(NotFoundError))
def get_ads_report_import(
    session: ReadSession, principal: _Reader, import_id: _Id, language: CallerLanguage
) -> AdsReportImportRead:
    """One import: its state, counts and totals."""
    return operations.get_ads_report_import(session, principal, import_id, language=language)


@router.get("/{import_id}/errors", responses=responses(NotFoundError, *CURSOR_ERRORS))
def list_ads_report_import_errors(
    session: ReadSession,
    principal: _Reader,
    import_id: _Id,
    query: Annotated[PageQuery, Query()],
    language: CallerLanguage,
) -> AdsReportImportErrorPage:
    """The rejected rows of one import, each with line, column and reason."""
    return operations.list_ads_report_import_errors(session, principal, import_id, query, language=language)
