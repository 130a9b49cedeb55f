"""The jobs of syncs: run one, and begin the daily ones."""

from collections.abc import Sequence
from datetime import datetime

from dbos import ScheduleInput

from services.inventory.syncs import operations
from services.inventory.syncs.rules import Part, Whose
from services.inventory.syncs.tasks import running
from services.inventory.syncs.tasks.work import SyncWork
from shared.jobs import task
from shared.jobs.outcomes import Outcome
from shared.jobs.reports import Asked
from shared.syncs import tasks

HOURLY = tasks.Hourly("inventory.daily", 37, "inventory", operations.start_daily_sync)


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedule: every hour those syncs are started that the day still lacks."""

    @task("inventory.read_part")
    def read_part(*, tenant_id: str, whose: Whose, part: Part, asked: Asked | None, present: datetime) -> Outcome:
        return running.read(work, whose, part, asked, present)

    def run(tenant_id: str, sync_id: str) -> None:
        running.run(work, tenant_id, sync_id, read_part)

    return tasks.register(work, operations.RUN, run, HOURLY)
