"""A snooze ends by the clock: a loop of the worker writes it, so that whoever follows findings learns of it."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlmodel import Session, col, select

from shared.db import Database
from shared.findings.columns import FindingMixin
from shared.findings.operations import Outcome, touch

PAUSE = 30.0
"""Seconds between looks."""

BATCH = 100
Telling = Callable[..., None]
"""Tells outside what an Outcome has opened: `tell(session, outcome, now=now)`."""


def end_snoozes(session: Session, model: type[FindingMixin], tell: Telling, *, now: datetime) -> int:
    """Open up to a batch of findings of any tenant whose snooze has ended, and tell it; how many.

    Those that somebody else has locked just now are left to a later look.
    """
    due: Select[Any] = select(model).where(col(model.snoozed_until) <= now, col(model.status) == "snoozed")
    due = due.order_by(col(model.snoozed_until)).limit(BATCH).with_for_update(skip_locked=True)
    ended: list[FindingMixin] = list(session.scalars(due))
    for finding in ended:
        finding.status, finding.snoozed_until = "open", None
        touch(finding, now=max(now, finding.updated_at))
    session.flush()
    tell(session, Outcome(ended, [], [], []), now=now)
    return len(ended)


def ender(
    database: Database, model: type[FindingMixin], tell: Telling, *, clock: Callable[[], datetime]
) -> Callable[[], int]:
    """What a loop repeats: a batch in a transaction of its own."""

    def work() -> int:
        now = clock()
        with database.read() as session:
            waiting = select(model.finding_id).where(col(model.snoozed_until) <= now, col(model.status) == "snoozed")
            if session.exec(waiting.limit(1)).first() is None:
                return 0
        with database.write() as session:
            return end_snoozes(session, model, tell, now=now)

    return work
