"""The job that judges what an ERP has pushed; what Amazon tells is judged by the sync that reads it."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any

from dbos import ScheduleInput

from services.inventory.health import operations
from services.inventory.marketplaces.operations import lock_account
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.each import each_alone
from shared.jobs.steps import step
from shared.seller_accounts import SellerAccount, SellerAccounts


def register(database: Database, accounts: SellerAccounts) -> Sequence[ScheduleInput]:
    """Declare the task to DBOS; the schedule: pushes of ten minutes are judged together."""

    @task("inventory.judge_pushed")
    def judge_pushed(scheduled_at: datetime, context: Any) -> None:
        step("judge", judge_pushes, database, accounts, utc_now)

    return [
        {
            "schedule_name": "inventory.judge_pushed",
            "workflow_fn": judge_pushed,
            "schedule": "*/10 * * * *",
            "queue_name": "inventory",
        }
    ]


def judge_pushes(database: Database, accounts: SellerAccounts, clock: Callable[[], datetime]) -> int:
    """Judge every account's marketplaces whose own stock has changed since they were judged; how many."""
    judged: list[int] = []

    def judge(account: SellerAccount) -> None:
        tenant_id, seller_id = account.tenant_id, account.seller_id
        with database.write() as session:
            lock_account(session, tenant_id, seller_id)
            judged.append(operations.flag_pushed(session, tenant_id, seller_id, now=clock()))

    each_alone("inventory.judge_pushed", accounts.all(), judge)
    return sum(judged)
