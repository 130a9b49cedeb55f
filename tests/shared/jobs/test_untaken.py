"""Jobs that no worker takes: what they are, and that those of an older version are begun anew, whole and once."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import text

from shared.db import Database
from shared.jobs import system
from shared.jobs.backlog import waiting_untaken
from shared.jobs.locks import holding, locks_beside
from shared.jobs.system import APPLICATION_VERSION, JobClient
from shared.jobs.untaken import NO_KEY, NO_QUEUE, OLDER, restart_older
from shared.outbox.relay import Carried

NOW = datetime(2026, 11, 1, 8, tzinfo=UTC)
QUEUES = ("ads", "ads-reports")


@pytest.fixture
def jobs(templates):
    with templates.empty("jobs.dbos") as database:
        url = database.url.render_as_string(hide_password=False)
        system.migrate(url)
        client = JobClient(url)
        client.register_queue("ads", at_a_time=4, polling_seconds=1.0)
        client.register_queue("ads-reports", at_a_time=4, of_an_account=2, polling_seconds=1.0)
        for identity, queue in (("one", "ads"), ("two", "ads-reports/A1"), ("three", "ads")):
            client.enqueue([Carried("w", identity, "t", queue, {"name": identity}, NOW)])
        client.close()
        change(database, "one", created_at=int((NOW - timedelta(seconds=60)).timestamp() * 1000))
        yield database


def table(database: Database, name: str = "workflow_status") -> str:
    return name if database.is_sqlite else f"dbos.{name}"


def change(database, identity, **values):
    names = ", ".join(f"{name} = :{name}" for name in values)
    with database.write() as session:
        statement = f"UPDATE {table(database)} SET {names} WHERE workflow_uuid = :identity"  # noqa: S608
        session.execute(text(statement), {**values, "identity": identity})


def untaken(database):
    found = waiting_untaken(database, QUEUES, now=NOW)
    return {one.kind: one.count for one in found if one.count}


def row(database, identity):
    names = "status, application_version, executor_id, queue_name, queue_partition_key"
    statement = f"SELECT {names} FROM {table(database)} WHERE workflow_uuid = :identity"  # noqa: S608
    with database.read() as session:
        found = session.execute(text(statement), {"identity": identity}).one_or_none()
    return tuple(found) if found else None


def checkpoint(database, identity):
    statement = (
        f"INSERT INTO {table(database, 'operation_outputs')}"  # noqa: S608
        " (workflow_uuid, function_id, function_name, retention_timestamp) VALUES (:identity, 1, 'begin', 0)"
    )
    with database.write() as session:
        session.execute(text(statement), {"identity": identity})


def checkpoints(database):
    with database.read() as session:
        found = session.execute(text(f"SELECT workflow_uuid FROM {table(database, 'operation_outputs')}"))  # noqa: S608
        return list(found.scalars())


@pytest.fixture
def locks(tmp_path):
    return locks_beside(f"sqlite:///{tmp_path}/jobs.sqlite3")


@pytest.fixture
def restart(jobs, locks):
    return lambda: restart_older(jobs, locks, "slot-0", now=NOW)


@pytest.mark.parametrize(
    ("identity", "values", "reason"),
    [
        ("one", {"application_version": "3"}, OLDER),
        ("one", {"application_version": "3", "status": "PENDING"}, OLDER),
        ("one", {"queue_name": "deleted"}, NO_QUEUE),
        ("two", {"queue_partition_key": None}, NO_KEY),
        ("one", {"queue_name": "deleted", "status": "SUCCESS"}, None),
        ("one", {"application_version": "3", "status": "ERROR"}, None),
        ("one", {"application_version": "9"}, None),
        ("one", {"queue_name": "_dbos_internal_queue"}, None),
        ("two", {}, None),
    ],
)
def test_what_nobody_takes_is_counted_by_its_reason(jobs, identity, values, reason):
    if values:
        change(jobs, identity, **values)
    assert untaken(jobs) == ({reason: 1} if reason else {})


def test_the_age_is_that_of_the_oldest(jobs):
    change(jobs, "one", queue_name="deleted")
    found = {one.kind: one.oldest_seconds for one in waiting_untaken(jobs, QUEUES, now=NOW)}
    assert found == {OLDER: 0.0, NO_QUEUE: 60.0, NO_KEY: 0.0}


def test_jobs_of_an_older_version_are_begun_anew_where_they_waited(jobs, restart):
    change(jobs, "one", application_version="3", status="PENDING", executor_id="slot-0", started_at_epoch_ms=1)
    change(jobs, "two", application_version="2", executor_id=None)
    change(jobs, "three", application_version="3", status="SUCCESS")
    for identity in ("one", "three"):
        checkpoint(jobs, identity)
    assert restart() == 2
    assert row(jobs, "one") == ("ENQUEUED", APPLICATION_VERSION, None, "ads", None)
    assert row(jobs, "two") == ("ENQUEUED", APPLICATION_VERSION, None, "ads-reports", "A1")
    assert row(jobs, "three")[:2] == ("SUCCESS", "3")
    assert checkpoints(jobs) == ["three"]
    assert (untaken(jobs), restart()) == ({}, 0)


def test_what_a_job_had_started_beside_goes_with_its_checkpoints(jobs, restart):
    change(jobs, "one", application_version="3", status="PENDING", executor_id="slot-0")
    change(jobs, "two", application_version="3", status="PENDING", executor_id="slot-0", parent_workflow_id="one")
    change(jobs, "three", application_version="3", status="SUCCESS", parent_workflow_id="one")
    for identity in ("one", "two", "three"):
        checkpoint(jobs, identity)
    assert restart() == 1
    assert (row(jobs, "two"), row(jobs, "three"), checkpoints(jobs)) == (None, None, [])


def test_a_job_that_a_living_worker_has_in_hand_is_left_to_it(jobs, locks, restart):
    change(jobs, "one", application_version="3", status="PENDING", executor_id="slot-7")
    with holding(locks, "slot-7") as ours:
        assert ours
        assert restart() == 0
    assert restart() == 1


def test_a_worker_takes_up_what_an_older_one_left(workplace):
    """A job of which two steps were done: the first worker of this version does it from its beginning."""
    first = workplace.start()
    workplace.request("three_steps", "held", name="held", held=True)
    workplace.until("held", "one", "two")
    workplace.kill(first)
    database = Database(workplace.system_url)
    change(database, "held", application_version="3")
    database.dispose()
    workplace.let_go("held")
    second = workplace.start()
    workplace.until("held", "one", "two", "one", "two", "three")
    assert [pid for _, pid in workplace.journal("held")] == [*[first.pid] * 2, *[second.pid] * 3]
    workplace.until_status("held", "SUCCESS")
