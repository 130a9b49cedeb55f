"""The jobs of a sync: start it, fetch the listings of each marketplace, and begin the hourly ones."""

from collections.abc import Sequence
from functools import partial

from dbos import ScheduleInput

from services.catalog.listings.operations import QUEUE
from services.catalog.syncs import operations
from services.catalog.syncs.rules import PartJob
from services.catalog.syncs.tasks import fetching
from services.catalog.syncs.tasks.work import SyncWork
from shared.clock import utc_now
from shared.jobs import task
from shared.jobs.steps import step
from shared.syncs import tasks

HOURLY = tasks.Hourly("catalog.hourly", 17, QUEUE, operations.start_sync)


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedule: every hour, each account that has no sync under way begins one."""

    @task(operations.FETCH.workflow)
    def fetch_listings(*, tenant_id: str, sync_id: str, marketplace_id: str) -> None:
        job = PartJob(tenant_id, sync_id, marketplace_id)
        with tasks.failing(partial(tasks.fail_part, work, tenant_id, sync_id, job.key)):
            fetching.fetch(work, job)

    def start(tenant_id: str, sync_id: str) -> None:
        step("plan", plan, work, tenant_id, sync_id, patience=work.terms.patience)

    return tasks.register(work, operations.START, start, HOURLY)


def plan(work: SyncWork, tenant_id: str, sync_id: str) -> None:
    """Plan a part for each of the account's marketplaces. Raises AccessTokenError."""
    account = tasks.account_of(work, tenant_id, sync_id)
    with work.database.write() as session:
        operations.plan_parts(session, tenant_id, sync_id, account.marketplace_ids, now=utc_now())
