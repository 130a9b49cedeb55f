"""The jobs of syncs that every service has: what they work with, how a failure is shown, and which are begun daily.

Steps may run twice (after a crash), so each of them writes what it would write again. No transaction is open while
Amazon is asked.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from dbos import ScheduleInput

from shared.app.connections import problem_of
from shared.clock import utc_now
from shared.db import Database, Session
from shared.jobs import task
from shared.jobs.each import each_alone
from shared.jobs.outcomes import Outcome
from shared.jobs.reports import Terms
from shared.jobs.steps import reason_of, step
from shared.seller_accounts import CHECKING, AccessTokenError, Purpose, SellerAccount, SellerAccounts
from shared.syncs import operations
from shared.syncs.columns import SyncMixin
from shared.syncs.repository import Job, Key

C = TypeVar("C")


@dataclass(frozen=True)
class SyncWork(Generic[C]):
    """What the jobs work with; `connect` gives Amazon's interface of `purpose` under an account's consent."""

    repository: ClassVar[type[Any]]
    purpose: ClassVar[Purpose] = "spapi"

    database: Database
    accounts: SellerAccounts
    connect: Callable[[str, str], C]
    terms: Terms


class Begin(Protocol):
    """Starts the sync of an account that is due."""

    def __call__(self, session: Session, tenant_id: str, seller_id: str, *, now: datetime) -> object:
        """In a transaction of its own."""


@dataclass(frozen=True, slots=True)
class Hourly:
    """When each hour the syncs that are due are begun, and by which task of which queue."""

    name: str
    minute: int
    queue: str
    begin: Begin


def register(
    work: SyncWork[Any], job: Job, run: Callable[[str, str], None], hourly: Hourly
) -> Sequence[ScheduleInput]:
    """Declare to DBOS the job that runs a sync (of a tenant, its id) and the task that begins those that are due."""

    @task(job.workflow)
    def run_sync(*, tenant_id: str, sync_id: str) -> None:
        with failing(partial(fail_sync, work, tenant_id, sync_id)):
            run(tenant_id, sync_id)

    @task(hourly.name)
    def begin_due(scheduled_at: datetime, context: Any) -> None:
        step("start", begin_all, work, hourly)

    return [
        {
            "schedule_name": hourly.name,
            "workflow_fn": begin_due,
            "schedule": f"{hourly.minute} * * * *",
            "queue_name": hourly.queue,
        }
    ]


@contextmanager
def failing(fail: Callable[[str, str], None]) -> Iterator[None]:
    """Have `fail` show the reason, a code and a sentence, of what is raised in here, which goes on."""
    try:
        yield
    except Exception as error:
        step("fail", fail, *reason_of(error))
        raise


def begin_all(work: SyncWork[Any], hourly: Hourly) -> int:
    """Begin the sync of every connected account, if it is due; how many accounts were looked at."""

    def begin(account: SellerAccount) -> None:
        with work.database.write() as session:
            hourly.begin(session, account.tenant_id, account.seller_id, now=utc_now())

    connected = (account for account in work.accounts.all() if account.is_connected(work.purpose))
    return len(each_alone(hourly.name, connected, begin).done)


def account_of(work: SyncWork[Any], tenant_id: str, sync_id: str) -> SellerAccount:
    """Whose sync it is. Raises NotFoundError, and AccessTokenError when Amazon cannot be asked for the account."""
    with work.database.read() as session:
        seller_id = operations.require_sync(work.repository(session, tenant_id), sync_id).seller_id
    account = work.accounts.one(tenant_id, seller_id)
    if account.is_connected(work.purpose):
        return account
    problem = problem_of(work.purpose, account.status_of(work.purpose))
    raise AccessTokenError(problem.code, problem.title.en, problem.code == CHECKING)


def fail_sync(work: SyncWork[Any], tenant_id: str, sync_id: str, code: str, detail: str) -> None:
    """Show a sync as failed."""
    with work.database.write() as session:
        operations.fail_sync(work.repository(session, tenant_id), sync_id, code, detail, now=utc_now())


def begin_part(work: SyncWork[Any], tenant_id: str, sync_id: str, key: Key) -> SyncMixin:
    """Show a part as under way; its sync. Raises NotFoundError."""
    with work.database.write() as session:
        sync: SyncMixin = operations.set_part(work.repository(session, tenant_id), sync_id, key, status="running")
        return sync


def tell_wait(work: SyncWork[Any], tenant_id: str, sync_id: str, key: Key, code: str, detail: str) -> None:
    """Show what a part waits for."""
    with work.database.write() as session:
        operations.set_part(work.repository(session, tenant_id), sync_id, key, **operations.failure(code, detail))


def end_part(
    work: SyncWork[Any], tenant_id: str, sync_id: str, key: Key, outcome: Outcome, *, goes_on: bool = False
) -> None:
    """Show how a part ended; with the last one its sync ends, unless it `goes_on`."""
    with work.database.write() as session:
        repository = work.repository(session, tenant_id)
        operations.end_part(repository, sync_id, key, outcome, goes_on=goes_on, now=utc_now())


def fail_part(work: SyncWork[Any], tenant_id: str, sync_id: str, key: Key, code: str, detail: str) -> None:
    """Show a part as failed, and with the last one its sync."""
    end_part(work, tenant_id, sync_id, key, Outcome("failed", code=code, detail=detail))


def settle(work: SyncWork[Any], tenant_id: str, sync_id: str) -> None:
    """End a sync that went on after its last part."""
    with work.database.write() as session:
        repository = work.repository(session, tenant_id)
        sync = operations.require_sync(repository, sync_id, lock=True)
        operations.settle(repository, sync, now=utc_now())
