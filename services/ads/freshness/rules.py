"""When the data of an account would be fresh, and how old it is."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo


def seconds_since_day(day: date | None, timezone: str, known_at: datetime, now: datetime) -> float:
    """Seconds since the end of the newest delivered day there; without one, since the profile is known."""
    if day is None:
        return (now - known_at).total_seconds()
    end = datetime.combine(day + timedelta(days=1), time(), ZoneInfo(timezone)).astimezone(UTC)
    return max(0.0, (now - end).total_seconds())
