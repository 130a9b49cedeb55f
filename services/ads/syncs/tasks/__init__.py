"""The jobs of a sync: start it, fetch each report, and begin the daily ones."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from dbos import ScheduleInput

from services.ads.performance.rules import Window
from services.ads.syncs import operations
from services.ads.syncs.rules import ReportJob
from services.ads.syncs.tasks import fetching, starting
from services.ads.syncs.tasks.work import SyncWork
from shared.jobs import task
from shared.syncs import tasks

HOURLY = tasks.Hourly("ads.daily", 7, operations.QUEUE, operations.start_daily_sync)


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedules: every hour those syncs are started that the day still lacks."""

    @task(operations.FETCH.workflow)
    def fetch_report(
        *, tenant_id: str, sync_id: str, profile_key: int, report: str, from_on: str, to_on: str
    ) -> None:
        window = Window(date.fromisoformat(from_on), date.fromisoformat(to_on))
        job = ReportJob(tenant_id, sync_id, profile_key, report, window)
        with tasks.failing(partial(tasks.fail_part, work, tenant_id, sync_id, job.key)):
            fetching.fetch(work, job)

    return tasks.register(work, operations.START, partial(starting.start, work), HOURLY)
