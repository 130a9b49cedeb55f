"""How the clocks of a case run: by the wall clock, from when it happened, from values only."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from services.tickets.findings.rules import AT_RISK, BREACHED, FIRST_RESPONSE
from services.tickets.findings.rules import RESOLUTION as RESOLUTION_SUBJECT
from services.tickets.thresholds.rules import TicketsThresholds
from shared.findings.rules import Judge, Key, Observation, Severity

Level = Literal["running", "at_risk", "breached"]
LEVELS: tuple[Level, ...] = ("running", "at_risk", "breached")
_SEVERITIES: dict[Level, Severity] = {"at_risk": "HIGH", "breached": "CRITICAL"}
_CODES: dict[Level, str] = {"at_risk": AT_RISK, "breached": BREACHED}


ANSWER, AMAZON_ANSWER, RESOLUTION = "answer", "amazon_answer", "resolution"
"""The clocks: ours and Amazon's of the answer to a message, and that of the whole case."""

AMAZON_HOURS = 24
"""Amazon counts an answer as late after 24 h, weekends and holidays included (Seller Central, 200549770)."""

CLOCK_TOLERANCE = timedelta(minutes=5)
"""A moment that lies ahead by so much is now: other machines' clocks are not ours."""

SUBJECTS = {ANSWER: FIRST_RESPONSE, RESOLUTION: RESOLUTION_SUBJECT}


@dataclass(frozen=True, slots=True)
class Clock:
    """One clock: when it began, warns and is due, and the furthest level that was told.

    `stood_at` is the moment since which it stands still, `done_at` the one at which its work was done; a stopped one
    has ended, done or not.
    """

    name: str
    begun_at: datetime
    warn_at: datetime
    due_at: datetime
    level: str
    stood_at: datetime | None = None
    done_at: datetime | None = None
    is_stopped: bool = False

    @property
    def is_running(self) -> bool:
        """Whether time counts."""
        return not self.is_stopped and self.stood_at is None


def moments_of(begin: datetime, hours: int, thresholds: TicketsThresholds) -> tuple[datetime, datetime]:
    """When a clock of so many hours warns, and when it is due."""
    whole = timedelta(hours=hours)
    return begin + whole * thresholds.at_risk_percent / 100, begin + whole


def not_ahead(moment: datetime | None, now: datetime) -> datetime:
    """When something happened that was told now: now if nobody says. Raises ValueError for what lies ahead."""
    if moment is None:
        return now
    if moment > now + CLOCK_TOLERANCE:
        raise ValueError("must not lie ahead")
    return min(moment, now)


def shown_level(clock: Clock) -> str:
    """How far a clock has run: of one that was done in time and told late, not what was told meanwhile."""
    return clock.level if clock.done_at is None else level_at(clock, clock.done_at)


def level_at(clock: Clock, moment: datetime) -> Level:
    """How far the clock has run at a moment; its due moment itself is too late."""
    seen = clock.stood_at or moment
    if seen >= clock.due_at:
        return "breached"
    return "at_risk" if seen >= clock.warn_at else "running"


def news_of(clock: Clock, moment: datetime) -> list[Level]:
    """The levels that the clock has reached and nobody was told of; each comes up once in its life.

    A clock whose work was done has run until then, whenever we were told; one that has ended otherwise is over.
    """
    if clock.done_at is not None:
        moment = min(moment, clock.done_at)
    elif clock.is_stopped:
        return []
    reached, reported = LEVELS.index(level_at(clock, moment)), LEVELS.index(_level(clock.level))
    return list(LEVELS[reported + 1 : reached + 1])


def next_check(clocks: Iterable[Clock], moment: datetime) -> datetime | None:
    """When a running clock reaches its next level."""
    ahead = [at for clock in clocks if clock.is_running for at in (clock.warn_at, clock.due_at) if at > moment]
    return min(ahead, default=None)


def due_at(clocks: Iterable[Clock]) -> datetime | None:
    """The earliest due moment of the running clocks."""
    return min((clock.due_at for clock in clocks if clock.is_running), default=None)


def observe(clock: Clock, case_id: str, case_subject: str, moment: datetime) -> list[Observation]:
    """The finding that the clock stands for at a moment: none, or the one of its level."""
    level = level_at(clock, moment)
    if clock.is_stopped or level == "running":
        return []
    hours = (clock.due_at - clock.begun_at).total_seconds() / 3600
    return [
        Observation(
            key=Key(_CODES[level], SUBJECTS[clock.name], case_id),
            subject_name=case_subject,
            severity=_SEVERITIES[level],
            measure=1.0,
            from_on=clock.begun_at.date(),
            to_on=clock.due_at.date() + timedelta(days=1),
            formula="now >= due_at" if level == "breached" else "now >= begin + percent * (due_at - begin)",
            facts={"hours_total": round(hours, 2), "due_at": f"{clock.due_at:%Y-%m-%d %H:%M} UTC"},
            links={"case": f"/v1/tickets/cases/{case_id}"},
        )
    ]


JUDGES: tuple[Judge[tuple[Clock, str, str, datetime]], ...] = (
    Judge((AT_RISK, BREACHED), lambda judged: observe(*judged)),
)


def _level(text: str) -> Level:
    return next(level for level in LEVELS if level == text)
