"""The job that judges an account when its bounds have changed; what arrives is judged as it does."""

from collections.abc import Sequence

from dbos import ScheduleInput

from services.ads.campaigns.operations import judge_account
from services.ads.profiles.operations import lock_account
from shared.clock import utc_now
from shared.db import Database
from shared.findings.requests import JUDGE
from shared.jobs import task
from shared.jobs.steps import step


def register(database: Database) -> Sequence[ScheduleInput]:
    """Declare the task to DBOS; it has no schedule, since whoever changes bounds asks for it."""

    @task(f"ads.{JUDGE}")
    def judge(*, tenant_id: str, seller_id: str, changed_only: bool) -> None:
        step("judge", judge_now, database, tenant_id, seller_id)

    return []


def judge_now(database: Database, tenant_id: str, seller_id: str) -> None:
    """Judge all that is known of a seller account, in one transaction: it has been by the same moment."""
    with database.write() as session:
        lock_account(session, tenant_id, seller_id)
        judge_account(session, tenant_id, seller_id, now=utc_now())
