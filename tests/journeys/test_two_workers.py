"""Two workers on one PostgreSQL: when one is killed in the middle of several syncs, the other carries them on."""

import time
from collections import Counter
from contextlib import ExitStack

import pytest

from services.ads.syncs.operations import REPORT_QUEUE
from services.cli.installation import Installation
from services.gateway.worker import CONCURRENCY
from tests.journeys.installed import Customer, at_work, facts, jobs_client, outbox
from tests.journeys.jobs import Jobs
from tests.waiting import wait_for

SEED, SIZE, SYNCS = 5, 8, 3
CARRIED_ON_SECONDS = 30.0
_AT_LEAST, _EACH = 3, 2
"""Reports that the killed worker, and the other, must have had in hand, and how many of one account each may have
until then: with its usual places the first to look may take all there are."""


@pytest.fixture
def installed(installation: Installation, monkeypatch: pytest.MonkeyPatch):
    # Long enough for both workers to have taken reports, and to be asleep or at work on them.
    monkeypatch.setenv("SANDBOX_PROCESSING_SECONDS", "3")
    with at_work(installation) as found:
        wait_for(lambda: found.is_up("worker"), "the first worker")  # it has slot-0 then
        found.add_worker()
        with jobs_client() as jobs:
            assert jobs.list_schedules(status="ACTIVE") == []
        yield found


def in_hand(all_jobs: list[Jobs]) -> dict[str, dict[str, int]]:
    """The running reports of all customers, with their finished steps, for each worker."""
    found: dict[str, dict[str, int]] = {"slot-0": {}, "slot-1": {}}
    for jobs in all_jobs:
        for slot, reports in jobs.running().items():
            found[slot] |= reports
    return found


def shared_out(all_jobs: list[Jobs]) -> bool:
    return all(len(reports) >= _AT_LEAST for reports in in_hand(all_jobs).values())


def have_gone_on(jobs: Jobs, before: dict[str, int]) -> bool:
    return all(jobs.steps_of(identity) > steps for identity, steps in before.items())


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_the_jobs_of_a_killed_worker_go_on_in_the_other(installed):
    with ExitStack() as stack:
        calm, *stormy = (stack.enter_context(Customer(installed, SEED, SIZE)) for _ in range(1 + SYNCS))
        calm.completed(calm.start_fixed_sync())
        client = stack.enter_context(jobs_client())
        all_jobs = [Jobs(client, customer.tenant_id) for customer in stormy]
        all_jobs[0].allow(REPORT_QUEUE, _EACH)
        syncs = [customer.start_fixed_sync() for customer in stormy]
        wait_for(lambda: shared_out(all_jobs), "both workers to take part", pause=0.0)
        installed.kill("worker")
        died = time.monotonic()
        before = in_hand(all_jobs)["slot-0"]
        all_jobs[0].allow(REPORT_QUEUE, CONCURRENCY)
        wait_for(lambda: have_gone_on(all_jobs[0], before), "the next steps", seconds=CARRIED_ON_SECONDS, pause=0.1)
        carried_on = time.monotonic() - died
        ended = [customer.completed(sync) for customer, sync in zip(stormy, syncs, strict=True)]
        wait_for(lambda: outbox() == 0, "an empty outbox")
        done = [job for jobs in all_jobs for kind in ("ads-sync", "ads-report") for job in jobs.of_kind(kind)]
        told = [(customer.told("campaign.flagged"), customer.told("campaign.cleared")) for customer in stormy]
        found = [customer.findings(customer.advertiser.seller_id) for customer in stormy]
        expected, survived = facts(calm.tenant_id), [facts(customer.tenant_id) for customer in stormy]
    assert carried_on <= CARRIED_ON_SECONDS
    assert len(before) >= _AT_LEAST
    assert [(sync["status"], sync["attempt"]) for sync in ended] == [("completed", 1)] * SYNCS
    reports = len(expected["sync_report"])
    assert Counter(job.status for job in done) == {"SUCCESS": SYNCS * (1 + reports)}
    assert {job.executor_id for job in done if job.workflow_id in before} == {"slot-1"}
    assert survived == [expected] * SYNCS
    assert told == [(sorted(one["finding_id"] for one in mine), []) for mine in found]
    assert [len(mine) for mine in found] == [2] * SYNCS
