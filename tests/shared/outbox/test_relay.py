"""The outbox on both databases: what a transaction wrote leaves in order, at least once, with one effect."""

import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from pathlib import Path

import pytest
from dbos import DBOSClient
from sqlalchemy import func, select

from shared import log
from shared.db import Database
from shared.jobs import system
from shared.outbox import add_event, request_job
from shared.outbox.relay import BATCH, Carried, Relay
from shared.outbox.rows import rows

NOW = datetime(2026, 11, 1, 8, 30, tzinfo=UTC)
TENANT = "0198f3c0-0000-7000-8000-000000000001"
ROOT = Path(__file__).parents[3]

DYING = """
import os, signal, sys
from shared.db import Database
from shared.jobs.system import JobClient
from shared.outbox.relay import Relay
jobs = JobClient(sys.argv[1])
def enqueue(requests):
    jobs.enqueue(requests)
    os.kill(os.getpid(), signal.SIGKILL)
Relay(Database(sys.argv[2], schema="catalog"), publish=print, enqueue=enqueue).run_jobs()
"""


class Receiver:
    """Both ends of a relay; it refuses as often as it is told to, after having taken the row."""

    def __init__(self, refusals: int = 0) -> None:
        self.refusals = refusals
        self.batches: list[list[Carried]] = []
        self.jobs: list[Carried] = []

    def publish(self, events) -> None:
        self.batches.append(list(events))
        self._perhaps_refuse()

    def enqueue(self, requests: Sequence[Carried]) -> None:
        self.jobs.extend(requests)
        self._perhaps_refuse()

    def relay(self, database: Database) -> Relay:
        return Relay(database, publish=self.publish, enqueue=self.enqueue)

    def _perhaps_refuse(self) -> None:
        if self.refusals:
            self.refusals -= 1
            raise ConnectionError("refused after the fact")


@pytest.fixture
def database(service_database: Callable[[str], Database]) -> Database:
    return service_database("catalog")


def tell(database: Database, *names: str) -> None:
    with database.write() as session:
        for name in names:
            add_event(
                session, name=name, tenant_id=TENANT, subject=f"sku:{name}", data={"name": name, "n": 1}, now=NOW
            )


def request(database: Database, *identities: str) -> None:
    with database.write() as session:
        for identity in identities:
            request_job(
                session,
                workflow="catalog.check",
                workflow_id=identity,
                queue="catalog",
                tenant_id=TENANT,
                arguments={"tenant_id": TENANT, "name": identity},
                now=NOW,
            )


def waiting(database: Database) -> int:
    with database.read() as session:
        return session.execute(select(func.count()).select_from(rows)).scalar_one()


def test_jobs_leave_in_order_with_all_they_carry(database):
    request(database, "a", "c")
    request(database, "b")
    receiver = Receiver()
    assert receiver.relay(database).run_jobs() == 3
    assert receiver.jobs == [
        Carried("catalog.check", identity, TENANT, "catalog", {"tenant_id": TENANT, "name": identity}, NOW)
        for identity in ("a", "c", "b")
    ]
    assert receiver.batches == []
    assert waiting(database) == 0
    assert receiver.relay(database).run_jobs() == 0
    assert len(receiver.jobs) == 3


def test_events_leave_as_one_batch_in_order(database):
    tell(database, "listing.created", "listing.changed")
    tell(database, "listing.deleted")
    request(database, "a job that stays")
    receiver = Receiver()
    assert receiver.relay(database).run_events() == 3
    assert [[event.name for event in batch] for batch in receiver.batches] == [
        ["listing.created", "listing.changed", "listing.deleted"]
    ]
    first = receiver.batches[0][0]
    assert (first.tenant_id, first.subject, first.created_at) == (TENANT, "sku:listing.created", NOW)
    assert first.content == {"name": "listing.created", "n": 1}
    assert len({event.identity for event in receiver.batches[0]}) == 3
    assert receiver.jobs == []
    assert waiting(database) == 1


def test_a_large_outbox_leaves_in_batches_without_changing_order(database):
    names = [f"e{number:03}" for number in range(2 * BATCH + 1)]
    tell(database, *names)
    receiver = Receiver()
    relay = receiver.relay(database)
    assert [relay.run_events() for _ in range(4)] == [BATCH, BATCH, 1, 0]
    assert [event.name for batch in receiver.batches for event in batch] == names
    assert [len(batch) for batch in receiver.batches] == [BATCH, BATCH, 1]


