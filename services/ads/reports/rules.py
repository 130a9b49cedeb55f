"""Which days to ask for, and when a day is due."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from services.ads.performance.rules import Window

CAMPAIGNS = "spCampaigns"
AD_GROUPS = "spCampaigns.adGroup"
SEARCH_TERMS = "spSearchTerm"
REPORTS = (CAMPAIGNS, AD_GROUPS, SEARCH_TERMS)

REQUEST_DAYS = 31
"""Amazon Ads reporting v3: at most 31 days a request."""

FIRST_DAYS = 60
"""Days fetched when an account is new: the safe end of the search-term report's retention."""

REFETCHED_DAYS = 30
"""Conversions are restated up to 28 days after the order, so a day is fetched again for 30 days."""

CHUNK_ROWS = 50_000
"""Rows a transaction: large enough for speed, small enough that the API's writers get in between."""

_DUE_HOUR = 9


@dataclass(frozen=True, slots=True)
class StoredDay:
    """What is known of one delivered day."""

    source: str
    first_delivered_at: datetime


@dataclass(slots=True)
class Names:
    """What records tell by the way: (name, state) of campaigns and (campaign key, name) of ad groups, by key."""

    campaigns: dict[int, tuple[str | None, str | None]] = field(default_factory=dict)
    ad_groups: dict[int, tuple[int, str]] = field(default_factory=dict)


def days_of(window: Window) -> Iterator[date]:
    """The days of a window."""
    for offset in range((window.to_on - window.from_on).days):
        yield window.from_on + timedelta(days=offset)


def requests_of(window: Window) -> list[Window]:
    """The window cut into pieces that one request may cover."""
    pieces, start = [], window.from_on
    while start < window.to_on:
        end = min(start + timedelta(days=REQUEST_DAYS), window.to_on)
        pieces.append(Window(start, end))
        start = end
    return pieces


def due_at(day: date, timezone: str) -> datetime:
    """When a day's numbers are due: 09:00 of the next day in the profile's time zone, as UTC."""
    return datetime.combine(day + timedelta(days=1), time(_DUE_HOUR), ZoneInfo(timezone)).astimezone(UTC)
