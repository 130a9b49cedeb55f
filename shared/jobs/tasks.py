"""The decorator of every task: a DBOS workflow that writes one log line when it ends, and is counted."""

import functools
import time
from collections.abc import Callable
from hashlib import blake2b
from typing import ParamSpec, TypeVar

from dbos import DBOS

from shared import log, metrics
from shared.jobs.steps import reason_of
from shared.outbox.rows import REQUEST_ID

_P = ParamSpec("_P")
_R = TypeVar("_R")


def task(name: str) -> Callable[[Callable[_P, _R]], Callable[_P, _R]]:
    """Register a function as the workflow `name`, such as `ads.sync_account`.

    Its keyword arguments are what `request_job` stored. The work itself lies in DBOS steps, each of
    which may run twice and must be idempotent. The id of the request that asked for it stays with it
    and with what it causes; what nobody asked for gets an id made from the workflow's.
    """

    def register(function: Callable[_P, _R]) -> Callable[_P, _R]:
        @functools.wraps(function)
        def observed(*args: _P.args, **given: _P.kwargs) -> _R:
            workflow_id = DBOS.workflow_id or ""
            request_id = given.pop(REQUEST_ID, None) or blake2b(workflow_id.encode(), digest_size=12).hexdigest()
            line = {"task": name, "workflow_id": workflow_id, "tenant_id": given.get("tenant_id")}
            started = time.perf_counter()
            with log.on_behalf_of(str(request_id)):
                try:
                    result = function(*args, **given)
                except Exception as error:
                    _record("failed", started, line | {"reason": reason_of(error)[0]})
                    raise
                _record("done", started, line)
                return result

        return DBOS.workflow(name=name)(observed)

    return register


def _record(outcome: str, started: float, line: dict[str, object]) -> None:
    seconds = time.perf_counter() - started
    metrics.count_task(str(line["task"]), outcome, seconds)
    log.get(__name__).info("task", **line, outcome=outcome, ms=round(seconds * 1000))
