"""Asking for seller reports, looking how far they are, cancelling them, and making their documents."""

import json
from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any

from services.sandbox import page_tokens
from services.sandbox.documents.operations import link_to, no_such_document, require_link
from services.sandbox.documents.rules.files import gzipped
from services.sandbox.faults.rules import Kind
from services.sandbox.listings.operations import look
from services.sandbox.listings.rules.payloads import moment_text
from services.sandbox.models import Fault, SellerReport
from services.sandbox.refusals import invalid_input, not_found
from services.sandbox.seller_reports.repository import SellerReportRepository
from services.sandbox.seller_reports.rules import documents, ledger, types
from services.sandbox.seller_reports.rules.asked import Asked
from services.sandbox.seller_reports.schemas import SellerReportCreate, SellerReportSearch
from services.sandbox.sellers.operations import require_shelves
from services.sandbox.sellers.rules import plan
from services.sandbox.settings import SandboxSettings
from services.sandbox.tokens.rules import Caller
from shared.db import Session
from shared.ids import uuid7

_USUAL_RANGE = timedelta(days=30)
_KEPT = timedelta(days=90)
_SPOILED: dict[str, str] = {Kind.NEVER_COMPLETED: "IN_PROGRESS", Kind.FAILED: "FATAL"}
"""What a report is said to be under a fault."""


def create_seller_report(session: Session, caller: Caller, data: SellerReportCreate) -> dict[str, Any]:
    """Accept a request. Raises SellingPartnerRefusal (400)."""
    require_shelves(caller.seller, data.marketplaceIds)
    if data.reportType not in types.NAMES:
        raise invalid_input("Invalid Report Type.", f"reportType {data.reportType[:100]}")
    if data.dataStartTime and data.dataEndTime and data.dataStartTime > data.dataEndTime:
        raise invalid_input("dataStartTime must not be after dataEndTime.", "dataStartTime")
    options = data.reportOptions or {}
    _require_options(data.reportType, options)
    report = SellerReport(
        report_id=uuid7(),
        seller_id=caller.seller.seller_id,
        seed=caller.seller.seed,
        size=caller.seller.size,
        report_type=data.reportType,
        marketplace_ids=json.dumps(data.marketplaceIds),
        options=json.dumps(options),
        start_at=data.dataStartTime,
        end_at=data.dataEndTime,
        moment=caller.moment,
        requested_at=caller.now,
        cancelled_at=None,
    )
    SellerReportRepository(session).add(report)
    return {"reportId": report.report_id}


def get_seller_report(
    session: Session, settings: SandboxSettings, caller: Caller, report_id: str, fault: Fault | None
) -> dict[str, Any]:
    """How far a report is. Raises SellingPartnerRefusal (404)."""
    report = _require(session, caller, report_id)
    status = _SPOILED.get(fault.kind if fault else "") or _status_of(session, settings, report, caller.now)
    return _read(settings, report, status)


def list_seller_reports(
    session: Session, settings: SandboxSettings, caller: Caller, query: SellerReportSearch
) -> dict[str, Any]:
    """A page of the caller's reports, newest first. Raises SellingPartnerRefusal (400)."""
    start = 0
    if query.nextToken:
        text, (start,) = page_tokens.opened(query.nextToken)
        try:
            query = SellerReportSearch.model_validate_json(text)
        except ValueError as error:
            raise invalid_input("The page token is invalid.") from error
    if not query.reportTypes:
        raise invalid_input("Either reportTypes or nextToken is required.", "reportTypes")
    since, until = query.createdSince or caller.moment - _KEPT, query.createdUntil or caller.moment
    every = SellerReportRepository(session).list_between(caller.seller.seller_id, since, until)
    meant = [each for each in every if each.report_type in query.reportTypes]
    reads = [_read(settings, each, _status_of(session, settings, each, caller.now)) for each in meant]
    found = [each for each in reads if _is_meant(each, query)]
    end = start + query.pageSize
    answer: dict[str, Any] = {"reports": found[start:end]}
    if end < len(found):
        answer["nextToken"] = page_tokens.sealed(query.model_dump_json(exclude={"nextToken"}), [end])
    return answer


def cancel_seller_report(session: Session, settings: SandboxSettings, caller: Caller, report_id: str) -> None:
    """Cancel a report that waits in the queue. Raises SellingPartnerRefusal: 400 for any other, 404."""
    report = _require(session, caller, report_id)
    if _status_of(session, settings, report, caller.now) != "IN_QUEUE":
        raise invalid_input("Only reports that are IN_QUEUE can be cancelled.", f"reportId {report_id}")
    report.cancelled_at = caller.now
    SellerReportRepository(session).add(report)


