"""/reports/2021-06-30, and the file store that keeps the documents."""

from typing import Annotated, Any

from fastapi import Path, Query, Request
from fastapi.responses import StreamingResponse

from services.sandbox.faults.endpoints import MetFault
from services.sandbox.seller_reports import operations
from services.sandbox.seller_reports.schemas import SellerReportCreate, SellerReportSearch
from services.sandbox.settings import Settings
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.clock import Now
from shared.db import ReadSession, WriteSession

router = selling_partner_router()

_PATH, _API = "/reports/2021-06-30", "reports_2021-06-30."
_Id = Annotated[str, Path(max_length=60, pattern=r"^[^\x00]*$")]


@router.post(_PATH + "/reports", operation_id=_API + "createReport", status_code=202)
def create_sandbox_seller_report(
    session: WriteSession, caller: CallingSeller, data: SellerReportCreate
) -> dict[str, Any]:
    """Ask for a report."""
    return operations.create_seller_report(session, caller, data)


@router.get(_PATH + "/reports", operation_id=_API + "getReports")
def list_sandbox_seller_reports(
    session: ReadSession, settings: Settings, caller: CallingSeller, query: Annotated[SellerReportSearch, Query()]
) -> dict[str, Any]:
    """The caller's reports, newest first."""
    return operations.list_seller_reports(session, settings, caller, query)


@router.get(_PATH + "/reports/{report_id}", operation_id=_API + "getReport")
def get_sandbox_seller_report(
    session: ReadSession, settings: Settings, caller: CallingSeller, fault: MetFault, report_id: _Id
) -> dict[str, Any]:
    """How far a report is."""
    return operations.get_seller_report(session, settings, caller, report_id, fault)


@router.delete(_PATH + "/reports/{report_id}", operation_id=_API + "cancelReport")
def cancel_sandbox_seller_report(
    session: WriteSession, settings: Settings, caller: CallingSeller, report_id: _Id
) -> None:
    """Cancel a report that waits in the queue."""
    operations.cancel_seller_report(session, settings, caller, report_id)


@router.get(_PATH + "/documents/{document_id}", operation_id=_API + "getReportDocument")
def get_sandbox_seller_document(
    session: ReadSession, settings: Settings, caller: CallingSeller, document_id: _Id, request: Request
) -> dict[str, Any]:
    """Where a report can be downloaded."""
    return operations.get_document(session, settings, caller, document_id, str(request.base_url))


@router.get("/seller-report-documents/{document_id}")
def download_sandbox_seller_document(
    session: ReadSession, settings: Settings, document_id: _Id, request: Request, now: Now
) -> StreamingResponse:
    """The document of a report: a gzip file, not a gzip-encoded answer. The link is all it takes."""
    chunks, media_type = operations.open_seller_document(
        session, settings, document_id, request.query_params, now=now
    )
    return StreamingResponse(chunks, headers={"Content-Type": media_type})
