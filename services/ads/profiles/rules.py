"""Amazon's clock beside ours."""

from datetime import datetime

_SAME_CLOCK = 3600
"""Seconds within which two clocks that are meant to agree may differ."""


def ahead_seconds(amazons: datetime | None, ours: datetime) -> int:
    """By how much Amazon's clock is ahead: 0 where it tells none, or only goes a little wrong, as ours may."""
    ahead = 0 if amazons is None else round((amazons - ours).total_seconds())
    return ahead if abs(ahead) > _SAME_CLOCK else 0
