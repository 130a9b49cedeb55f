"""The jobs of syncs: read an account's health, and begin the hourly ones.

Steps may run twice (after a crash), so each of them writes what it would write again. No transaction
is open while Amazon is asked.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from dbos import ScheduleInput

from services.tickets.account_metrics.amazon import REPORT, metrics_of
from services.tickets.syncs import operations
from services.tickets.syncs.rules import Begun
from shared.amazon.sp_api import Connection
from shared.app.accounts import refusal_of
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.each import each_alone
from shared.jobs.reports import Arrived, ReportFailedError, SellerReport, Terms, ask, fetch
from shared.jobs.steps import reason_of, step
from shared.seller_accounts import SellerAccount, SellerAccounts


@dataclass(frozen=True, slots=True)
class SyncWork:
    """What the jobs work with. `connect` gives the Selling Partner API under an account's consent."""

    database: Database
    accounts: SellerAccounts
    connect: Callable[[str, str], Connection]
    terms: Terms


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
    """The steps from a started sync to judged metrics. Raises what a call does not get over."""
    begun = step("begin", _begin, work, tenant_id, sync_id, patience=work.terms.patience)
    connect = partial(work.connect, tenant_id, begun.seller_id)
    report = SellerReport(connect, REPORT, begun.marketplace_ids)
    asked = ask(report, work.terms, partial(_tell, work, begun))
    fetch(report, asked, partial(_store, work, begun), work.terms)


def start_all(work: SyncWork) -> int:
    """Start a sync of every connected account that has none under way; how many accounts were looked at."""

    def start(account: SellerAccount) -> None:
        with work.database.write() as session:
            operations.start_sync(session, account.tenant_id, account.seller_id, now=utc_now())

    connected = (account for account in work.accounts.all() if account.has_spapi_connection)
    return len(each_alone("tickets.hourly", connected, start).done)


def _begin(work: SyncWork, tenant_id: str, sync_id: str) -> Begun:
    with work.database.read() as session:
        seller_id = operations.require_sync(session, tenant_id, sync_id).seller_id
    account = work.accounts.one(tenant_id, seller_id)
    if not account.has_spapi_connection:
        raise refusal_of(account, "spapi")
    begun = Begun(tenant_id, sync_id, seller_id, account.marketplace_ids, utc_now())
    with work.database.write() as session:
        operations.begin_sync(session, begun)
    return begun


def _tell(work: SyncWork, begun: Begun, code: str, detail: str) -> None:
    with work.database.write() as session:
        operations.note_wait(session, begun, code, detail, now=utc_now())


def _store(work: SyncWork, begun: Begun, arrived: Arrived) -> None:
    """Store and judge a report in one transaction. There always is one: every account has its health."""
    if arrived.file is None:
        raise ReportFailedError("report-empty", "Amazon says that there is nothing to report; nothing changed")
    metrics, rejected = metrics_of(b"".join(arrived.chunks()))
    with work.database.write() as session:
        operations.finish_sync(session, begun, metrics, rejected, now=utc_now())


def _fail(work: SyncWork, tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    with work.database.write() as session:
        operations.fail_sync(session, tenant_id, sync_id, code=code, detail=detail, now=utc_now())
