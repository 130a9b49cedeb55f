"""POST and GET /reporting/reports, and the file store that keeps the documents."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Path, Request
from fastapi.responses import JSONResponse, StreamingResponse

from services.sandbox.faults.endpoints import MetFault, meet_fault
from services.sandbox.reports import operations
from services.sandbox.reports.schemas import MEDIA_TYPE, ReportCreate, ReportRead
from services.sandbox.settings import Settings
from services.sandbox.tokens.endpoints import CallingAdvertiser, CallingProfile
from shared.clock import Now
from shared.db import ReadSession, WriteSession

router = APIRouter()

_ReportId = Annotated[str, Path(pattern="^[0-9a-f-]{36}$")]


class _ReportResponse(JSONResponse):
    media_type = MEDIA_TYPE


def _media_type(content_type: Annotated[str, Header()] = "") -> None:
    operations.require_media_type(content_type)


@router.post("/reporting/reports", dependencies=[Depends(_media_type)], response_class=_ReportResponse)
def create_sandbox_report(
    session: WriteSession,
    settings: Settings,
    advertiser: CallingAdvertiser,
    profile: CallingProfile,
    data: ReportCreate,
    now: Now,
) -> ReportRead:
    """Ask for a report."""
    return operations.create_report(session, settings, advertiser, profile, data, now=now)


@router.get("/reporting/reports/{report_id}", response_class=_ReportResponse)
def get_sandbox_report(
    session: ReadSession,
    settings: Settings,
    profile: CallingProfile,
    fault: MetFault,
    report_id: _ReportId,
    request: Request,
    now: Now,
) -> ReportRead:
    """How far a report is, and where it can be fetched."""
    return operations.get_report(session, settings, profile, report_id, str(request.base_url), fault, now=now)


def _meet_fault(request: Request, session: ReadSession, report_id: str, now: Now) -> None:
    if (advertiser := operations.find_advertiser(session, report_id)) is not None:
        meet_fault(request, advertiser, now=now)


@router.get(
    "/report-documents/{report_id}.json.gz",
    response_class=StreamingResponse,
    dependencies=[Depends(_meet_fault)],
)
def get_sandbox_document(
    session: ReadSession, settings: Settings, fault: MetFault, report_id: str, request: Request, now: Now
) -> StreamingResponse:
    """The document of a report: a gzip file, not a gzip-encoded answer. The link is all it takes."""
    chunks, size = operations.open_document(session, settings, report_id, request.query_params, fault, now=now)
    headers = {"Content-Length": str(size)}
    return StreamingResponse(chunks, media_type="application/octet-stream", headers=headers)
