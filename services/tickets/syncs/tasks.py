"""The jobs of syncs: read an account's health, and begin the hourly ones.

Steps may run twice (after a crash), so each of them writes what it would write again. No transaction
is open while Amazon is asked.
"""

import random
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from dbos import DBOS, ScheduleInput

from services.tickets.account_metrics.amazon import REPORT, metrics_of
from services.tickets.syncs import operations
from services.tickets.syncs.rules import Begun
from shared.amazon.errors import DocumentExpired
from shared.amazon.report_files import ReportFileError
from shared.amazon.sp_api import Connection
from shared.amazon.sp_api.reports import Reports
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.steps import Patience, reason_of, step
from shared.seller_accounts import SellerAccounts

_FIRST_WAIT, _LONGEST_WAIT, _GROWTH = 0.5, 30.0, 1.6


class SyncFailedError(RuntimeError):
    """A sync cannot go on; where it is `retryable`, the same step may succeed later."""

    def __init__(self, code: str, detail: str, *, retryable: bool = False) -> None:
        super().__init__(code, detail)
        self.code, self.detail, self.retryable = code, detail, retryable


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with. `connect` gives the Selling Partner API under an account's consent.

    `report_patience` is in seconds, from the beginning of a sync.
    """

    database: Database
    accounts: SellerAccounts
    connect: Callable[[str, str], Connection]
    patience: Patience
    report_patience: float


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedule: every hour, each account that has no sync under way begins one."""

    @task(operations.RUN)
    def run_sync(*, tenant_id: str, sync_id: str) -> None:
        try:
            run(work, tenant_id, sync_id)
        except Exception as error:
            step("fail", _fail, work, tenant_id, sync_id, *reason_of(error))
            raise

    @task("tickets.hourly")
    def start_hourly(scheduled_at: datetime, context: Any) -> None:
        step("start", start_all, work)

    return [
        {
            "schedule_name": "tickets.hourly",
            "workflow_fn": start_hourly,
            "schedule": "27 * * * *",
            "queue_name": "tickets",
        }
    ]


def run(work: SyncWork, tenant_id: str, sync_id: str) -> None:
    """The steps from a started sync to judged metrics. Raises SyncFailedError, and what a call does not get over."""
    begun = step("begin", _begin, work, tenant_id, sync_id, patience=work.patience)
    report_id = step("request", _request, work, begun, patience=work.patience)
    document_id = _wait(work, begun, report_id)
    step("store", _store, work, begun, document_id, patience=work.patience)


def start_all(work: SyncWork) -> int:
    """Start a sync of every connected account that has none under way; how many accounts were looked at."""
    accounts = [account for account in work.accounts.all() if account.has_spapi_connection]
    for account in accounts:
        with work.database.write() as session:
            operations.start_sync(session, account.tenant_id, account.seller_id, now=utc_now())
    return len(accounts)


def _begin(work: SyncWork, tenant_id: str, sync_id: str) -> Begun:
    with work.database.read() as session:
        seller_id = operations.require_sync(session, tenant_id, sync_id).seller_id
    account = work.accounts.one(tenant_id, seller_id)
    if not account.has_spapi_connection:
        raise SyncFailedError("spapi-not-connected", "the account has no consent for the Selling Partner API")
    begun = Begun(tenant_id, sync_id, seller_id, account.marketplace_ids, utc_now())
    with work.database.write() as session:
        operations.begin_sync(session, begun)
    return begun


def _request(work: SyncWork, begun: Begun) -> str:
    return Reports(work.connect(begun.tenant_id, begun.seller_id)).create_report(REPORT, begun.marketplace_ids)


def _wait(work: SyncWork, begun: Begun, report_id: str) -> str:
    """Sleep durably until the report is there; its document."""
    pause = _FIRST_WAIT
    while True:
        document_id = step("poll", _poll, work, begun, report_id, patience=work.patience)
        if document_id is not None:
            return document_id
        DBOS.sleep(pause * random.uniform(0.5, 1.0))  # noqa: S311 - spreads load, keeps no secret
        pause = min(pause * _GROWTH, _LONGEST_WAIT)


def _poll(work: SyncWork, begun: Begun, report_id: str) -> str | None:
    """The finished report's document, None while it is made. Raises SyncFailedError when Amazon makes none."""
    report = Reports(work.connect(begun.tenant_id, begun.seller_id)).get_report(report_id)
    if report.processing_status == "DONE" and report.report_document_id:
        return report.report_document_id
    if report.processing_status not in ("IN_QUEUE", "IN_PROGRESS"):
        raise SyncFailedError("report-failed", f"Amazon made no report: {report.processing_status[:40]}")
    if utc_now() - begun.at > timedelta(seconds=work.report_patience):
        raise SyncFailedError("report-late", f"the report was not ready after {work.report_patience:.0f} s")
    return None


def _store(work: SyncWork, begun: Begun, document_id: str) -> None:
    """Read the report to its end, then store and judge it in one transaction."""
    reports = Reports(work.connect(begun.tenant_id, begun.seller_id))
    try:
        with reports.open_document(reports.get_report_document(document_id)) as chunks:
            metrics, rejected = metrics_of(b"".join(chunks))
    except DocumentExpired as error:
        raise SyncFailedError("link-expired", "the link of the report was refused", retryable=True) from error
    except ReportFileError as error:
        raise SyncFailedError(error.code, error.detail) from error
    with work.database.write() as session:
        operations.finish_sync(session, begun, metrics, rejected, now=utc_now())


def _fail(work: SyncWork, tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    with work.database.write() as session:
        operations.fail_sync(session, tenant_id, sync_id, code=code, detail=detail, now=utc_now())
