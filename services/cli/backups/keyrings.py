"""The keys of an installation, copied by themselves, and whether keys and data belong together."""

import hashlib
import os
from datetime import datetime
from pathlib import Path

from services.cli import key_files
from services.cli.backups import manifest
from services.cli.backups.files import sync
from services.cli.backups.manifest import KeyRing, KeysManifest
from services.cli.backups.saying import BackupError
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


def copy_keys(keys_dir: Path, data: Path, folder: Path, *, taken_at: datetime) -> KeyRing:
    """Copy the keys folder, and the API keys that the demonstration keeps. Raises BackupError."""
    require_whole(keys_dir)
    (folder / KEYS).mkdir(mode=0o700)
    found = [(path, folder / KEYS / path.name) for path in sorted(keys_dir.iterdir()) if path.is_file()]
    found += [(path, folder / path.name) for path in sorted(data.glob(API_KEYS))]
    for source, target in found:
        copy_private(source, target)
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
    with os.fdopen(os.open(target, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        file.write(source.read_bytes())
    sync(target)


def _hash(kind: bytes, key: bytes) -> str:
    return hashlib.sha256(b"zhuli backup " + kind + b" " + key).hexdigest()
