"""The jobs of a sync: start it, fetch each report, and begin the daily ones.

Steps may run twice (after a crash), so each of them writes what it would write again. No transaction
is open while Amazon is asked.
"""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from dbos import ScheduleInput

from services.ads.performance.rules import Window
from services.ads.syncs import operations
from services.ads.syncs.rules import ReportJob
from services.ads.syncs.tasks import fetching, starting
from services.ads.syncs.tasks.work import SyncWork
from shared.jobs import task
from shared.jobs.steps import reason_of, step


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedules: every hour those syncs are started that the day still lacks."""

    @task(operations.START)
    def start_sync(*, tenant_id: str, sync_id: str) -> None:
        try:
            starting.start(work, tenant_id, sync_id)
        except Exception as error:
            step("fail", starting.fail, work, tenant_id, sync_id, *reason_of(error))
            raise

    @task(operations.FETCH)
    def fetch_report(
        *, tenant_id: str, sync_id: str, profile_key: int, report: str, from_on: str, to_on: str
    ) -> None:
        window = Window(date.fromisoformat(from_on), date.fromisoformat(to_on))
        job = ReportJob(tenant_id, sync_id, profile_key, report, window)
        try:
            fetching.fetch(work, job)
        except Exception as error:
            step("fail", fetching.fail, work, job, *reason_of(error))
            raise

    @task("ads.daily")
    def start_daily(scheduled_at: datetime, context: Any) -> None:
        step("start", starting.start_daily, work)

    return [
        {
            "schedule_name": "ads.daily",
            "workflow_fn": start_daily,
            "schedule": "7 * * * *",
            "queue_name": operations.QUEUE,
        }
    ]
