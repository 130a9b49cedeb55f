"""Secrets at rest: envelope encryption under a ring of master keys.

Each secret has a data key of its own (AES-256-GCM); a master key of the ring wraps the data key. Both
layers are bound to format, master key, tenant and name of the secret, so that a text copied to another
tenant or another column does not open. The ring is a file `k2:<base64>,k1:<base64>`: the first key
seals, all of them open.
"""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import orjson
from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from shared.auth.keys import KeyFileError, read_secret, write_secret
from shared.webhooks import SECRET_BYTES, secret_of

RING_FILE = "master.keys"
PEPPER_FILE = "pepper"
METRICS_TOKEN_FILE = "metrics.token"  # noqa: S105 - the name of the file
TICKETS_EVENTS_FILE = "tickets-events.secret"
"""What the gateway signs the events with that it brings to the tickets service."""

_FORMAT = "zs1"
_KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 12, 16
_WRAPPED_BYTES = _NONCE_BYTES + _KEY_BYTES + _TAG_BYTES


class SecretError(ValueError):
    """A sealed text is damaged, belongs to another tenant or name, or its master key is gone."""


class KeyRingError(ValueError):
    """The ring is not a list of `<id>:<base64 of 32 bytes>`."""


@dataclass(frozen=True, slots=True)
class Sealer:
    """Seals and opens secrets; `primary` is the id of the key that seals."""

    primary: str
    keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def of_ring(cls, ring: str) -> "Sealer":
        """Read a ring. Raises KeyRingError."""
        keys: dict[str, bytes] = {}
        for entry in ring.strip().split(","):
            key_id, _, encoded = entry.strip().partition(":")
            keys[key_id] = _master_key(key_id, encoded)
        return cls(next(iter(keys)), keys)

    def seal(self, plain: str, tenant_id: str, name: str) -> str:
        """The sealed form, a text of letters, digits and `.-_`; it differs each time."""
        bound = _bound(self.primary, tenant_id, name)
        data_key = AESGCM.generate_key(_KEY_BYTES * 8)
        blob = _encrypt(self.keys[self.primary], data_key, bound) + _encrypt(data_key, plain.encode(), bound)
        return f"{_FORMAT}.{self.primary}.{base64.urlsafe_b64encode(blob).decode()}"

    def open(self, sealed: str, tenant_id: str, name: str) -> str:
        """The secret. Raises SecretError."""
        try:
            version, key_id, encoded = sealed.split(".")
            blob = base64.b64decode(encoded, altchars=b"-_", validate=True)
            if version != _FORMAT:
                raise SecretError("an unknown format")
            bound = _bound(key_id, tenant_id, name)
            data_key = _decrypt(self.keys[key_id], blob[:_WRAPPED_BYTES], bound)
            return _decrypt(data_key, blob[_WRAPPED_BYTES:], bound).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise SecretError("the secret cannot be opened here") from error


def sealer_of(folder: Path) -> Sealer:
    """The sealer of an installation's ring. Raises KeyFileError and KeyRingError."""
    return Sealer.of_ring(read_secret(folder / RING_FILE))


def pepper_of(folder: Path) -> bytes:
    """The key of the HMAC over API keys. Raises KeyFileError, also where it is cut off."""
    pepper = read_secret(folder / PEPPER_FILE).strip()
    if len(pepper) < 2 * _KEY_BYTES:
        raise KeyFileError(f"{PEPPER_FILE} is not whole")
    return pepper.encode()


def metrics_token_of(folder: Path) -> str:
    """The operator's bearer token for /metrics. Raises KeyFileError."""
    return read_secret(folder / METRICS_TOKEN_FILE).strip()


def tickets_events_secret_of(folder: Path) -> str:
    """The secret under which the tickets service takes events. Raises KeyFileError, also where it is cut off."""
    secret = read_secret(folder / TICKETS_EVENTS_FILE).strip()
    if len(secret) < len(secret_of(bytes(SECRET_BYTES))):
        raise KeyFileError(f"{TICKETS_EVENTS_FILE} is not whole")
    return secret


def create_missing_ring(path: Path) -> None:
    """Create a ring of one random key, unless the file exists."""
    _create_missing(path, f"k1:{base64.b64encode(os.urandom(_KEY_BYTES)).decode()}")


def create_missing_pepper(path: Path) -> None:
    """Create a random pepper, unless the file exists."""
    _create_missing(path, os.urandom(_KEY_BYTES).hex())


def create_missing_metrics_token(path: Path) -> None:
    """Create a random token, unless the file exists."""
    _create_missing(path, os.urandom(_KEY_BYTES).hex())


def create_missing_webhook_secret(path: Path) -> None:
    """Create a random secret for signing webhooks, unless the file exists."""
    _create_missing(path, secret_of(os.urandom(SECRET_BYTES)))


def _create_missing(path: Path, content: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not path.exists():
        write_secret(path, content)


def _master_key(key_id: str, encoded: str) -> bytes:
    try:
        key = base64.b64decode(encoded, validate=True)
    except ValueError:  # binascii.Error is one too
        key = b""
    if len(key) != _KEY_BYTES or not re.fullmatch(r"[A-Za-z0-9]{1,20}", key_id):
        raise KeyRingError("a master key is `<id>:<base64 of 32 bytes>`")
    return key


def _bound(key_id: str, tenant_id: str, name: str) -> bytes:
    return orjson.dumps([_FORMAT, key_id, tenant_id, name])


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, blob: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], bound)
