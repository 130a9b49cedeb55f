"""Workers as real processes: every job runs once, whatever dies in between."""

import signal
import time
from collections import Counter

import pytest

from shared.jobs.worker import STOP_SECONDS
from tests.waiting import wait_for

TAKE_OVER_SECONDS = 120.0  # a busy machine; the worker itself looks every few seconds


def test_a_job_runs_once_for_each_id(workplace):
    for _ in range(3):
        workplace.request("three_steps", "check:1", name="first", held=False)
    worker = workplace.start()
    workplace.until("first", "one", "two", "three")
    workplace.until_status("check:1", "SUCCESS")
    workplace.request("three_steps", "check:1", name="first", held=False)
    workplace.request("three_steps", "check:2", name="second", held=False)
    workplace.until("second", "one", "two", "three")
    assert workplace.journal("first") == [(step, worker.pid) for step in ("one", "two", "three")]


def test_a_failed_job_does_not_run_again_under_its_id(workplace):
    workplace.start()
    workplace.request("failing", "check:1", name="first", failure="refused", times=1)
    workplace.until_status("check:1", "ERROR")
    workplace.request("failing", "check:1", name="first", failure="refused", times=1)
    workplace.request("three_steps", "check:2", name="second", held=False)
    workplace.until("second", "one", "two", "three")
    assert workplace.steps("first") == ["try", "refused:Amazon_said_no"]


def test_kill_9_inside_step_two_resumes_there(workplace):
    first = workplace.start()
    workplace.request("three_steps", "check:1", name="first", held=True)
    workplace.until("first", "one", "two")
    workplace.kill(first)
    workplace.let_go("first")
    second = workplace.start()
    workplace.until("first", "one", "two", "two", "three")
    workplace.until_status("check:1", "SUCCESS")
    pids = [first.pid, first.pid, second.pid, second.pid]
    assert workplace.journal("first") == list(zip(("one", "two", "two", "three"), pids, strict=True))


def test_a_job_requested_while_no_worker_runs_waits_for_the_next(workplace):
    first = workplace.start()
    workplace.kill(first)
    workplace.request("three_steps", "check:1", name="first", held=False)
    assert workplace.steps("first") == []
    workplace.start()
    workplace.until("first", "one", "two", "three")


def test_a_live_worker_takes_over_from_a_dead_one(workplace):
    """In a step, in a durable sleep, and what DBOS itself or an earlier take-over had resumed before."""
    first = workplace.start()
    workplace.request("three_steps", "held", name="held", held=True)
    workplace.request("sleeping", "sleeping", name="sleeping", seconds=4.0)
    workplace.until("held", "one", "two")
    workplace.until("sleeping", "before")
    again_id = workplace.ask(lambda client: client.fork_workflow("sleeping", 0).workflow_id)  # in no queue of ours
    workplace.until("sleeping", "before", "before")
    workplace.kill(first)
    again = workplace.start()  # takes the same slot: DBOS itself resumes
    workplace.until("held", "one", "two", "two")
    other = workplace.start()
    assert workplace.status("held") == ("PENDING", "slot-0")
    workplace.kill(again)
    died = time.monotonic()
    workplace.until("held", "one", "two", "two", "two", seconds=TAKE_OVER_SECONDS)
    for identity in ("sleeping", again_id):
        workplace.until_status(identity, "SUCCESS", seconds=TAKE_OVER_SECONDS)
    # A step that a death met between its effect and its record runs once more: at least twice, then.
    steps = Counter(workplace.steps("sleeping"))
    assert steps.keys() == {"before", "after"}
    assert min(steps.values()) >= 2
    assert time.monotonic() - died < TAKE_OVER_SECONDS
    assert workplace.status("held") == ("PENDING", "slot-1")
    last = workplace.start()
    workplace.kill(other)
    workplace.let_go("held")
    workplace.until("held", "one", "two", "two", "two", "two", "three", seconds=TAKE_OVER_SECONDS)
    pids = [first.pid, first.pid, again.pid, other.pid, last.pid, last.pid]
    assert [pid for _, pid in workplace.journal("held")] == pids
    workplace.until_status("held", "SUCCESS")


def test_a_live_workers_jobs_are_left_alone(workplace):
    first, second = workplace.start(), workplace.start()
    names = [f"held-{number}" for number in range(6)]
    for name in names:
        workplace.request("three_steps", name, name=name, held=True)
    for name in names:
        workplace.until(name, "one", "two")
    owners = {workplace.status(name) for name in names}
    assert owners <= {("PENDING", "slot-0"), ("PENDING", "slot-1")}
    workplace.start()  # looks for dead workers before it relays anything
    workplace.request("sleeping", "later", name="later", seconds=1.0)
    workplace.until("later", "before", "after")
    assert {workplace.status(name) for name in names} == owners
    for name in names:
        workplace.let_go(name)
    for name in names:
        workplace.until(name, "one", "two", "three")
        pids = {pid for _, pid in workplace.journal(name)}
        assert len(pids) == 1
        assert pids < {first.pid, second.pid}


@pytest.mark.parametrize("backend", ["postgres"], indirect=True)
def test_sigterm_ends_a_worker_in_its_grace_and_hands_work_back(workplace):
    worker = workplace.start()
    workplace.request("three_steps", "check:1", name="first", held=True)
    workplace.request("sleeping", "check:2", name="second", seconds=100.0)
    workplace.until("first", "one", "two")
    workplace.until("second", "before")
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(STOP_SECONDS + 10) == 0
    assert time.monotonic() - began >= STOP_SECONDS
    assert workplace.status("check:1") == ("PENDING", "slot-0")
    assert workplace.status("check:2") == ("PENDING", "slot-0")
    workplace.let_go("first")
    workplace.start()
    workplace.until("first", "one", "two", "two", "three")
    workplace.until_status("check:1", "SUCCESS")
    assert workplace.steps("second") == ["before"]


def test_sigterm_lets_a_running_step_end(workplace):
    worker = workplace.start()
    workplace.request("three_steps", "check:1", name="first", held=True)
    workplace.until("first", "one", "two")
    worker.send_signal(signal.SIGTERM)
    workplace.let_go("first")
    assert worker.wait(STOP_SECONDS + 10) == 0
    assert workplace.status("check:1") == ("SUCCESS", "slot-0")
    assert workplace.steps("first") == ["one", "two", "three"]


def test_a_schedule_is_registered_once(workplace):
    workplace.kill(workplace.start())
    workplace.start()
    (schedule,) = workplace.ask(lambda client: client.list_schedules())
    assert (schedule["schedule_name"], schedule["workflow_name"]) == ("catalog.yearly", "catalog.yearly")
    assert (schedule["schedule"], schedule["status"]) == ("0 0 29 2 *", "ACTIVE")
    assert schedule["queue_name"] == "catalog"
    assert workplace.steps("yearly") == []


@pytest.mark.parametrize("backend", ["sqlite"], indirect=True)
def test_every_worker_runs_a_services_own_loops_and_ends_them(workplace):
    """Two rounds at once, since the first answers that there is more; then a pause of an hour."""
    workers = [workplace.start(), workplace.start()]
    wait_for(lambda: len(workplace.steps("loop")) == 4, "the rounds")
    for worker in workers:
        worker.send_signal(signal.SIGTERM)
        assert worker.wait(STOP_SECONDS + 10) == 0
    for worker in workers:
        assert [step for step, pid in workplace.journal("loop") if pid == worker.pid] == ["one", "two", "end"]
