"""Moments at which a calendar bites. All lie ahead of the present, whenever that is, so that none comes due."""

import os
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

AHEAD, NAME = "CLOCK_AHEAD_SECONDS", "CLOCK_MOMENT"
"""The settings that `startup/sitecustomize.py` and `deal.py` read."""

_STARTUP = Path(__file__).parent / "startup"
_NEW_YORK = ZoneInfo("America/New_York")
_NOON, _LATE = time(12, tzinfo=UTC), time(23, 30, tzinfo=UTC)


def in_40_days(now: datetime) -> datetime:
    """Behind everything that was judged by a month and a bit, as rows with dates of today's will be."""
    return now + timedelta(days=40)


def next_year(now: datetime) -> datetime:
    """As far ahead that the year is another one, from any day."""
    return now + timedelta(days=366)


def month_end(now: datetime) -> datetime:
    """Half an hour before the next month; in Berlin and Tokyo it has begun."""
    return datetime.combine(next(day for day in _days(now) if (day + timedelta(days=1)).day == 1), _LATE)


def short_day(now: datetime) -> datetime:
    """The evening of the Sunday that has 23 hours in New York."""
    return datetime.combine(next(day for day in _days(now) if _length(day) == timedelta(hours=23)), _NOON)


def leap_day(now: datetime) -> datetime:
    """The next 29 February: neither a year before nor a year after is there such a day."""
    return datetime.combine(next(day for day in _days(now) if (day.month, day.day) == (2, 29)), _NOON)


MOMENTS: Mapping[str, Callable[[datetime], datetime]] = {
    moment.__name__.replace("_", "-"): moment for moment in (in_40_days, next_year, month_end, short_day, leap_day)
}


def environment_at(moment: str, now: datetime) -> dict[str, str]:
    """Settings under which every Python that starts, and those that it starts, live at a moment of that name."""
    ahead = (MOMENTS[moment](now) - now).total_seconds() + float(os.environ.get(AHEAD, 0))
    path = os.pathsep.join(filter(None, [str(_STARTUP), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": path, AHEAD: str(ahead), NAME: moment}


def _days(now: datetime) -> Iterator[date]:
    """Tomorrow and the days after it."""
    return (now.date() + timedelta(days=number) for number in range(1, 10_000))


def _length(day: date) -> timedelta:
    """How long it lasts in New York."""
    begins, ends = (datetime.combine(each, time(), _NEW_YORK) for each in (day, day + timedelta(days=1)))
    return ends.astimezone(UTC) - begins.astimezone(UTC)