def get_document(
    session: Session, settings: SandboxSettings, caller: Caller, document_id: str, base_url: str
) -> dict[str, Any]:
    """Where a finished report can be downloaded. Raises SellingPartnerRefusal (404)."""
    report = _require(session, caller, document_id.removeprefix("doc-"))
    if _status_of(session, settings, report, caller.now) != "DONE" or not document_id.startswith("doc-"):
        raise not_found(f"Document {document_id[:60]} not found")
    address = f"{base_url.rstrip('/')}/seller-report-documents/{document_id}"
    return {
        "reportDocumentId": document_id,
        "url": link_to(settings, address, document_id, now=caller.now),
        "compressionAlgorithm": "GZIP",
    }


def open_seller_document(
    session: Session, settings: SandboxSettings, document_id: str, query: Mapping[str, str], *, now: datetime
) -> tuple[Iterator[bytes], str]:
    """The gzip file of a report as it is made, and what is in it. Raises LinkRefusal."""
    require_link(settings, document_id, query, now=now)
    report = SellerReportRepository(session).find(document_id.removeprefix("doc-"))
    if report is None:
        raise no_such_document()
    text, media_type = documents.document_of(report.report_type, _asked(session, report))
    return gzipped(text), media_type


def _require_options(report_type: str, options: dict[str, str]) -> None:
    kind = types.FLAT_FILES.get(report_type)
    unknown = set(options) - (kind.options if kind else set())
    period = options.get("aggregatedByTimePeriod", ledger.PERIODS[0])
    if unknown or period not in ledger.PERIODS:
        raise invalid_input("Invalid report options.", ", ".join(sorted(unknown)) or "aggregatedByTimePeriod")


def _require(session: Session, caller: Caller, report_id: str) -> SellerReport:
    report = SellerReportRepository(session).find(report_id)
    if report is None or report.seller_id != caller.seller.seller_id:
        raise not_found(f"Report {report_id[:60]} not found")
    return report


def _asked(session: Session, report: SellerReport) -> Asked:
    seller = plan.make_seller(report.seed, report.size)
    shelves = require_shelves(seller, json.loads(report.marketplace_ids))
    end = report.end_at or report.moment
    return Asked(
        seller=seller,
        presents=tuple(look(session, seller, shelf, report.moment) for shelf in shelves),
        start=report.start_at or end - _USUAL_RANGE,
        end=min(end, report.moment),
        moment=report.moment,
        options=json.loads(report.options),
    )


def _status_of(session: Session, settings: SandboxSettings, report: SellerReport, now: datetime) -> str:
    if report.cancelled_at is not None:
        return "CANCELLED"
    elapsed = (now - report.requested_at).total_seconds()
    if elapsed < settings.pending_seconds:
        return "IN_QUEUE"
    if elapsed < settings.pending_seconds + settings.processing_seconds:
        return "IN_PROGRESS"
    asked = _asked(session, report)
    if documents.is_too_long(report.report_type, asked):
        return "FATAL"
    return "CANCELLED" if documents.is_empty(report.report_type, asked) else "DONE"


def _read(settings: SandboxSettings, report: SellerReport, status: str) -> dict[str, Any]:
    """A report in Amazon's shape, by the seller's clock. Reports without a range tell when they were asked for."""
    answer: dict[str, Any] = {
        "reportId": report.report_id,
        "reportType": report.report_type,
        "marketplaceIds": json.loads(report.marketplace_ids),
        "dataStartTime": moment_text(report.start_at or report.moment),
        "dataEndTime": moment_text(report.end_at or report.moment),
        "createdTime": moment_text(report.moment),
        "processingStatus": status,
    }
    started = report.moment + timedelta(seconds=settings.pending_seconds)
    if status != "IN_QUEUE" and report.cancelled_at is None:
        answer["processingStartTime"] = moment_text(started)
    if status in ("DONE", "FATAL") or (status == "CANCELLED" and report.cancelled_at is None):
        answer["processingEndTime"] = moment_text(started + timedelta(seconds=settings.processing_seconds))
    if status == "DONE":
        answer["reportDocumentId"] = f"doc-{report.report_id}"
    return answer


def _is_meant(read: dict[str, Any], query: SellerReportSearch) -> bool:
    in_status = not query.processingStatuses or read["processingStatus"] in query.processingStatuses
    return in_status and (not query.marketplaceIds or bool(set(read["marketplaceIds"]) & set(query.marketplaceIds)))
