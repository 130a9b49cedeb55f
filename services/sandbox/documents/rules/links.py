"""Links that end by themselves, signed in the manner of S3's query authentication."""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from enum import Enum
from urllib.parse import urlencode

_STAMP = "%Y%m%dT%H%M%SZ"


class LinkState(Enum):
    """What a link is worth."""

    GOOD = "good"
    EXPIRED = "expired"
    FORGED = "forged"


def query_of(name: str, made_at: datetime, seconds: int, key: bytes) -> str:
    """The query of a link that lives for `seconds` from `made_at`."""
    stamp = made_at.astimezone(UTC).strftime(_STAMP)
    signature = _signature(name, stamp, str(seconds), key)
    return urlencode({"X-Amz-Date": stamp, "X-Amz-Expires": seconds, "X-Amz-Signature": signature})


def state_of(name: str, query: Mapping[str, str], key: bytes, now: datetime) -> LinkState:
    """Whether a link's query was made here for this document, and still lives."""
    stamp, seconds = query.get("X-Amz-Date", ""), query.get("X-Amz-Expires", "")
    given = query.get("X-Amz-Signature", "")
    if not hmac.compare_digest(given.encode(), _signature(name, stamp, seconds, key).encode()):
        return LinkState.FORGED
    made_at = datetime.strptime(stamp, _STAMP).replace(tzinfo=UTC)
    return LinkState.GOOD if now < made_at + timedelta(seconds=int(seconds)) else LinkState.EXPIRED


def _signature(name: str, stamp: str, seconds: str, key: bytes) -> str:
    text = f"document {name} {stamp} {seconds}"
    return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()
