"""Steps of a workflow: checkpointed by DBOS, repeated while a failure may pass."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar

import httpx
from dbos import DBOS

from shared import log
from shared.clock import utc_now
from shared.db.failures import is_busy, is_full

_R = TypeVar("_R")
_FIRST_BOUND, _GROWTH = 1.0, 2.0


@dataclass(frozen=True, slots=True)
class Patience:
    """How long failures that may pass are waited out, in seconds: in all, and the longest bound of a pause."""

    total: float = 1800.0
    longest_pause: float = 60.0


class GivenUpError(RuntimeError):
    """A failure that might have passed did not pass in time; code and detail are those of the last try."""

    retryable = False

    def __init__(self, code: str, detail: str) -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


@dataclass(frozen=True, slots=True)
class _Again:
    """The checkpoint of a try that failed: when the first one began (Unix seconds), and the pause before the next."""

    began: float
    pause: float


def step(name: str, work: Callable[..., _R], *arguments: Any, patience: Patience | None = None) -> _R:
    """Run `work(*arguments)` as a step. It may run twice after a crash, so it must be idempotent.

    A passing failure (see `is_passing`) is tried again until the patience ends. Each try and each pause is a
    checkpoint of its own, so a new worker goes on in the middle of a pause and keeps the deadline.
    Raises GivenUpError, or what `work` raises.
    """
    tries, began = 0, None
    while True:
        outcome = DBOS.run_step({"name": name}, _try, name, work, arguments, patience or Patience(), tries, began)
        if not isinstance(outcome, _Again):
            return outcome
        DBOS.sleep(outcome.pause)
        tries, began = tries + 1, outcome.began


def _try(
    name: str,
    work: Callable[..., _R],
    arguments: tuple[Any, ...],
    patience: Patience,
    tries: int,
    began: float | None,
) -> _R | _Again:
    """One try. What depends on the clock or on chance is decided in here, so that a replay decides the same."""
    first = utc_now().timestamp() if began is None else began
    try:
        return work(*arguments)
    except Exception as error:
        if not is_passing(error):
            raise
        code, detail = reason_of(error)
        pause = pause_after(error, tries, patience)
        if utc_now().timestamp() + pause > first + patience.total:
            raise GivenUpError(code, f"{detail} (given up after {tries + 1} tries)") from error
        log.get(__name__).warning("step is tried again", step=name, code=code, tries=tries + 1, pause=round(pause, 1))
        return _Again(first, pause)


def pause_after(error: BaseException, tries: int, patience: Patience) -> float:
    """Seconds before the next try: what the far side asked for (`retry_after`), and a random time on top.

    "Full jitter": anything up to a bound that doubles with each try, so that those who failed together do not
    come back together (AWS Architecture Blog, "Exponential Backoff And Jitter", 2015).
    """
    bound = min(patience.longest_pause, _FIRST_BOUND * _GROWTH ** min(tries, 30))
    asked: float = getattr(error, "retry_after", None) or 0.0
    return asked + random.uniform(0.0, bound)  # noqa: S311 - spreads load, keeps no secret


def is_passing(error: BaseException) -> bool:
    """Whether the same call may work later: errors say so by `retryable`; networks, busy databases, full disks do."""
    known = getattr(error, "retryable", None)
    if known is not None:
        return bool(known)
    if isinstance(error, httpx.HTTPStatusError):
        return error.response.status_code >= 500 or error.response.status_code == 429
    return isinstance(error, httpx.HTTPError) or is_busy(error) or is_full(error)


def reason_of(error: BaseException) -> tuple[str, str]:
    """A code and a sentence for a failed job; never more than our own errors' words."""
    code = getattr(error, "code", None)
    if isinstance(code, str) and getattr(error, "detail", None):
        return code, str(error.detail)  # type: ignore[attr-defined]
    return "job-failed", type(error).__name__
