"""Which failures are tried again, and the reason that is kept of the last one."""

import time

import httpx
import pytest
from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from shared.amazon.ads_api import AmazonApiError, DuplicateReport, InvalidReport, Throttled
from shared.jobs import steps
from shared.jobs.steps import Patience
from shared.throttle import ThrottledError
from tests.shared.jobs.program import FAILURES, PassingError, RefusedError
from tests.waiting import wait_for


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (httpx.ConnectError("no route"), True),
        (httpx.ReadTimeout("slow"), True),
        (httpx.HTTPStatusError("503", request=httpx.Request("GET", "http://a"), response=httpx.Response(503)), True),
        (httpx.HTTPStatusError("409", request=httpx.Request("GET", "http://a"), response=httpx.Response(409)), False),
        (httpx.HTTPStatusError("429", request=httpx.Request("GET", "http://a"), response=httpx.Response(429)), True),
        (OperationalError("SELECT 1", {}, Exception("database is locked")), True),
        (PoolTimeoutError("QueuePool limit"), True),
        (ThrottledError("bucket", 5.0), True),
        (IntegrityError("INSERT", {}, Exception("unique")), False),
        (PassingError(), True),
        (RefusedError(), False),
        (KeyError("name"), False),
        (RuntimeError("a defect"), False),
    ],
)
def test_is_passing(error, passing):
    assert steps.is_passing(error) is passing


def test_errors_of_the_ads_api_say_whether_they_pass():
    for kind, passing in ((Throttled, True), (InvalidReport, False), (DuplicateReport, False)):
        assert issubclass(kind, AmazonApiError)
        assert steps.is_passing(kind.__new__(kind)) is passing


@pytest.mark.parametrize(
    ("error", "reason"),
    [
        (RefusedError("with a secret"), ("refused", "Amazon said no")),
        (KeyError("a secret"), ("job-failed", "KeyError")),
        (httpx.ConnectError("https://a/?token=secret"), ("job-failed", "ConnectError")),
        (OperationalError("SELECT 'secret'", {}, Exception()), ("job-failed", "OperationalError")),
    ],
)
def test_the_reason_is_in_our_own_words(error, reason):
    assert steps.reason_of(error) == reason


def test_passing_failures_are_tried_again_and_others_fail_at_once(workplace):
    workplace.start()
    for failure in FAILURES:
        workplace.request("failing", failure, name=failure, failure=failure, times=1)
    for failure in ("network", "passing"):
        workplace.until_status(failure, "SUCCESS")
        assert workplace.steps(failure) == ["try", "try"]
    for failure, reason in (("refused", "refused:Amazon_said_no"), ("defect", "job-failed:KeyError")):
        workplace.until_status(failure, "ERROR")
        assert workplace.steps(failure) == ["try", reason]


def test_pauses_grow_to_a_bound_and_are_spread_over_all_of_it():
    patience = Patience(longest_pause=8.0)
    for tries, bound in ((0, 1.0), (1, 2.0), (2, 4.0), (3, 8.0), (9, 8.0), (99, 8.0)):
        pauses = [steps.pause_after(PassingError(), tries, patience) for _ in range(300)]
        assert 0.0 <= min(pauses) < 0.1 * bound
        assert 0.9 * bound < max(pauses) <= bound


def test_what_the_far_side_asked_for_comes_before_the_jitter():
    pauses = [steps.pause_after(ThrottledError("bucket", 30.0), 0, Patience()) for _ in range(300)]
    assert 30.0 <= min(pauses) < 30.1
    assert 30.9 < max(pauses) <= 31.0


def test_a_failure_that_does_not_pass_is_given_up_in_time_with_its_reason(workplace):
    workplace.start()
    workplace.request("failing", "network", name="network", failure="passing", times=99, patience=2.0)
    workplace.until_status("network", "ERROR")
    *tries, last = workplace.steps("network")
    assert len(tries) >= 2
    assert last == f"job-failed:PassingError_(given_up_after_{len(tries)}_tries)"


def test_the_deadline_counts_from_the_first_try_though_the_worker_dies(workplace):
    """A new worker that starts after the deadline tries once more and gives up."""
    first = workplace.start()
    began = time.monotonic()
    workplace.request("failing", "network", name="network", failure="passing", times=99, patience=6.0)
    wait_for(lambda: len(workplace.steps("network")) >= 2, "a second try")
    workplace.kill(first)
    time.sleep(max(0.0, began + 7.0 - time.monotonic()))
    second = workplace.start()
    workplace.until_status("network", "ERROR")
    after = [step for step, pid in workplace.journal("network") if pid == second.pid]
    assert [step.partition("(")[0] for step in after] == ["try", "job-failed:PassingError_"]
