"""How what came in was answered, counted from values only.

Nothing is counted away: what nobody has answered in time is missed, and longer than any answer in the median. What
still has time is neither; nor is what was closed without an answer before its time was over.
"""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Literal
from zoneinfo import ZoneInfo

from shared.amazon.marketplaces import UnknownMarketplaceError, of_id

Outcome = Literal["in_time", "late", "missed", "running", "closed"]
GroupBy = Literal["account", "category", "person", "day", "week"]


@dataclass(frozen=True, slots=True)
class Asked:
    """Something that came in. `person` has answered it, or has the case; `ended_at` is the end of the case."""

    seller_id: str
    marketplace_id: str
    category: str
    person: str | None
    received_at: datetime
    answered_at: datetime | None
    ended_at: datetime | None


@dataclass(frozen=True, slots=True)
class Window:
    """Days of the marketplace, `to_on` exclusive."""

    from_on: date
    to_on: date


@dataclass(frozen=True, slots=True)
class Group:
    """What is counted together: of these days, and of whom or what."""

    window: Window
    name: str | None


@dataclass(frozen=True, slots=True)
class Times:
    """The counts of a group, the share answered in time of all that had to be, and the median in seconds.

    Both are None where they say nothing: nothing had to be answered yet; the middle one is not answered.
    """

    counts: Counter[Outcome]
    share_in_time: float | None
    median_seconds: float | None


def day_of(asked: Asked) -> date:
    """The day of the marketplace on which it came in."""
    try:
        zone = ZoneInfo(of_id(asked.marketplace_id).timezone)
    except UnknownMarketplaceError:
        zone = ZoneInfo("UTC")
    return asked.received_at.astimezone(zone).date()


def group_of(by: GroupBy, asked: Asked, day: date, window: Window) -> Group:
    """The group of something that came in on a day; a week begins on Monday, and is cut at the window."""
    if by in ("day", "week"):
        first = day if by == "day" else day - timedelta(days=day.weekday())
        after = first + timedelta(days=1 if by == "day" else 7)
        return Group(Window(max(first, window.from_on), min(after, window.to_on)), None)
    names = {"account": asked.seller_id, "category": asked.category, "person": asked.person}
    return Group(window, names[by])


def times_of(
    by: GroupBy, all_asked: Iterable[Asked], window: Window, within: timedelta, now: datetime
) -> dict[Group, Times]:
    """The times of each group of what came in in a window of days."""
    grouped: dict[Group, list[Asked]] = {}
    for asked in all_asked:
        day = day_of(asked)
        if window.from_on <= day < window.to_on:
            grouped.setdefault(group_of(by, asked, day, window), []).append(asked)
    return {group: _times(found, lambda asked: outcome_of(asked, within, now)) for group, found in grouped.items()}


def outcome_of(asked: Asked, within: timedelta, now: datetime) -> Outcome:
    """What has become of it; its due moment itself is too late."""
    due_at = asked.received_at + within
    if asked.answered_at is not None:
        return "in_time" if asked.answered_at < due_at else "late"
    if asked.ended_at is not None:
        return "closed" if asked.ended_at < due_at else "missed"
    return "missed" if now >= due_at else "running"


def _times(found: Iterable[Asked], outcome: Callable[[Asked], Outcome]) -> Times:
    counts: Counter[Outcome] = Counter()
    seconds: list[float] = []
    for asked in found:
        counts[outcome(asked)] += 1
        if asked.answered_at is not None:
            seconds.append((asked.answered_at - asked.received_at).total_seconds())
    due = counts["in_time"] + counts["late"] + counts["missed"]
    share = counts["in_time"] / due if due else None
    return Times(counts, share, _median(sorted(seconds), due))


def _median(answered: list[float], count: int) -> float | None:
    """The median of so many times, of which those that are not answered come last."""
    middle = [(count - 1) // 2, count // 2]
    if not count or middle[1] >= len(answered):
        return None
    return sum(answered[each] for each in middle) / 2
