"""Who asks: app keys that name a simulated seller, their secrets, and signatures over the bytes of a request."""

import hashlib
import hmac
import re
from datetime import datetime
from typing import Any, NamedTuple

from services.sandbox.advertisers.rules import plan

MAX_GOODS = 20_000
SKEW_SECONDS = 600
_APP_KEY = re.compile(r"sandbox-(\d{1,9})-(\d{1,5})-(\d{1,5})(?:-[A-Za-z0-9_.]{1,64})?", re.ASCII)


class Account(NamedTuple):
    """An account of the ERP: the simulated seller's, by seed and size, with so many `goods` on its list."""

    seed: int
    size: int
    goods: int


def app_key_of(account: Account) -> str:
    """`sandbox-<seed>-<size>-<goods>`; a label may follow, as with refresh tokens."""
    return f"sandbox-{account.seed}-{account.size}-{account.goods}"


def account_of(app_key: object) -> Account | None:
    """The account that an app key names; None when it names none."""
    found = _APP_KEY.fullmatch(app_key) if isinstance(app_key, str) else None
    if found is None:
        return None
    account = Account(*map(int, found.groups()))
    return account if plan.MIN_SIZE <= account.size <= plan.MAX_SIZE and account.goods <= MAX_GOODS else None


def secret_of(app_key: str, key: bytes) -> str:
    """The developer secret of an app key, 32 digits; each has one of its own."""
    return hmac.new(key, b"developer secret " + app_key.encode(), hashlib.sha256).hexdigest()[:32]


def signature_of(secret: str, body: bytes) -> str:
    """The value of `Authorization`: HMAC-SHA256 of the very bytes that are sent, in lower-case hex."""
    return hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()


def is_signed(secret: str, body: bytes, signature: str, *, only_lower: bool) -> bool:
    """Whether a signature is that of the body; in upper case it is, too, unless `only_lower`."""
    given = signature if only_lower else signature.lower()
    return hmac.compare_digest(given.encode(), signature_of(secret, body).encode())


def is_in_time(timestamp: Any, now: datetime) -> bool:
    """Whether a timestamp (10 digits, a number or a text) is within ten minutes of now."""
    text = str(timestamp) if isinstance(timestamp, int | str) else ""
    return re.fullmatch(r"\d{10}", text, re.ASCII) is not None and abs(int(text) - now.timestamp()) <= SKEW_SECONDS
