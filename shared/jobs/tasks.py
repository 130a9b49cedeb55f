"""The decorator of every task: a DBOS workflow that writes one log line when it ends."""

import functools
import time
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from dbos import DBOS

from shared import log

_P = ParamSpec("_P")
_R = TypeVar("_R")


def task(name: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Register a function as the workflow `name`, such as `ads.sync_account`.

    Its keyword arguments are what `request_job` stored. The work itself lies in DBOS steps, each of
    which may run twice and must be idempotent.
    """

    def register(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def logged(*args: _P.args, **given: _P.kwargs) -> _R:
            started = time.perf_counter()
            outcome = "failed"
            try:
                result = function(*args, **given)
                outcome = "done"
                return result
            finally:
                log.get(__name__).info(
                    "task",
                    task=name,
                    workflow_id=DBOS.workflow_id,
                    tenant_id=given.get("tenant_id"),
                    outcome=outcome,
                    ms=round((time.perf_counter() - started) * 1000),
                )

        return DBOS.workflow(name=name)(logged)

    return register
