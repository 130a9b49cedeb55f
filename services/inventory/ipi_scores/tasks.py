"""The job that judges an account when its bounds have changed, or its own stock: its stock and its index."""

from collections.abc import Sequence

from dbos import DBOS, ScheduleInput

from services.inventory.health.operations import flag_pushed
from services.inventory.ipi_scores.operations import flag_account
from services.inventory.marketplaces.operations import lock_account
from shared.clock import utc_now
from shared.db import Database
from shared.findings.requests import JUDGE, SETTLE_SECONDS
from shared.jobs import task
from shared.jobs.steps import step


def register(database: Database) -> Sequence[ScheduleInput]:
    """Declare the task to DBOS; it has no schedule, since whoever changes something asks for it."""

    @task(f"inventory.{JUDGE}")
    def judge(*, tenant_id: str, seller_id: str, changed_only: bool) -> None:
        if changed_only:
            DBOS.sleep(SETTLE_SECONDS)
            step("judge-pushed", judge_pushed, database, tenant_id, seller_id)
        else:
            step("judge", judge_now, database, tenant_id, seller_id)

    return []


def judge_now(database: Database, tenant_id: str, seller_id: str) -> None:
    """Judge all that is known of a seller account, in one transaction: it has been by the same moment."""
    with database.write() as session:
        lock_account(session, tenant_id, seller_id)
        flag_account(session, tenant_id, seller_id, now=utc_now())


def judge_pushed(database: Database, tenant_id: str, seller_id: str) -> None:
    """Judge the marketplaces of a seller account whose own stock has changed."""
    with database.write() as session:
        lock_account(session, tenant_id, seller_id)
        flag_pushed(session, tenant_id, seller_id, now=utc_now())
