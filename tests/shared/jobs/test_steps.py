"""Which failures are tried again, and the reason that is kept of the last one."""

import httpx
import pytest
from dbos import error as dbos_error
from sqlalchemy.exc import IntegrityError, OperationalError

from shared.amazon.ads_api import AdsApiError, DuplicateReport, InvalidReport, Throttled
from shared.jobs import steps
from tests.shared.jobs.program import FAILURES, PassingError, RefusedError


@pytest.mark.parametrize(
    ("error", "passing"),
    [
        (httpx.ConnectError("no route"), True),
        (httpx.ReadTimeout("slow"), True),
        (httpx.HTTPStatusError("503", request=httpx.Request("GET", "http://a"), response=httpx.Response(503)), True),
        (OperationalError("SELECT 1", {}, Exception("database is locked")), True),
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
        assert issubclass(kind, AdsApiError)
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
    exhausted = dbos_error.DBOSMaxStepRetriesExceeded("step", 6, [KeyError("earlier"), error])
    assert steps.reason_of(exhausted) == reason


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
