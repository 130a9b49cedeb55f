"""Reports API version 2021-06-30: reports are asked for, made within minutes or hours, and fetched.

Usage plans: developer-docs.amazon.com/sp-api/docs/reports-api-v2021-06-30-reference.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import datetime
from functools import partial

from sp_api.api import Reports as _Library

from shared.amazon.errors import AmazonApiError
from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Moment
from shared.throttle import Rate

_CREATE = Operation("reports.createReport", _Library, "create_report", Rate(0.0167, 15))
_GET = Operation("reports.getReport", _Library, "get_report", Rate(2.0, 15))
_LIST = Operation("reports.getReports", _Library, "get_reports", Rate(0.0222, 10))
_CANCEL = Operation("reports.cancelReport", _Library, "cancel_report", Rate(0.0222, 10))
_DOCUMENT = Operation("reports.getReportDocument", _Library, "get_report_document", Rate(0.0167, 15))

_OF_A_TYPE = Rate(4 / 3600, 24)
"""Reports of one type: 4 an hour and 96 a day, as Amazon allows for sales and traffic (issues 5210, 5240 and 5256 of
amzn/selling-partner-api-models), and a day's share of hourly ones in reserve. The quotas are the seller's, and all of
his programs use them up: what is left of them nobody tells."""


class Report(CamelStruct, frozen=True):
    """How far a report is: `processing_status` is IN_QUEUE, IN_PROGRESS, DONE, CANCELLED or FATAL.

    CANCELLED also means that there was nothing to report. A FATAL one may have a document that says why.
    """

    report_id: str
    report_type: str
    created_time: Moment
    processing_status: str
    marketplace_ids: tuple[str, ...] = ()
    data_start_time: Moment | None = None
    data_end_time: Moment | None = None
    processing_start_time: Moment | None = None
    processing_end_time: Moment | None = None
    report_document_id: str | None = None
    report_schedule_id: str | None = None


class ReportPage(CamelStruct, frozen=True):
    """A slice of the reports, the newest first."""

    reports: tuple[Report, ...]
    next_token: str | None = None


class ReportDocument(CamelStruct, frozen=True):
    """Where a report lies; the link lives for five minutes."""

    report_document_id: str
    url: str
    compression_algorithm: str | None = None


class _Created(CamelStruct, frozen=True):
    report_id: str


class Reports:
    """The Reports API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def create_report(
        self,
        report_type: str,
        marketplace_ids: Sequence[str],
        *,
        data_start_time: datetime | None = None,
        data_end_time: datetime | None = None,
        report_options: Mapping[str, str] | None = None,
        wishes: Mapping[str, str] | None = None,
    ) -> str:
        """Ask for a report; its id. The times include both ends; without them the report is of now.

        `wishes` are options that the report can be read without: where Amazon refuses them, it is asked for without.
        Raises ThrottledError while too many of its type have been asked for.
        """
        self._connection.wait_for_quota(f"reports.{report_type}", _OF_A_TYPE)
        ask = partial(
            self._connection.call,
            _CREATE,
            _Created,
            reportType=report_type,
            marketplaceIds=list(marketplace_ids),
            dataStartTime=data_start_time,
            dataEndTime=data_end_time,
        )
        try:
            return ask(reportOptions={**(report_options or {}), **(wishes or {})} or None).report_id
        except AmazonApiError as refusal:
            if refusal.status != 400 or not wishes:
                raise
            return ask(reportOptions=report_options).report_id

    def get_report(self, report_id: str) -> Report:
        """How far a report is."""
        return self._connection.call(_GET, Report, report_id)

    def list_reports(
        self,
        report_types: Sequence[str],
        *,
        processing_statuses: Sequence[str] | None = None,
        marketplace_ids: Sequence[str] | None = None,
        created_since: datetime | None = None,
    ) -> Iterator[ReportPage]:
        """The account's reports of some types, those that Amazon schedules itself included."""
        return self._connection.pages(
            _LIST,
            ReportPage,
            cursor="nextToken",
            cursor_alone=True,
            reportTypes=list(report_types),
            processingStatuses=processing_statuses,
            marketplaceIds=marketplace_ids,
            createdSince=created_since,
            pageSize=100,
        )

    def cancel_report(self, report_id: str) -> None:
        """Take a report back that is still IN_QUEUE."""
        self._connection.send(_CANCEL, report_id)

    def get_report_document(self, report_document_id: str) -> ReportDocument:
        """Where a finished report lies."""
        return self._connection.call(_DOCUMENT, ReportDocument, report_document_id)

    def open_document(self, document: ReportDocument) -> AbstractContextManager[Iterator[bytes]]:
        """The text of a report as it arrives; see `Connection.open_document`."""
        return self._connection.open_document(document.url, gzipped=document.compression_algorithm == "GZIP")
