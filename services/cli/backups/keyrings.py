"""The keys of an installation, copied by themselves, and whether keys and data belong together."""

import hashlib
import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from services.cli import key_files
from services.cli.backups import manifest
from services.cli.backups.errors import BackupError
from services.cli.backups.files import sync
from services.cli.backups.manifest import KeyRing, KeysManifest
from services.cli.installation import SERVICES
from shared import secrets
from shared.auth.keys import KeyFileError

KEYS = "keys"
"""The folder of the keys folder's files in a backup of keys; API keys of the demonstration lie beside it."""

API_KEYS = "*.key"


def ring_of(folder: Path) -> KeyRing:
    """What tells the keys of a keys folder from others. Raises KeyFileError and KeyRingError."""
    ring = secrets.sealer_of(folder).keys
    return KeyRing(
        installation=_hash(b"pepper", secrets.pepper_of(folder)),
        ring={key_id: _hash(b"master", key) for key_id, key in ring.items()},
    )


def read_keys(keys_dir: Path, data: Path) -> dict[str, bytes]:
    """The files of the keys folder, and the API keys that the demonstration keeps, by their paths in a backup."""
    found = {f"{KEYS}/{path.name}": path.read_bytes() for path in sorted(keys_dir.iterdir()) if path.is_file()}
    return found | {path.name: path.read_bytes() for path in sorted(data.glob(API_KEYS))}


def write_keys(read: Mapping[str, bytes], folder: Path, *, taken_at: datetime) -> KeyRing:
    """Write such files into a folder of their own. Raises BackupError unless they are whole."""
    (folder / KEYS).mkdir(mode=0o700)
    for name, content in read.items():
        write_private(content, folder / name)
    require_whole(folder / KEYS)
    ring = ring_of(folder / KEYS)
    written = KeysManifest(format=manifest.FORMAT, taken_at=taken_at, keys=ring, files=manifest.files_below(folder))
    manifest.write(written, folder / manifest.KEYS_FILE)
    return ring


def require_same(data: KeyRing, keys: KeyRing) -> None:
    """Raise BackupError unless the keys open what the data seals: the same pepper, and every master key of it."""
    lost = [key_id for key_id, value in data.ring.items() if keys.ring.get(key_id) != value]
    if data.installation != keys.installation or lost:
        raise BackupError(
            "these keys do not belong to this backup: name the folder that was written with it",
            "这些密钥不属于此备份：请指定与该备份同时写成的密钥目录",
        )


def require_whole(folder: Path) -> None:
    """Raise BackupError unless every file of a keys folder is there and whole."""
    try:
        key_files.require(folder, SERVICES)
        ring_of(folder)
    except (KeyFileError, secrets.KeyRingError) as error:
        raise BackupError("{why}", "{why}", why=error) from error


def copy_private(source: Path, target: Path) -> None:
    """Copy a file for its owner only, and have it on the disk."""
    write_private(source.read_bytes(), target)


def write_private(content: bytes, target: Path) -> None:
    """The same of what was read before."""
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(content)
    sync(target)


def _hash(kind: bytes, key: bytes) -> str:
    return hashlib.sha256(b"zhuli backup " + kind + b" " + key).hexdigest()
