"""A snooze ends by the clock: a loop of the worker writes it, so that whoever follows findings learns of it."""

from collections.abc import Callable
from datetime import datetime

from shared.db import Database, Session
from shared.findings.columns import FindingMixin
from shared.findings.operations import Outcome, touch
from shared.findings.repository import ended_snoozes, has_ended_snoozes

PAUSE = 30.0
"""Seconds between looks."""

BATCH = 100
Telling = Callable[..., None]
"""Tells outside what an Outcome has opened: `tell(session, outcome, now=now)`."""


def end_snoozes(session: Session, model: type[FindingMixin], tell: Telling, *, now: datetime) -> int:
    """Open up to a batch of findings of any tenant whose snooze has ended, and tell it; how many.

    Those that somebody else has locked just now are left to a later look.
    """
    ended = ended_snoozes(session, model, BATCH, now=now)
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
            if not has_ended_snoozes(session, model, now=now):
                return 0
        with database.write() as session:
            return end_snoozes(session, model, tell, now=now)

    return work
