"""Refresh tokens that name an advertiser, and access tokens that nobody else can make."""

import hashlib
import hmac
import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from dataclasses import dataclass
from datetime import datetime

from services.sandbox.advertisers.rules import plan
from services.sandbox.sellers.rules.account import Seller

ACCESS_SECONDS = 3600
CODE_SECONDS = 300
_REFRESH = re.compile(r"sandbox-(\d{1,9})-(\d{1,5})(?:-[A-Za-z0-9_.]{1,64})?", re.ASCII)
_PREFIX = "Atza|"
GRANTLESS = (-1, 0)
"""Seed and size of tokens that are for no seller."""

SCOPES = ("sellingpartnerapi::notifications",)
"""What an application may do without a seller's consent: manage where notifications go."""


@dataclass(frozen=True, slots=True)
class Access:
    """What an access token says: the advertiser, the application it was given to, and its end."""

    seed: int
    size: int
    client_id: str
    expires_at: float


def advertiser_of(refresh_token: str) -> tuple[int, int] | None:
    """Seed and size in `sandbox-<seed>-<size>` or `sandbox-<seed>-<size>-<label>`; None if it is neither.

    Labels let several accounts be connected to the same advertiser with tokens that differ.
    """
    found = _REFRESH.fullmatch(refresh_token)
    if found is None or not plan.MIN_SIZE <= int(found[2]) <= plan.MAX_SIZE:
        return None
    return int(found[1]), int(found[2])


def seal(access: Access, key: bytes) -> str:
    """The access token: opaque to the client, signed with `key`."""
    claims = [access.seed, access.size, access.client_id, access.expires_at]
    text = urlsafe_b64encode(json.dumps(claims).encode()).decode()
    return f"{_PREFIX}{text}.{_signature(text, key)}"


def seal_code(access: Access, key: bytes) -> str:
    """The code with which a seller is sent back; it is worth a refresh token for some minutes."""
    return seal(access, b"code " + key).removeprefix(_PREFIX)


def open_code(code: str, key: bytes, now: datetime) -> Access | None:
    """What a code says; None when it was not made with `key` or has ended."""
    return open_token(code, b"code " + key, now)


def open_token(token: str, key: bytes, now: datetime) -> Access | None:
    """What a token says; None when it was not made with `key` or has ended."""
    text, _, signature = token.removeprefix(_PREFIX).partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(text, key).encode()):
        return None
    try:
        access = Access(*json.loads(urlsafe_b64decode(text)))
    except (NotBase64, ValueError, TypeError):
        return None
    return access if now.timestamp() < access.expires_at else None


def _signature(text: str, key: bytes) -> str:
    return hmac.new(key, b"access token " + text.encode(), hashlib.sha256).hexdigest()


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls the Selling Partner API, and the seller's present; `now` is the real one."""

    seller: Seller
    moment: datetime
    now: datetime
