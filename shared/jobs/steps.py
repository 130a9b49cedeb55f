"""Steps of a workflow: checkpointed by DBOS, repeated while a failure may pass."""

from collections.abc import Callable
from typing import Any, TypeVar

import httpx
from dbos import DBOS, StepOptions
from dbos import error as dbos_error
from sqlalchemy.exc import OperationalError

_R = TypeVar("_R")
_ATTEMPTS = 6
_FIRST_PAUSE, _GROWTH = 1.0, 2.0


def step(name: str, work: Callable[..., _R], *arguments: Any) -> _R:
    """Run `work(*arguments)` as a step. It may run twice after a crash, so it must be idempotent.

    A passing failure (see `is_passing`) is tried again up to 5 times with growing pauses.
    """
    options: StepOptions = {
        "name": name,
        "retries_allowed": True,
        "max_attempts": _ATTEMPTS,
        "interval_seconds": _FIRST_PAUSE,
        "backoff_rate": _GROWTH,
        "should_retry": is_passing,
    }
    return DBOS.run_step(options, work, *arguments)


def is_passing(error: BaseException) -> bool:
    """Whether the same call may work later: errors say so by `retryable`; networks and locked databases do."""
    known = getattr(error, "retryable", None)
    return bool(known) if known is not None else isinstance(error, httpx.HTTPError | OperationalError)


def reason_of(error: BaseException) -> tuple[str, str]:
    """A code and a sentence for a failed job, of the last try; never more than our own errors' words."""
    if isinstance(error, dbos_error.DBOSMaxStepRetriesExceeded) and error.errors:
        error = error.errors[-1]
    code = getattr(error, "code", None)
    if isinstance(code, str) and getattr(error, "detail", None):
        return code, str(error.detail)  # type: ignore[attr-defined]
    return "job-failed", type(error).__name__
