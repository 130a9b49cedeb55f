"""What is known of a delivered day, and when a day is due."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

API, FILE = "api", "file"

_DUE_HOUR = 9


@dataclass(frozen=True, slots=True)
class StoredDay:
    """What is known of one delivered day."""

    source: str
    first_delivered_at: datetime
    row_count: int = 0
    requested_at: datetime | None = None
    digest: str | None = None


def due_at(day: date, timezone: str) -> datetime:
    """When a day's numbers are due: 09:00 of the next day in the profile's time zone, as UTC."""
    return datetime.combine(day + timedelta(days=1), time(_DUE_HOUR), ZoneInfo(timezone)).astimezone(UTC)
