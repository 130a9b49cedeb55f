"""The text form of API keys: `zhl_{live|test}_{8 id}_{32 body}{6 checksum}`.

The checksum (CRC-32 in base 62) lets us refuse garbage before any look-up and lets secret scanners
recognise a leaked key. Only an HMAC of the key is stored: the body has 190 bits of entropy, so a slow
password hash would protect nothing more.
"""

import hmac
import re
import secrets
import string
import zlib
from dataclasses import dataclass
from hashlib import sha256

_ALPHABET = string.digits + string.ascii_uppercase + string.ascii_lowercase
_KEY = re.compile(r"zhl_(live|test)_([0-9A-Za-z]{8})_([0-9A-Za-z]{32})([0-9A-Za-z]{6})\Z", re.ASCII)


@dataclass(frozen=True, slots=True)
class ParsedKey:
    """A key whose form and checksum are right; whether it exists is another question."""

    key_id: str
    livemode: bool


def make(*, livemode: bool) -> str:
    """A new key. It is shown once and never stored."""
    head = f"zhl_{'live' if livemode else 'test'}_{_random(8)}_{_random(32)}"
    return head + _checksum(head)


def parse(text: str) -> ParsedKey | None:
    """The id and mode inside a key, or None when form or checksum is wrong."""
    match = _KEY.match(text)
    if match is None or _checksum(text[:-6]) != match[4]:
        return None
    return ParsedKey(key_id=match[2], livemode=match[1] == "live")


def digest(text: str, pepper: bytes) -> str:
    """HMAC-SHA256 of the whole key as 64 hex digits: what is stored and looked up."""
    return hmac.new(pepper, text.encode(), sha256).hexdigest()


def _random(length: int) -> str:
    return "".join(secrets.choice(_ALPHABET) for _ in range(length))


def _checksum(text: str) -> str:
    number = zlib.crc32(text.encode())
    digits = []
    for _ in range(6):
        number, digit = divmod(number, len(_ALPHABET))
        digits.append(_ALPHABET[digit])
    return "".join(reversed(digits))
