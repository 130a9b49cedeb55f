"""The jobs of syncs: read an account's health, and begin the hourly ones."""

from collections.abc import Sequence
from functools import partial
from typing import Any

from dbos import ScheduleInput

from services.tickets.account_metrics.amazon import REPORT, metrics_of
from services.tickets.syncs import operations
from services.tickets.syncs.repository import SyncRepository
from shared.amazon.sp_api import Connection
from shared.clock import utc_now
from shared.jobs.reports import Arrived, ReportFailedError, SellerReport, ask, fetch
from shared.jobs.steps import step
from shared.seller_accounts import SellerAccount
from shared.syncs import tasks
from shared.syncs.operations import failure


class SyncWork(tasks.SyncWork[Connection]):
    """What the jobs work with."""

    repository = SyncRepository


HOURLY = tasks.Hourly("tickets.hourly", 27, "tickets", operations.start_sync)


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedule: every hour, each account that has no sync under way begins one."""
    return tasks.register(work, operations.RUN, partial(run, work), HOURLY)


def run(work: SyncWork, tenant_id: str, sync_id: str) -> None:
    """The steps from a started sync to judged metrics. Raises what a call does not get over."""
    account = step("begin", _begin, work, tenant_id, sync_id, patience=work.terms.patience)
    connect = partial(work.connect, tenant_id, account.seller_id)
    report = SellerReport(connect, REPORT, account.marketplace_ids)
    asked = ask(report, work.terms, lambda code, detail: _show(work, tenant_id, sync_id, **failure(code, detail)))
    fetch(report, asked, partial(_store, work, account, sync_id), work.terms)


def _begin(work: SyncWork, tenant_id: str, sync_id: str) -> SellerAccount:
    account = tasks.account_of(work, tenant_id, sync_id)
    _show(work, tenant_id, sync_id, status="running")
    return account


def _show(work: SyncWork, tenant_id: str, sync_id: str, **values: Any) -> None:
    with work.database.write() as session:
        operations.change_sync(session, tenant_id, sync_id, **values, now=utc_now())


def _store(work: SyncWork, account: SellerAccount, sync_id: str, arrived: Arrived) -> None:
    """Store and judge a report in one transaction. There always is one: every account has its health."""
    if arrived.file is None:
        raise ReportFailedError("report-empty", "Amazon says that there is nothing to report; nothing changed")
    metrics, rejected = metrics_of(b"".join(arrived.chunks()))
    whose = (account.tenant_id, sync_id)
    with work.database.write() as session:
        operations.finish_sync(session, *whose, account.marketplace_ids, metrics, rejected, now=utc_now())
