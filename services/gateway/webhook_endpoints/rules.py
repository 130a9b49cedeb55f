"""Bounds of webhook endpoints, and how long two secrets sign."""

from datetime import datetime, timedelta

MAX_ENDPOINTS = 20
"""Of one tenant: each event is sent to all of them."""


def is_rotation_underway(previous_ends_at: datetime | None, overlap: timedelta, *, now: datetime) -> bool:
    """Whether a rotation with an overlap has to wait: receivers may not have learnt of the last one yet.

    One without an overlap never waits: it is how a secret that leaked is ended.
    """
    return overlap > timedelta() and previous_ends_at is not None and now < previous_ends_at
