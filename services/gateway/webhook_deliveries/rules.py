"""What is sent, how it is signed, and when it is sent again: Standard Webhooks 1.0.

github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from typing import Any

import orjson

from shared import webhooks

INSTALLATION = "installation"
"""The tenant whose endpoints are our own programs: they subscribe to the events of all tenants, and no key is its."""

MAX_PAYLOAD_BYTES = 20_000
"""The specification asks for less than 20 kB, since receivers limit what they read."""

LIVE_PAUSES = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
"""Before each further try, counted from the one before; the specification's example schedule."""

TEST_PAUSES = LIVE_PAUSES[:4]
SUBSCRIBER_PAUSES = tuple(timedelta(seconds=seconds) for seconds in (1, 5, 15, 30))
"""Between tries at our own programs; the last one goes on for as long as they are away."""

JITTER = 0.1
"""A pause is up to this fraction shorter or longer, so that receivers are not called in waves."""

SLOW_DOWN = timedelta(minutes=1)
MAX_SLOW_DOWN = timedelta(hours=1)
"""How long a receiver that asks for it is left alone: when it does not say how long, and at most."""

MAX_FAILING = timedelta(days=5)
GONE = 410
_SLOW_DOWN_STATUSES = frozenset({429, 502, 504})
IN_FLIGHT, IN_FLIGHT_FAILING = 4, 1
"""Calls of one endpoint at a time, over all workers; one whose last call failed gets a single one."""

IN_FLIGHT_SUBSCRIBER = 16
"""The same of our own programs, which take the events of all tenants."""

LANE_PART = 3
"""A tenant has at most one call under way for so many free places: a quarter of all when it is alone, less as others
take theirs, so that places are left for whoever comes (dynamic thresholds, Choudhury and Hahne 1998)."""


def secret_name(endpoint_id: str) -> str:
    """What an endpoint's secrets are sealed under; a rotated one keeps it."""
    return f"webhook_endpoint/{endpoint_id}/secret"


def matches(event_types: str, event_type: str) -> bool:
    """Whether an endpoint with these types (separated by blanks, none means all) wants an event.

    Our own programs may ask for `*.flagged`: whatever is flagged.
    """
    wanted = event_types.split()
    return not wanted or event_type in wanted or f"*.{event_type.rpartition('.')[2]}" in wanted


def in_flight(tenant_id: str, *, failing: bool) -> int:
    """How many calls of an endpoint of this tenant may be under way."""
    if failing:
        return IN_FLIGHT_FAILING
    return IN_FLIGHT_SUBSCRIBER if tenant_id == INSTALLATION else IN_FLIGHT


def lane_room(under_way: int, free: int) -> int:
    """How many more calls a tenant with so many under way may begin, of so many free places.

    The first one is granted as long as any place is free.
    """
    return max((free - LANE_PART * under_way) // (LANE_PART + 1), int(free > 0 and under_way == 0), 0)


def payload(
    *, event_id: str, event_type: str, subject: str, livemode: bool, occurred_at: datetime, data: Mapping[str, Any]
) -> bytes:
    """The body of every try of an event, the same each time; data that make it too long are left out."""
    body: dict[str, Any] = {
        "type": event_type,
        "timestamp": occurred_at.astimezone(UTC),
        "data": data,
        "event_id": event_id,
        "subject": subject,
        "livemode": livemode,
    }
    content = orjson.dumps(body, option=orjson.OPT_UTC_Z)
    if len(content) < MAX_PAYLOAD_BYTES:
        return content
    return orjson.dumps(body | {"data": {}, "data_omitted": True}, option=orjson.OPT_UTC_Z)


def payload_of_any_tenant(
    *, event_id: str, tenant_id: str, event_type: str, subject: str, occurred_at: datetime, data: Mapping[str, Any]
) -> bytes:
    """The same for our own programs: they are told whose event it is, and take data of any length."""
    body: dict[str, Any] = {
        "type": event_type,
        "timestamp": occurred_at.astimezone(UTC),
        "data": data,
        "event_id": event_id,
        "subject": subject,
        "tenant_id": tenant_id,
    }
    return orjson.dumps(body, option=orjson.OPT_UTC_Z)


def headers(event_id: str, body: bytes, secrets: Sequence[str], *, now: datetime) -> dict[str, str]:
    """The headers of one try, signed with every secret."""
    ours = {"Content-Type": "application/json", "User-Agent": "Zhuli-Webhooks/1"}
    return ours | webhooks.signed_headers(event_id, body, secrets, now=now)


def is_delivered(status: int) -> bool:
    """Only 2xx is success; a redirect is a failure."""
    return 200 <= status < 300


def pause_after(tries: int, *, livemode: bool, jitter: float) -> timedelta | None:
    """The pause after so many failed tries, or None when there is no further one; `jitter` is from 0 to 1."""
    pauses = LIVE_PAUSES if livemode else TEST_PAUSES
    if tries > len(pauses):
        return None
    return pauses[tries - 1] * (1 - JITTER + 2 * JITTER * jitter)


def subscriber_pause(tries: int) -> timedelta:
    """The pause after so many failed tries at one of our own programs: there is always a further one."""
    return SUBSCRIBER_PAUSES[min(tries, len(SUBSCRIBER_PAUSES)) - 1]


def slow_down(status: int | None, retry_after: str | None, *, now: datetime) -> timedelta | None:
    """How long a receiver that failed wants to be left alone; None when it does not say."""
    asked = _retry_after(retry_after, now=now)
    if asked is None:
        return SLOW_DOWN if status in _SLOW_DOWN_STATUSES else None
    return min(max(asked, timedelta()), MAX_SLOW_DOWN)


def disabling_reason(status: int | None, failing_since: datetime, *, now: datetime) -> str | None:
    """Why an endpoint is disabled after a failure: it is gone, or nothing has arrived for days."""
    if status == GONE:
        return "gone"
    return "failing" if now - failing_since >= MAX_FAILING else None


def _retry_after(value: str | None, *, now: datetime) -> timedelta | None:
    """RFC 9110, section 10.2.3: seconds, or a moment. What cannot be read says nothing."""
    text = (value or "").strip()[:100]
    if text.isascii() and text.isdigit():
        return timedelta(seconds=min(int(text), 10**9))
    try:
        moment = parsedate_to_datetime(text)
        return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)) - now
    except (ValueError, OverflowError):
        return None
