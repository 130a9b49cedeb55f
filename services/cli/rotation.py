"""`zhuli rotate-master-key`: another key seals, all secrets are sealed anew under it, the old key is dropped.

Programs read the ring again when its file has changed, or when a secret names a key that they do not know. So the new
key is in the file before anything is sealed under it, and every secret opens at every moment. Killed anywhere, the
command goes on where it was: the ring and the secrets themselves say how far it came.
"""

import argparse
import fcntl
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from services.cli import stops
from services.cli.saying import CommandError, Say, told
from services.gateway.sealed_secrets import operations
from services.gateway.settings import GatewaySettings
from services.gateway.stops.operations import note_key_changed
from services.inventory.settings import InventorySettings
from shared import secrets
from shared.auth.keys import replace_secret
from shared.clock import utc_now
from shared.db import Database
from shared.db.newest import require_newest
from shared.secrets import RING_FILE, Ring, Sealer

BATCH = 100
"""Secrets sealed anew in one transaction: some 20 ms, which nobody notices."""

SETTLED_SECONDS = 60.0
"""A request that sealed with the old key before the ring was changed has ended by then: its statements take 30 s at
most, and it waits 10 s for a lock."""


_DONE = {
    "rotate": (
        "All secrets are sealed under {primary} ({sealed} anew). Back up the keys now.",
        "全部密文现由 {primary} 加密（重新加密 {sealed} 个）。请立即备份密钥。",
    ),
    "publish": (
        "{others} opens everywhere once every machine has this ring; then rotate.",
        "待所有机器都有此密钥环后，{others} 即可在各处解密；然后再轮换。",
    ),
    "drop": ("{primary} is the only key; dropped: {others}.", "{primary} 是唯一的密钥；已移除：{others}。"),
}


class RotationError(CommandError):
    """The master key cannot be rotated, or the old one not dropped."""


@dataclass(frozen=True, slots=True)
class Rotated:
    """What was done: the key that seals now, the others of the ring, and how many secrets were sealed anew."""

    primary: str
    others: list[str]
    sealed: int = 0


def command(options: argparse.Namespace) -> int:
    """One step of it, said in the language of the options: 0, or 1 and a sentence."""

    def work(say: Say) -> None:
        done = drop_old() if options.drop_old else publish() if options.publish else rotate()
        values = {"primary": done.primary, "others": ", ".join(done.others) or "-", "sealed": done.sealed}
        say(*_DONE["drop" if options.drop_old else "publish" if options.publish else "rotate"], **values)

    return told(options, work)


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
    with _databases(settings) as found, _alone(settings.keys_dir) as path:
        ring = secrets.ring_of(settings.keys_dir)
        if not _counts(found).keys() & set(_others(ring)):
            ring = _published(path)
        ring = _promoted(path, ring)
        sealed, broken = _sealed_anew(found, ring, progress)
        with found["gateway"].write() as session:
            note_key_changed(session, stops.operator(), "key_rotated", ring.primary, now=utc_now())
    if broken:
        raise RotationError(
            "{sealed} secrets are sealed under {primary}; {count} do not open and stay as they are: {names}",
            "已有 {sealed} 个密文改用 {primary}；{count} 个无法解密，保持原样：{names}",
            sealed=sealed,
            primary=ring.primary,
            count=len(broken),
            names=", ".join(broken[:5]),
        )
    return Rotated(ring.primary, _others(ring), sealed)


def drop_old() -> Rotated:
    """Take all keys but the first out of the ring. Raises RotationError while a secret is sealed under one."""
    settings = GatewaySettings()
    with _databases(settings) as found, _alone(settings.keys_dir) as path, ExitStack() as stack:
        ring = secrets.ring_of(settings.keys_dir)
        # Both are held until the key is gone from the ring, so that nothing is sealed under it meanwhile.
        sessions = {name: stack.enter_context(database.write()) for name, database in found.items()}
        session = sessions["gateway"]
        counts = sum((operations.count_by_key(each, name) for name, each in sessions.items()), Counter[str]())
        left = {key_id: counts[key_id] for key_id in _others(ring) if key_id in counts}
        _require_droppable(path, ring, left)
        note_key_changed(session, stops.operator(), "key_dropped", ring.primary, now=utc_now())
        _written(path, Ring(ring.primary, {ring.primary: ring.keys[ring.primary]}))
    return Rotated(ring.primary, _others(ring))


def _require_droppable(path: Path, ring: Ring, left: Mapping[str, int]) -> None:
    if left:
        raise RotationError(
            "Secrets are still sealed under older keys ({left_en}): rotate first.",
            "仍有密文使用旧密钥（{left_zh}）：请先轮换。",
            left_en=", ".join(f"{count} under {key_id}" for key_id, count in sorted(left.items())),
            left_zh="，".join(f"{key_id}：{count} 个" for key_id, count in sorted(left.items())),
        )
    if (newest := _newest(ring)) != ring.primary:
        raise RotationError(
            "{newest} is published and does not seal yet: rotate first.",
            "{newest} 已发布但尚未启用：请先轮换。",
            newest=newest,
        )
    if time.time() - path.stat().st_mtime < SETTLED_SECONDS:
        raise RotationError(
            "The ring has just changed; drop the old key after a minute.", "密钥环刚刚变更；请一分钟后再移除旧密钥。"
        )


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


def _sealed_anew(found: Mapping[str, Database], ring: Ring, progress: Callable[[int], None]) -> tuple[int, list[str]]:
    """Rounds until one finds nothing more to do: others write meanwhile."""
    total = 0
    while True:
        before, broken = total, list[str]()
        for name, column in ((name, column) for name, each in operations.COLUMNS.items() for column in each):
            last: tuple[str, ...] | None = ()
            while last is not None:
                with found[name].write() as session:
                    batch = operations.seal_anew(session, column, last or None, BATCH, sealer=Sealer(ring))
                total, last = total + batch.sealed, batch.last
                broken += batch.broken
                progress(total)
        if total == before:
            return total, broken


def _counts(found: Mapping[str, Database]) -> Counter[str]:
    counts = Counter[str]()
    for name, database in found.items():
        with database.read() as session:
            counts += operations.count_by_key(session, name)
    return counts


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
def _databases(gateway: GatewaySettings) -> Iterator[dict[str, Database]]:
    """The databases that hold secrets. Raises SchemaVersionError: one that is left behind would lose its keys."""
    found = {"gateway": gateway.database("gateway"), "inventory": InventorySettings().database("inventory")}
    with ExitStack() as stack:
        for name, database in found.items():
            stack.callback(database.dispose)
            require_newest(database, f"services.{name}")
        yield found


@contextmanager
def _alone(folder: Path) -> Iterator[Path]:
    """The ring's file, while no other command changes it. Raises RotationError."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise RotationError(
                "Another command changes the ring at this moment.", "另一条命令正在更改密钥环。"
            ) from error
        yield folder / RING_FILE
    finally:
        os.close(descriptor)
