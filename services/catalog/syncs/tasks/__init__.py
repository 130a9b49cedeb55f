"""The jobs of a sync: start it, fetch the listings of each marketplace, and begin the hourly ones.

Steps may run twice (after a crash), so each of them writes what it would write again. No transaction
is open while Amazon is asked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dbos import ScheduleInput

from services.catalog.listings.operations import QUEUE
from services.catalog.syncs import operations
from services.catalog.syncs.rules import PartJob
from services.catalog.syncs.tasks import fetching, starting
from services.catalog.syncs.tasks.work import SyncWork
from shared.jobs import task
from shared.jobs.steps import reason_of, step


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedule: every hour, each account that has no sync under way begins one."""

    @task(operations.START)
    def start_sync(*, tenant_id: str, sync_id: str) -> None:
        try:
            step("plan", starting.plan, work, tenant_id, sync_id, patience=work.terms.patience)
        except Exception as error:
            step("fail", starting.fail, work, tenant_id, sync_id, *reason_of(error))
            raise

    @task(operations.FETCH)
    def fetch_listings(*, tenant_id: str, sync_id: str, marketplace_id: str) -> None:
        job = PartJob(tenant_id, sync_id, marketplace_id)
        try:
            fetching.fetch(work, job)
        except Exception as error:
            step("fail", fetching.fail, work, job, *reason_of(error))
            raise

    @task("catalog.hourly")
    def start_hourly(scheduled_at: datetime, context: Any) -> None:
        step("start", starting.start_all, work)

    return [
        {
            "schedule_name": "catalog.hourly",
            "workflow_fn": start_hourly,
            "schedule": "17 * * * *",
            "queue_name": QUEUE,
        }
    ]
