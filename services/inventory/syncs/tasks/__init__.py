"""The jobs of syncs: run one, and begin the daily ones.

Steps may run twice (after a crash), so each of them writes what it would write again. No transaction
is open while Amazon is asked.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from dbos import ScheduleInput

from services.inventory.syncs import operations
from services.inventory.syncs.rules import Part, Whose
from services.inventory.syncs.tasks import running
from services.inventory.syncs.tasks.work import SyncWork
from shared.clock import utc_now
from shared.jobs import task
from shared.jobs.each import each_alone
from shared.jobs.outcomes import Outcome
from shared.jobs.reports import Asked
from shared.jobs.steps import reason_of, step
from shared.seller_accounts import SellerAccount


def register(work: SyncWork) -> Sequence[ScheduleInput]:
    """Declare the tasks to DBOS; the schedule: every hour those syncs are started that the day still lacks."""

    @task("inventory.read_part")
    def read_part(*, tenant_id: str, whose: Whose, part: Part, asked: Asked | None, present: datetime) -> Outcome:
        return running.read(work, whose, part, asked, present)

    @task(operations.RUN)
    def run_sync(*, tenant_id: str, sync_id: str) -> None:
        try:
            running.run(work, tenant_id, sync_id, read_part)
        except Exception as error:
            step("fail", running.fail, work, tenant_id, sync_id, *reason_of(error))
            raise

    @task("inventory.daily")
    def start_daily(scheduled_at: datetime, context: Any) -> None:
        step("start", start_syncs, work)

    return [
        {
            "schedule_name": "inventory.daily",
            "workflow_fn": start_daily,
            "schedule": "37 * * * *",
            "queue_name": "inventory",
        }
    ]


def start_syncs(work: SyncWork) -> int:
    """Start today's sync of every connected account that has none; how many were looked at."""

    def start(account: SellerAccount) -> None:
        with work.database.write() as session:
            operations.start_daily_sync(session, account.tenant_id, account.seller_id, now=utc_now())

    connected = (account for account in work.accounts.all() if account.has_spapi_connection)
    return len(each_alone("inventory.daily", connected, start).done)
