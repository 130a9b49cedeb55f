"""Asking for reports, looking how far they are, and making their documents."""

from collections.abc import Iterator, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from datetime import datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from services.sandbox.advertisers.rules import plan
from services.sandbox.advertisers.rules.account import Advertiser, Profile
from services.sandbox.clocks.operations import moment_of
from services.sandbox.documents.operations import link_to, no_such_document, require_link
from services.sandbox.faults.rules import Kind
from services.sandbox.models import Fault, ReportRequest
from services.sandbox.refusals import AdsRefusal
from services.sandbox.reports.repository import ReportRepository
from services.sandbox.reports.rules import documents, requests, spoiling
from services.sandbox.reports.rules.documents import Content
from services.sandbox.reports.rules.requests import Wish
from services.sandbox.reports.rules.spoiling import Spoiling
from services.sandbox.reports.schemas import MEDIA_TYPE, Configuration, ReportCreate, ReportRead, Status
from services.sandbox.settings import SandboxSettings
from shared.db import Session
from shared.ids import uuid7

_PROMPT_SECONDS = 2.0
"""How long a call waits for a document; one that takes longer is told as PROCESSING, as Amazon does."""

_maker = ThreadPoolExecutor(1, thread_name_prefix="documents")


class ReportRefusal(AdsRefusal):
    """The reporting API's `{"code": "400", "detail": ...}`."""

    def __init__(self, status: int, detail: str) -> None:
        super().__init__(status, detail, member="detail")


def require_media_type(content_type: str) -> None:
    """Raises ReportRefusal (415) unless the body is announced as what this call takes."""
    if content_type.partition(";")[0].strip().lower() != MEDIA_TYPE:
        raise ReportRefusal(415, f"Content-Type must be {MEDIA_TYPE}")


def create_report(
    session: Session,
    settings: SandboxSettings,
    advertiser: Advertiser,
    profile: Profile,
    data: ReportCreate,
    *,
    now: datetime,
) -> ReportRead:
    """Accept a request. Raises ReportRefusal: 400 with the reason, 425 while an equal one is being made."""
    wish = _wish_of(data)
    moment = moment_of(session, advertiser.seller_id, now=now)
    today = moment.astimezone(ZoneInfo(profile.market.zone)).date()
    if reason := requests.refusal_of(wish, today):
        raise ReportRefusal(400, reason)
    reports = ReportRepository(session)
    reports.lock(profile.profile_id)
    fingerprint = requests.fingerprint_of(wish)
    if earlier := reports.find_since(profile.profile_id, fingerprint, now - _making_time(settings)):
        raise ReportRefusal(425, f"The Request is a duplicate of : {earlier.report_id}")
    request = ReportRequest(
        report_id=uuid7(),
        seed=advertiser.seed,
        size=advertiser.size,
        profile_id=profile.profile_id,
        name=data.name,
        start_on=data.startDate,
        end_on=data.endDate,
        configuration=data.configuration.model_dump_json(),
        fingerprint=fingerprint,
        requested_at=now,
        asked_on=today,
    )
    reports.add(request)
    return _read(request, "PENDING", now)


def get_report(
    session: Session,
    settings: SandboxSettings,
    profile: Profile,
    report_id: str,
    base_url: str,
    fault: Fault | None,
    *,
    now: datetime,
) -> ReportRead:
    """A report, with a fresh download link once it is made. Raises ReportRefusal (404)."""
    request = ReportRepository(session).find(report_id)
    if request is None or request.profile_id != profile.profile_id:
        raise ReportRefusal(404, f"Report {report_id[:40]} not found")
    status = _status_of(request, settings, now)
    if fault is not None and fault.kind == Kind.FAILED:
        return _read(request, "FAILED", now).model_copy(update={"failureReason": "Internal error"})
    if fault is not None and fault.kind == Kind.NEVER_COMPLETED:
        status = "PROCESSING"
    if status != "COMPLETED":
        return _read(request, status, now)
    size = _size_if_made(_content_of(request))
    if size is None:
        return _read(request, "PROCESSING", now)
    made_at = request.requested_at + _making_time(settings)
    linked_at = now.replace(microsecond=0)
    address = f"{base_url.rstrip('/')}/report-documents/{report_id}.json.gz"
    completed = {
        "generatedAt": made_at,
        "url": link_to(settings, address, report_id, now=linked_at),
        "urlExpiresAt": linked_at + timedelta(seconds=settings.link_seconds),
        "fileSize": size,
    }
    return _read(request, status, made_at).model_copy(update=completed)


def open_document(
    session: Session,
    settings: SandboxSettings,
    report_id: str,
    query: Mapping[str, str],
    fault: Fault | None,
    *,
    now: datetime,
) -> tuple[Iterator[bytes], int]:
    """The bytes of a document as they are made, and their number. Raises LinkRefusal."""
    require_link(settings, report_id, query, now=now)
    request = ReportRepository(session).find(report_id)
    if request is None:
        raise no_such_document()
    content = _content_of(request)
    if fault is None:
        return documents.document_of(content), documents.size_of(content)
    return _spoiled(content, fault)


def find_advertiser(session: Session, report_id: str) -> Advertiser | None:
    """Whose report it is."""
    request = ReportRepository(session).find(report_id)
    return None if request is None else plan.make_advertiser(request.seed, request.size)


def _spoiled(content: Content, fault: Fault) -> tuple[Iterator[bytes], int]:
    spoiled = Spoiling(fault.kind, fault.every, fault.day_on)
    chunks = [spoiling.bomb()] if fault.kind == Kind.BOMB else list(documents.document_of(content, spoiled))
    return iter(chunks), sum(map(len, chunks))


def _size_if_made(content: Content) -> int | None:
    """The size of a document, None while it is made: one at a time, and once however often it is asked for."""
    try:
        return _being_made(content).result(_PROMPT_SECONDS)
    except TimeoutError:
        return None


@lru_cache(maxsize=256)
def _being_made(content: Content) -> Future[int]:
    return _maker.submit(documents.size_of, content)


def _making_time(settings: SandboxSettings) -> timedelta:
    return timedelta(seconds=settings.pending_seconds + settings.processing_seconds)


def _status_of(request: ReportRequest, settings: SandboxSettings, now: datetime) -> Status:
    elapsed = now - request.requested_at
    if elapsed < timedelta(seconds=settings.pending_seconds):
        return "PENDING"
    return "PROCESSING" if elapsed < _making_time(settings) else "COMPLETED"


def _read(request: ReportRequest, status: Status, updated_at: datetime) -> ReportRead:
    return ReportRead(
        reportId=request.report_id,
        name=request.name,
        status=status,
        startDate=request.start_on,
        endDate=request.end_on,
        configuration=Configuration.model_validate_json(request.configuration),
        createdAt=request.requested_at,
        updatedAt=updated_at,
    )


def _content_of(request: ReportRequest) -> Content:
    configuration = Configuration.model_validate_json(request.configuration)
    data = ReportCreate(startDate=request.start_on, endDate=request.end_on, configuration=configuration)
    return Content(request.seed, request.size, request.profile_id, _wish_of(data), request.asked_on)


def _wish_of(data: ReportCreate) -> Wish:
    configuration = data.configuration
    return Wish(
        start_on=data.startDate,
        end_on=data.endDate,
        ad_product=configuration.adProduct,
        report_type_id=configuration.reportTypeId,
        group_by=tuple(configuration.groupBy),
        columns=tuple(configuration.columns),
        time_unit=configuration.timeUnit,
        format=configuration.format,
    )
