"""Loops over rows that have nothing to do with each other: one that raises stops no other."""

from collections.abc import Callable, Iterable
from contextlib import nullcontext
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from shared import log, metrics
from shared.db import Session
from shared.db.failures import is_busy

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class Looked(Generic[_T]):
    """The rows of a loop that were done, and those that raised."""

    done: list[_T] = field(default_factory=list)
    passed_over: list[_T] = field(default_factory=list)


def each_alone(
    loop: str, rows: Iterable[_T], work: Callable[[_T], object], *, session: Session | None = None
) -> Looked[_T]:
    """Do `work` for each row, whatever another raises. In a `session` each has a savepoint of its own.

    A row that raises is logged, and counted under the `loop` (`zhuli_rows_passed_over_total`). That the database is
    busy is nobody's fault and is raised: out of a session at once, since it is of no more use, else after the last
    row. The step around the loop then tries all of it again, so `work` must be idempotent.
    """
    looked: Looked[_T] = Looked()
    busy: Exception | None = None
    for row in rows:
        try:
            with nullcontext() if session is None else session.begin_nested():
                work(row)
        except Exception as error:
            if is_busy(error) and session is not None:
                raise
            if is_busy(error):
                busy = error
            else:
                looked.passed_over.append(row)
                _count(loop, row, error)
        else:
            looked.done.append(row)
    if busy is not None:
        raise busy
    return looked


def _count(loop: str, row: object, error: Exception) -> None:
    metrics.rows_passed_over.labels(loop).inc()
    log.get(__name__).error("row passed over", loop=loop, row=str(row), failure=log.failure_of(error))
