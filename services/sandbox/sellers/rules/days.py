"""The days of a marketplace: they begin at its own midnight and are numbered."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

_DAY_ZERO = date(2020, 1, 6).toordinal()
"""A Monday, so that weeks of seven numbers are weeks."""


@dataclass(frozen=True, slots=True)
class Day:
    """One local day: 23, 24 or 25 hours from `begin` (UTC) to `end`."""

    number: int
    on: date
    begin: datetime
    end: datetime

    @property
    def seconds(self) -> int:
        """How long it lasts."""
        return int((self.end - self.begin).total_seconds())

    def elapsed(self, moment: datetime) -> int:
        """Whole seconds of the day that have passed at a moment, within 0 and `seconds`."""
        return min(max(int((moment - self.begin).total_seconds()), 0), self.seconds)


@lru_cache(maxsize=4096)
def day_of(number: int, zone: str) -> Day:
    """The day of a number."""
    on = date.fromordinal(_DAY_ZERO + number)
    return Day(number, on, _midnight(on, zone), _midnight(on + timedelta(days=1), zone))


def number_of(moment: datetime, zone: str) -> int:
    """The number of the local day that a moment lies in."""
    return number_on(moment.astimezone(ZoneInfo(zone)).date())


def number_on(on: date) -> int:
    """The number of a date."""
    return on.toordinal() - _DAY_ZERO


def _midnight(on: date, zone: str) -> datetime:
    return datetime.combine(on, time(), ZoneInfo(zone)).astimezone(UTC)
