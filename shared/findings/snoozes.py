"""A snooze ends by the clock: a loop of the worker writes it, so that whoever follows findings learns of it."""

from collections.abc import Callable
from datetime import datetime

from shared.db import Database, Session
from shared.findings.columns import FindingMixin
from shared.findings.operations import Outcome, touch
from shared.findings.repository import ended_snoozes, has_ended_snoozes
from shared.jobs.each import each_alone

PAUSE = 30.0
"""Seconds between looks."""

BATCH = 100
Telling = Callable[..., None]
"""Tells outside what an Outcome has opened: `tell(session, outcome, now=now)`."""


Place = tuple[datetime, str]
"""The end of a snooze and the id of its finding."""


def end_snoozes(
    session: Session, model: type[FindingMixin], tell: Telling, *, now: datetime, after: Place | None = None
) -> tuple[int, Place | None]:
    """Open up to a batch of findings of any tenant whose snooze has ended, and tell it: how many, and the last place.

    One that raises stays as it is and stops no other. Those that somebody else has locked just now are left to a
    later look. No place says that there are no more of them.
    """
    ended = {each.finding_id: each for each in ended_snoozes(session, model, BATCH, now=now, after=after)}
    places = [(finding.snoozed_until, finding_id) for finding_id, finding in ended.items() if finding.snoozed_until]

    def end(finding_id: str) -> None:
        finding = ended[finding_id]
        finding.status, finding.snoozed_until = "open", None
        touch(finding, now=max(now, finding.updated_at))
        session.flush()
        tell(session, Outcome([finding], [], [], []), now=now)

    done = each_alone("findings.snoozes", ended, end, session=session).done
    return len(done), places[-1] if len(ended) == BATCH else None


def ender(
    database: Database, model: type[FindingMixin], tell: Telling, *, clock: Callable[[], datetime]
) -> Callable[[], int]:
    """What a loop repeats: all of them, each batch in a transaction of its own."""

    def work() -> int:
        now = clock()
        with database.read() as session:
            if not has_ended_snoozes(session, model, now=now):
                return 0
        done, after = 0, None
        while True:
            with database.write() as session:
                number, after = end_snoozes(session, model, tell, now=now, after=after)
            done += number
            if after is None:
                return done

    return work
