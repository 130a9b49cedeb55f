"""`kill -9` of the worker in mid-sync, at chosen moments: nothing is lost, nothing doubled."""

from collections.abc import Callable

import pytest
from sqlalchemy import func, select

from services.cli.installation import Installation
from services.cli.verdicts import compare, read_key
from shared.jobs.reports.states import State
from tests.journeys.installed import TABLES, Customer, Installed, at_work, database_of, facts, jobs_client, outbox
from tests.journeys.jobs import Jobs
from tests.waiting import wait_for

SEED, SIZE = 3, 100
MOMENTS = ("start", "wait", "ingest", "ingest", "judge")
_TRIES = 4
_PATIENCE = 180.0
"""Seconds: a report whose link expired over and over is asked for again after up to a minute."""


def moments(customer: Customer, jobs: Jobs) -> dict[str, Callable[[], bool]]:
    """Whether the sync is just there."""

    def start() -> bool:
        return jobs.statuses("ads-sync") == ["PENDING"]

    def wait() -> bool:
        last = jobs.last_steps()
        return len(last["DBOS.sleep"]) >= 3 and "take" not in last

    def ingest() -> bool:
        return any(outcome.state is State.READY for outcome in jobs.last_steps()["look"])

    def judge() -> bool:
        return findings(customer) > 0

    return {"start": start, "wait": wait, "ingest": ingest, "judge": judge}


def findings(customer: Customer) -> int:
    finding = TABLES["finding"]
    query = select(func.count()).where(finding.c.tenant_id == customer.tenant_id)
    with database_of("ads") as database, database.read() as session:
        return session.execute(query).scalar_one()


def kill_at(installed: Installed, moment: str, is_now: Callable[[], bool]) -> None:
    """Kill the worker at a moment, and start another. What it left shows whether the moment was hit."""
    for _ in range(_TRIES):
        wait_for(is_now, f"the moment {moment!r}", seconds=_PATIENCE, pause=0.0)
        installed.kill("worker")
        hit = is_now()
        installed.start("worker")
        if hit:
            return
    raise AssertionError(f"the moment {moment!r} was missed {_TRIES} times")


@pytest.fixture
def installed(installation: Installation, monkeypatch: pytest.MonkeyPatch):
    # Links that expire before a new worker has started, so that it must ask for another one; not before a job
    # that waits for another one of its kind has its turn.
    monkeypatch.setenv("SANDBOX_LINK_SECONDS", "3")
    # Long enough for a look at reports that are waited for, also from a busy machine.
    monkeypatch.setenv("SANDBOX_PROCESSING_SECONDS", "4")
    with at_work(installation) as found:
        yield found


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)  # on SQLite the storm does the same
def test_a_worker_killed_again_and_again_loses_and_doubles_nothing(installed):
    with (
        jobs_client() as client,
        Customer(installed, SEED, SIZE) as calm,
        Customer(installed, SEED, SIZE) as stormy,
    ):
        calm.completed(calm.start_fixed_sync())
        sync, jobs = stormy.start_fixed_sync(), Jobs(client, stormy.tenant_id)
        for moment in MOMENTS:
            kill_at(installed, moment, moments(stormy, jobs)[moment])
        last = stormy.completed(sync)
        wait_for(lambda: outbox() == 0, "an empty outbox")
        wait_for(lambda: set(jobs.statuses("ads-report") + jobs.statuses("ads-sync")) == {"SUCCESS"}, "the jobs")
        found = stormy.findings(stormy.advertiser.seller_id)
        told = stormy.told("campaign.flagged")
        expected, survived = facts(calm.tenant_id), facts(stormy.tenant_id)
    assert last["attempt"] == 1
    assert {name: len(rows) for name, rows in survived.items()} == {n: len(rows) for n, rows in expected.items()}
    assert survived == expected
    assert len(survived["delivery"]) == 2 * 6 * 53
    assert told == sorted(finding["finding_id"] for finding in found)
    verdict = compare(read_key(installed.installation, SEED, SIZE), found, services=("ads",))
    assert (verdict.planted, verdict.missed, verdict.false) == (len(found), [], [])
    assert verdict.planted > 20
