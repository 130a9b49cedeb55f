"""Secrets at rest: envelope encryption under a ring of master keys.

Each secret has a data key of its own (AES-256-GCM); a master key of the ring wraps the data key. Both
layers are bound to format, master key, tenant and name of the secret, so that a text copied to another
tenant or another column does not open. The ring is a file `k2:<base64>,k1:<base64>`: the first key
seals, all of them open; it may change while programs run.
"""

import base64
import os
import re
from collections.abc import Mapping
from contextlib import suppress
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

FORMAT = "zs1"
KEY_BYTES, _NONCE_BYTES, _TAG_BYTES = 32, 12, 16
_WRAPPED_BYTES = _NONCE_BYTES + KEY_BYTES + _TAG_BYTES

_Mark = tuple[int, int, int]


class SecretError(ValueError):
    """A sealed text is damaged, belongs to another tenant or name, or its master key is gone."""


class KeyRingError(ValueError):
    """The ring is not a list of `<id>:<base64 of 32 bytes>`."""


@dataclass(frozen=True, slots=True)
class Ring:
    """Master keys by their ids; `primary` is the id of the one that seals."""

    primary: str
    keys: Mapping[str, bytes] = field(repr=False)

    @classmethod
    def read(cls, text: str) -> "Ring":
        """Read a ring. Raises KeyRingError."""
        keys: dict[str, bytes] = {}
        for entry in text.strip().split(","):
            key_id, _, encoded = entry.strip().partition(":")
            keys[key_id] = _master_key(key_id, encoded)
        return cls(next(iter(keys)), keys)

    def written(self) -> str:
        """The text of its file."""
        ids = (self.primary, *(key_id for key_id in self.keys if key_id != self.primary))
        return ",".join(f"{key_id}:{base64.b64encode(self.keys[key_id]).decode()}" for key_id in ids)


class Sealer:
    """Seals secrets under the first key of a ring, and opens those of all its keys.

    That of a file reads it again when it has changed: before it seals, and when a secret names a key that it does not
    know. So the key can be changed while programs run. What cannot be read then leaves the ring as it is.
    """

    def __init__(self, ring: Ring, path: Path | None = None, mark: "_Mark | None" = None) -> None:
        self._ring, self._path, self._mark = ring, path, mark

    @classmethod
    def of_ring(cls, ring: str) -> "Sealer":
        """That of a ring which stays as it is. Raises KeyRingError."""
        return cls(Ring.read(ring))

    def __repr__(self) -> str:
        return f"Sealer(primary={self._ring.primary!r})"

    @property
    def primary(self) -> str:
        """The id of the key that seals, as the ring was read last."""
        return self._ring.primary

    @property
    def keys(self) -> Mapping[str, bytes]:
        """The keys by their ids, as the ring was read last."""
        return self._ring.keys

    def seal(self, plain: str, tenant_id: str, name: str) -> str:
        """The sealed form, a text of letters, digits and `.-_`; it differs each time."""
        self._read_again()
        ring = self._ring
        bound = _bound(ring.primary, tenant_id, name)
        data_key = AESGCM.generate_key(KEY_BYTES * 8)
        blob = _encrypt(ring.keys[ring.primary], data_key, bound) + _encrypt(data_key, plain.encode(), bound)
        return f"{FORMAT}.{ring.primary}.{base64.urlsafe_b64encode(blob).decode()}"

    def open(self, sealed: str, tenant_id: str, name: str) -> str:
        """The secret. Raises SecretError."""
        try:
            version, key_id, encoded = sealed.split(".")
            blob = base64.b64decode(encoded, altchars=b"-_", validate=True)
            if version != FORMAT:
                raise SecretError("an unknown format")
            if key_id not in self._ring.keys:
                self._read_again()
            bound = _bound(key_id, tenant_id, name)
            data_key = _decrypt(self._ring.keys[key_id], blob[:_WRAPPED_BYTES], bound)
            return _decrypt(data_key, blob[_WRAPPED_BYTES:], bound).decode()
        except (ValueError, KeyError, InvalidTag) as error:
            raise SecretError("the secret cannot be opened here") from error

    def _read_again(self) -> None:
        mark = _mark_of(self._path) if self._path else None
        if self._path is None or mark is None or mark == self._mark:
            return
        with suppress(KeyFileError, KeyRingError, OSError):
            self._ring, self._mark = Ring.read(read_secret(self._path)), mark


def key_of(sealed: str) -> str | None:
    """The id of the master key that a text is sealed under; None of any other text."""
    version, _, rest = sealed.partition(".")
    key_id, dot, _ = rest.partition(".")
    return key_id if version == FORMAT and dot else None


def ring_of(folder: Path) -> Ring:
    """An installation's ring as it is now. Raises KeyFileError and KeyRingError."""
    return Ring.read(read_secret(folder / RING_FILE))


def sealer_of(folder: Path) -> Sealer:
    """The sealer of an installation's ring. Raises KeyFileError and KeyRingError."""
    mark = _mark_of(folder / RING_FILE)  # before it is read: a change between the two is read once more
    return Sealer(ring_of(folder), folder / RING_FILE, mark)


def pepper_of(folder: Path) -> bytes:
    """The key of the HMAC over API keys. Raises KeyFileError, also where it is cut off."""
    pepper = read_secret(folder / PEPPER_FILE).strip()
    if len(pepper) < 2 * KEY_BYTES:
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
    _create_missing(path, f"k1:{base64.b64encode(os.urandom(KEY_BYTES)).decode()}")


def create_missing_pepper(path: Path) -> None:
    """Create a random pepper, unless the file exists."""
    _create_missing(path, os.urandom(KEY_BYTES).hex())


def create_missing_metrics_token(path: Path) -> None:
    """Create a random token, unless the file exists."""
    _create_missing(path, os.urandom(KEY_BYTES).hex())


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
    if len(key) != KEY_BYTES or not re.fullmatch(r"[A-Za-z0-9]{1,20}", key_id):
        raise KeyRingError("a master key is `<id>:<base64 of 32 bytes>`")
    return key


def _mark_of(path: Path) -> _Mark | None:
    """What differs once a file was replaced or written; None of none."""
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_ino, found.st_mtime_ns, found.st_size


def _bound(key_id: str, tenant_id: str, name: str) -> bytes:
    return orjson.dumps([FORMAT, key_id, tenant_id, name])


def _encrypt(key: bytes, plain: bytes, bound: bytes) -> bytes:
    nonce = os.urandom(_NONCE_BYTES)
    return nonce + AESGCM(key).encrypt(nonce, plain, bound)


def _decrypt(key: bytes, blob: bytes, bound: bytes) -> bytes:
    return AESGCM(key).decrypt(blob[:_NONCE_BYTES], blob[_NONCE_BYTES:], bound)