@pytest.mark.parametrize("kind", ["job", "event"])
def test_a_failure_before_the_rows_are_gone_sends_the_same_rows_again(database, kind):
    receiver = Receiver(refusals=1)
    relay = receiver.relay(database)
    run = relay.run_jobs if kind == "job" else relay.run_events
    (request if kind == "job" else tell)(database, "one", "two")
    with pytest.raises(ConnectionError):
        run()
    assert waiting(database) == 2
    assert run() == 2
    assert waiting(database) == 0
    sent = receiver.jobs if kind == "job" else [event for batch in receiver.batches for event in batch]
    identities = [each.identity for each in sent]
    assert len(identities) == 4
    assert identities[:2] == identities[2:]


def change_and_fail(database):
    with database.write() as session:
        add_event(session, name="listing.created", tenant_id=TENANT, subject="sku:1", data={}, now=NOW)
        request_job(
            session,
            workflow="catalog.check",
            workflow_id="never",
            queue="catalog",
            tenant_id=TENANT,
            arguments={},
            now=NOW,
        )
        raise RuntimeError("the change failed")


def test_a_rolled_back_transaction_leaves_nothing(database):
    with pytest.raises(RuntimeError, match="the change failed"):
        change_and_fail(database)
    assert waiting(database) == 0
    receiver = Receiver()
    assert receiver.relay(database).run_jobs() + receiver.relay(database).run_events() == 0
    assert (receiver.jobs, receiver.batches) == ([], [])


def test_kill_9_between_enqueue_and_delete_makes_one_workflow(database, tmp_path):
    url = database.url.render_as_string(hide_password=False)
    system_url = f"sqlite:///{tmp_path / 'jobs.sqlite3'}" if database.is_sqlite else url
    system.migrate(system_url)
    request(database, "check:1", "check:2")
    for _ in range(2):
        died = subprocess.run([sys.executable, "-c", DYING, system_url, url], cwd=ROOT, timeout=60, check=False)
        assert died.returncode == -9
        assert waiting(database) == 2
        assert workflows(system_url) == ["check:1", "check:2"]
    jobs = system.JobClient(system_url)
    assert Relay(database, publish=print, enqueue=jobs.enqueue).run_jobs() == 2
    jobs.close()
    assert waiting(database) == 0
    assert workflows(system_url) == ["check:1", "check:2"]


def test_a_batch_is_handed_over_whole_or_not_at_all_and_then_each_for_itself(database, tmp_path):
    """The second request is refused by DBOS (its id belongs to another task): the first is there once."""
    url = database.url.render_as_string(hide_password=False)
    system_url = f"sqlite:///{tmp_path / 'jobs.sqlite3'}" if database.is_sqlite else url
    system.migrate(system_url)
    jobs = system.JobClient(system_url)
    jobs.enqueue([Carried("catalog.other", "check:2", TENANT, "catalog", {}, NOW)])
    request(database, "check:1", "check:2")
    tried = []

    def enqueue(requests):
        tried.append([each.identity for each in requests])
        jobs.enqueue(requests)

    assert Relay(database, publish=print, enqueue=enqueue).run_jobs() == 2
    jobs.close()
    assert tried == [["check:1", "check:2"], ["check:1"], ["check:2"]]
    assert waiting(database) == 1
    assert workflows(system_url) == ["check:2", "check:1"]


def workflows(system_url: str) -> list[str]:
    client = DBOSClient(system_database_url=system_url, system_database_engine=system.system_engine(system_url))
    try:
        found = client.list_workflows()
        assert {workflow.status for workflow in found} == {"ENQUEUED"}
        return [workflow.workflow_id for workflow in found]
    finally:
        client.destroy()


def test_a_job_knows_the_request_that_asked_for_it(service_database):
    database = service_database("catalog")
    wanted = {"workflow": "w", "queue": "q", "tenant_id": "t", "arguments": {"tenant_id": "t"}, "now": NOW}
    for request_id in ("request-of-the-erp", None):
        with log.on_behalf_of(request_id), database.write() as session:
            request_job(session, workflow_id=f"job of {request_id}", **wanted)
    found = []
    Relay(database, publish=found.extend, enqueue=found.extend).run_jobs()
    assert [job.content for job in found] == [
        {"tenant_id": "t", "request_id": "request-of-the-erp"},
        {"tenant_id": "t"},
    ]
