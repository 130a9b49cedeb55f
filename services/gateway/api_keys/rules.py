"""When a key works."""

from datetime import datetime, timedelta

MAX_ACTIVE_IN_CHAIN = 2
"""A rotation has an old and a new key; a third would hide that the old one was never replaced."""


def is_active(expires_at: datetime | None, revoked_at: datetime | None, *, now: datetime) -> bool:
    """Whether a key opens anything now."""
    return revoked_at is None and (expires_at is None or now < expires_at)


def end_of_overlap(expires_at: datetime | None, overlap: timedelta, *, now: datetime) -> datetime:
    """When a rotated key stops: after the overlap, or at its own end if that comes first."""
    end = now + overlap
    return end if expires_at is None else min(expires_at, end)
