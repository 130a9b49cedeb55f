"""The job that judges an account after its ERP changed listings."""

from collections.abc import Sequence

from dbos import DBOS, ScheduleInput

from services.catalog.compliance.operations import is_judgement_wanted, judge_account, store_judgement
from services.catalog.listings.operations import JUDGE
from shared.clock import utc_now
from shared.db import Database
from shared.jobs import task
from shared.jobs.steps import step

SETTLE_SECONDS = 5.0
"""An ERP sends its listings in many batches: those that come within this time are judged together."""


def register(database: Database) -> Sequence[ScheduleInput]:
    """Declare the task to DBOS; it has no schedule, since whoever changes listings asks for it."""

    @task(JUDGE)
    def judge_listings(*, tenant_id: str, seller_id: str) -> None:
        DBOS.sleep(SETTLE_SECONDS)
        step("judge", judge, database, tenant_id, seller_id)

    return []


def judge(database: Database, tenant_id: str, seller_id: str) -> None:
    """Judge an account unless nobody waits for it any more; no write lock is held while the rules are at it."""
    with database.read() as session:
        if not is_judgement_wanted(session, tenant_id, seller_id):
            return
        judgement = judge_account(session, tenant_id, seller_id, now=utc_now())
    with database.write() as session:
        store_judgement(session, tenant_id, seller_id, judgement, now=utc_now())
