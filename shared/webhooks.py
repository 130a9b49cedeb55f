"""Webhooks as Standard Webhooks 1.0 signs them, made and checked: an HMAC-SHA256 over id, moment and body.

github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md.
"""

import base64
import hmac
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta

SECRET_PREFIX = "whsec_"  # noqa: S105 - what every secret begins with
SECRET_BYTES = 32
TOLERANCE = timedelta(minutes=5)
"""How far the moment of a call may lie from ours, as the specification's libraries have it."""

_FORM = re.compile(r"v1,[A-Za-z0-9+/]{43}=")
_ID, _MOMENT, _SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"


class SignatureError(ValueError):
    """The call is not signed by whom we share the secret with, or not now."""


def secret_of(key: bytes) -> str:
    """The text of a secret, as receivers keep it."""
    return SECRET_PREFIX + base64.b64encode(key).decode()


def signed_headers(event_id: str, body: bytes, secrets: Sequence[str], *, now: datetime) -> dict[str, str]:
    """The headers of one call, signed with every secret. `now` in whole seconds is part of what is signed."""
    moment = str(int(now.timestamp()))
    content = _content(event_id, moment, body)
    return {_ID: event_id, _MOMENT: moment, _SIGNATURE: " ".join(_signature(secret, content) for secret in secrets)}


def check_headers(headers: Mapping[str, str], *, now: datetime) -> tuple[str, str]:
    """The id and the moment that a call names. Raises SignatureError for what cannot be signed, or was not now."""
    event_id, moment = headers.get(_ID, ""), headers.get(_MOMENT, "")
    if not event_id or not (moment.isascii() and moment.isdigit() and len(moment) <= 10):
        raise SignatureError("not a signed call")
    if abs(now - datetime.fromtimestamp(int(moment), UTC)) > TOLERANCE:
        raise SignatureError("signed at another time")
    if not any(_FORM.fullmatch(each) for each in headers.get(_SIGNATURE, "").split()):
        raise SignatureError("not the signature of this secret")
    return event_id, moment


def verify(headers: Mapping[str, str], body: bytes, secret: str, *, now: datetime) -> str:
    """The id of the event in a call that is signed with the secret. Raises SignatureError."""
    event_id, moment = check_headers(headers, now=now)
    expected = _signature(secret, _content(event_id, moment, body)).encode()
    given = headers.get(_SIGNATURE, "").encode("latin-1", "replace").split()
    if not any(hmac.compare_digest(expected, each) for each in given):
        raise SignatureError("not the signature of this secret")
    return event_id


def _content(event_id: str, moment: str, body: bytes) -> bytes:
    return b".".join((event_id.encode(), moment.encode(), body))


def _signature(secret: str, content: bytes) -> str:
    key = base64.b64decode(secret.removeprefix(SECRET_PREFIX))
    return f"v1,{base64.b64encode(hmac.digest(key, content, 'sha256')).decode()}"
