"""`zhuli rotate-master-key`: another key seals, all secrets are sealed anew under it, the old key is dropped.

Programs read the ring again when its file has changed, or when a secret names a key that they do not know. So the new
key is in the file before anything is sealed under it, and every secret opens at every moment. Killed anywhere, the
command goes on where it was: the ring and the secrets themselves say how far it came.
"""

import fcntl
import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.gateway.sealed_secrets import operations
from services.gateway.settings import GatewaySettings
from shared import secrets
from shared.auth.keys import replace_secret
from shared.db import Database
from shared.secrets import RING_FILE, Ring, Sealer

BATCH = 100
"""Secrets sealed anew in one transaction: some 20 ms, which nobody notices."""

SETTLED_SECONDS = 60.0
"""A request that sealed with the old key before the ring was changed has ended by then: its statements take 30 s at
most, and it waits 10 s for a lock."""


class RotationError(RuntimeError):
    """The master key cannot be rotated, or the old one not dropped; the message says why."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done: the key that seals now, the others of the ring, and how many secrets were sealed anew."""

    primary: str
    others: list[str]
    sealed: int = 0


def publish() -> Rotated:
    """Put a new key into the ring that opens and does not seal yet, for other machines to get the ring first."""
    settings = GatewaySettings()
    with _alone(settings.keys_dir) as path:
        ring = _published(path)
    return Rotated(ring.primary, _others(ring))


def rotate(progress: Callable[[int], None] = lambda _: None) -> Rotated:
    """Let a new key seal, and seal everything anew under it; goes on where it was killed.

    `progress` is told how many secrets were sealed anew so far. Raises RotationError when some do not open.
    """
    settings = GatewaySettings()
    database = settings.database("gateway")
    try:
        with _alone(settings.keys_dir) as path:
            ring = secrets.ring_of(settings.keys_dir)
            if not _counts(database).keys() & set(_others(ring)):
                ring = _published(path)
            ring = _promoted(path, ring)
            sealed, broken = _sealed_anew(database, ring, progress)
    finally:
        database.dispose()
    if broken:
        raise RotationError(
            f"{sealed} secrets are sealed under {ring.primary}; {len(broken)} do not open and stay as they are:"
            f" {', '.join(broken[:5])}"
        )
    return Rotated(ring.primary, _others(ring), sealed)


def drop_old() -> Rotated:
    """Take all keys but the first out of the ring. Raises RotationError while a secret is sealed under one."""
    settings = GatewaySettings()
    database = settings.database("gateway")
    try:
        with _alone(settings.keys_dir) as path, database.write() as session:
            ring = secrets.ring_of(settings.keys_dir)
            counts = operations.count_by_key(session)
            left = {key_id: counts[key_id] for key_id in _others(ring) if key_id in counts}
            if left:
                told = ", ".join(f"{count} under {key_id}" for key_id, count in sorted(left.items()))
                raise RotationError(f"Secrets are still sealed under older keys ({told}): rotate first.")
            if _newest(ring) != ring.primary:
                raise RotationError(f"{_newest(ring)} is published and does not seal yet: rotate first.")
            if time.time() - path.stat().st_mtime < SETTLED_SECONDS:
                raise RotationError("The ring has just changed; drop the old key after a minute.")
            _written(path, Ring(ring.primary, {ring.primary: ring.keys[ring.primary]}))
    finally:
        database.dispose()
    return Rotated(ring.primary, _others(ring))


def _published(path: Path) -> Ring:
    """The ring with a new key at its end, unless there is one that does not seal yet."""
    ring = secrets.ring_of(path.parent)
    if _newest(ring) != ring.primary:
        return ring
    number = max(map(_number, ring.keys)) + 1
    more = {**ring.keys, f"k{number}": os.urandom(secrets.KEY_BYTES)}
    return _written(path, Ring(ring.primary, more))


def _promoted(path: Path, ring: Ring) -> Ring:
    """The ring with its newest key first."""
    newest = _newest(ring)
    if newest == ring.primary:
        return ring
    return _written(path, Ring(newest, ring.keys))


def _sealed_anew(database: Database, ring: Ring, progress: Callable[[int], None]) -> tuple[int, list[str]]:
    """Rounds until one finds nothing more to do: others write meanwhile."""
    total = 0
    while True:
        before, broken = total, list[str]()
        for column in operations.COLUMNS:
            last: tuple[str, ...] | None = ()
            while last is not None:
                with database.write() as session:
                    batch = operations.seal_anew(session, column, last or None, BATCH, sealer=Sealer(ring))
                total, last = total + batch.sealed, batch.last
                broken += batch.broken
                progress(total)
        if total == before:
            return total, broken


def _counts(database: Database) -> dict[str, int]:
    with database.read() as session:
        return operations.count_by_key(session)


def _newest(ring: Ring) -> str:
    """The id with the highest number: a key that was published and is not first does not seal yet."""
    return max(ring.keys, key=lambda key_id: (_number(key_id), key_id == ring.primary))


def _others(ring: Ring) -> list[str]:
    return [key_id for key_id in ring.keys if key_id != ring.primary]


def _number(key_id: str) -> int:
    return int(key_id[1:]) if re.fullmatch(r"k\d{1,9}", key_id) else 0


def _written(path: Path, ring: Ring) -> Ring:
    replace_secret(path, ring.written())
    return ring


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """The ring's file, while no other command changes it. Raises RotationError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RotationError("Another command changes the ring at this moment.") from error
        yield folder / RING_FILE
    finally:
        os.close(descriptor)
