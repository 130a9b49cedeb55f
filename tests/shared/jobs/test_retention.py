"""Jobs that ended long ago are forgotten, by a real worker; what is not over yet stays, however old it is."""

from datetime import timedelta

import pytest
from sqlalchemy import TableClause, case, column, select, table, update

from shared.clock import utc_now
from shared.db import Database
from tests.shared.jobs.program import KEPT_DAYS
from tests.waiting import wait_for

pytestmark = pytest.mark.present

OLD, YOUNG = KEPT_DAYS + 0.1, KEPT_DAYS - 0.1
ENDED = {"done": OLD, "failed": OLD, "done lately": YOUNG, "failed lately": YOUNG}
OF_A_JOB = ("workflow_status", "workflow_input", "workflow_output", "operation_outputs")


def table_of(system: Database, name: str) -> TableClause:
    columns = [column(each) for each in ("workflow_uuid", "created_at", "updated_at", "completed_at")]
    return table(name, *columns, schema=None if system.is_sqlite else "dbos")


def ids_in(system: Database, name: str) -> set[str]:
    with system.read() as session:
        return set(session.execute(select(table_of(system, name).c.workflow_uuid)).scalars())


def make_old(system: Database, identity: str, days: float) -> None:
    """As if it had been requested, and had ended where it has ended, so long ago."""
    jobs, moment = table_of(system, "workflow_status"), int((utc_now() - timedelta(days=days)).timestamp() * 1000)
    ended = case((jobs.c.completed_at.is_not(None), moment))
    aged = update(jobs).where(jobs.c.workflow_uuid == identity)
    with system.write() as session:
        session.execute(aged.values(created_at=moment, updated_at=moment, completed_at=ended))


def test_a_worker_forgets_what_ended_before_the_days_it_keeps(workplace):
    system = Database(workplace.system_url)
    worker = workplace.start()
    for name in ("done", "done lately"):
        workplace.request("three_steps", name, name=name, held=False)
    for name in ("failed", "failed lately"):
        workplace.request("failing", name, name=name, failure="refused", times=1)
    workplace.request("three_steps", "running", name="running", held=True)
    for identity in ENDED:
        workplace.until_status(identity, "SUCCESS" if "done" in identity else "ERROR")
    workplace.until("running", "one", "two")
    workplace.kill(worker)
    for identity, days in {**ENDED, "running": OLD}.items():
        make_old(system, identity, days)
    workplace.start()
    wait_for(lambda: workplace.status("done") is None, "the old jobs to be forgotten")
    for name in OF_A_JOB:
        assert ids_in(system, name) & ENDED.keys() == {"done lately", "failed lately"}, name
    workplace.let_go("running")
    workplace.until_status("running", "SUCCESS")
    system.dispose()
