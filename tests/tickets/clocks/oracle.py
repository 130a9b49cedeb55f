"""What the clocks of a case must have told, counted minute by minute from what was posted: no product code in here.

A scenario is a list of steps in the order of posting, all times in minutes. A minute counts for our clock of a
message while nobody has answered it and the case has not ended; for Amazon's whenever nobody has answered it.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

BOUNDS = {"answer": {"at_risk": 540, "breached": 720}, "amazon_answer": {"at_risk": 1080, "breached": 1440}}
Told = frozenset[tuple[str, str, int]]
"""(level, clock, number of the message: 0 opened the case)."""


@dataclass(frozen=True)
class Step:
    """Something that was posted at a minute; a message or reply happened at another one, if that is said."""

    posted: int
    kind: Literal["open", "message", "reply", "automatic", "pending", "resolved", "reopened"]
    happened: int | None = None

    @property
    def at(self) -> int:
        return self.posted if self.happened is None else self.happened


@dataclass(frozen=True)
class Known:
    """What has been posted by some minute."""

    steps: list[Step]

    @property
    def messages(self) -> list[int]:
        """When each message was received, in the order of posting."""
        return [step.at for step in self.steps if step.kind in ("open", "message")]

    def answered(self, received: int) -> int | None:
        """When a message was answered: by the first reply of a person that was sent since."""
        return min((step.at for step in self.steps if step.kind == "reply" and step.at >= received), default=None)

    def ended(self) -> list[tuple[int, int]]:
        """The spans in which the case was done with. What comes in and waits ends one when it came in."""
        spans: list[tuple[int, int]] = []
        begin: int | None = None
        for number, step in enumerate(self.steps):
            if step.kind == "resolved":
                begin = step.posted
            if begin is None or not self._opens(number):
                continue
            spans.append((begin, max(begin, step.at)))
            begin = None
        return spans if begin is None else [*spans, (begin, 10**9)]

    def _opens(self, number: int) -> bool:
        step = self.steps[number]
        is_waiting = step.kind == "message" and Known(self.steps[:number]).answered(step.at) is None
        return is_waiting or step.kind == "reopened"


def told_by_minute(steps: list[Step], last: int, *, scans: bool) -> Iterator[Told]:
    """All that has been told by each minute from 0 to `last`.

    `scans` says whether the scan runs every minute, or only what is posted is judged.
    """
    told: set[tuple[str, str, int]] = set()
    counted: dict[tuple[str, int], tuple[int, int]] = {}  # of a clock: until when, how many minutes
    known, posted = Known([]), {step.posted for step in steps}
    for minute in range(last + 1):
        if minute in posted:  # what is posted may change the past: all is counted anew
            known = Known([step for step in steps if step.posted <= minute])
            counted = {}
        ended = known.ended()
        has_ended = _within(ended, minute)
        for number, received in enumerate(known.messages):
            answered = known.answered(received)
            until = minute if answered is None else min(minute, answered)
            for clock, bounds in BOUNDS.items():
                stood = ended if clock == "answer" else []
                key = (clock, number)
                since, before = counted.get(key, (received, 0))
                counted[key] = (max(since, until), before + sum(not _within(stood, at) for at in range(since, until)))
                if (scans or minute in posted) and (answered is not None or not has_ended):
                    told |= {(level, clock, number) for level, bound in bounds.items() if counted[key][1] >= bound}
        yield frozenset(told)


def due_at(steps: list[Step], minute: int) -> int | None:
    """When our clock of the oldest message that waits is breached if nothing more happens; None if none waits."""
    known = Known([step for step in steps if step.posted <= minute])
    waiting = [received for received in known.messages if known.answered(received) is None]
    ended = known.ended()
    if not waiting or _within(ended, minute):
        return None
    at, left = min(waiting), BOUNDS["answer"]["breached"]
    while left:
        left -= not _within(ended, at)
        at += 1
    return at


def _within(spans: list[tuple[int, int]], minute: int) -> bool:
    return any(begin <= minute < end for begin, end in spans)
