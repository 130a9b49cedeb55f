"""The job that judges an account after its ERP changed listings."""

from collections.abc import Sequence

from dbos import ScheduleInput

from services.catalog.compliance.operations import flag_listings
from services.catalog.listings.operations import JUDGE
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.steps import step


def register(database: Database) -> Sequence[ScheduleInput]:
    """Declare the task to DBOS; it has no schedule, since whoever changes listings asks for it."""

    @task(JUDGE)
    def judge_listings(*, tenant_id: str, seller_id: str) -> None:
        step("judge", _judge, database, tenant_id, seller_id)

    return []


def _judge(database: Database, tenant_id: str, seller_id: str) -> None:
    with database.write() as session:
        flag_listings(session, tenant_id, seller_id, now=utc_now())
