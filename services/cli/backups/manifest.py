"""What a backup says of itself: `manifest.json`, written last, so that a folder without it is no backup."""

import hashlib
import os
from datetime import datetime
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from services.cli.backups.errors import BackupError

FILE, KEYS_FILE = "manifest.json", "keys.json"
UNFINISHED = "unfinished"
"""A file by which we know a folder for a backup of ours that is not whole yet."""

FORMAT = 1
_BLOCK = 1024 * 1024


class _Written(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Copy(_Written):
    """The copy of a store. `rows` are those of each table by schema, `migrations` the one of each service in it."""

    file: str
    kind: Literal["sqlite", "postgresql"]
    members: dict[str, str]
    rows: dict[str, dict[str, int]]
    migrations: dict[str, str]


class File(_Written):
    """A file of the backup: its size and SHA-256."""

    bytes: int
    sha256: str


class KeyRing(_Written):
    """Which keys the data belongs to, told by hashes that give none of them away.

    `installation` is that of the pepper, `ring` those of the master keys by their ids.
    """

    installation: str
    ring: dict[str, str]


class Manifest(_Written):
    """`taken_at` is the moment that everything in the backup is of, and `files` are all beside this one."""

    format: int
    version: str
    taken_at: datetime
    keys: KeyRing
    copies: list[Copy]
    files: dict[str, File]


class KeysManifest(_Written):
    """The same of the folder of keys."""

    format: int
    taken_at: datetime
    keys: KeyRing
    files: dict[str, File]


_M = TypeVar("_M", Manifest, KeysManifest)


def read_manifest(folder: Path) -> Manifest:
    """The manifest of a backup. Raises BackupError."""
    return _read(Manifest, folder / FILE)


def read_keys_manifest(folder: Path) -> KeysManifest:
    """That of a folder of keys. Raises BackupError."""
    return _read(KeysManifest, folder / KEYS_FILE)


def write(written: Manifest | KeysManifest, path: Path) -> None:
    """Write a manifest for its owner only, whole."""
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(written.model_dump_json(indent=1) + "\n")
        file.flush()
        os.fsync(file.fileno())


def file_of(path: Path) -> File:
    """Size and checksum of a file."""
    digest, size = hashlib.sha256(), 0
    with path.open("rb") as file:
        while block := file.read(_BLOCK):
            digest.update(block)
            size += len(block)
    return File(bytes=size, sha256=digest.hexdigest())


def files_below(folder: Path) -> dict[str, File]:
    """Every file below a folder, by its path there, but those about the folder itself."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: file_of(path) for name, path in names.items() if name not in (FILE, KEYS_FILE, UNFINISHED)}


def require_files(folder: Path, files: dict[str, File]) -> None:
    """Raise BackupError unless every file is there as it was written."""
    for name, wanted in files.items():
        path = folder / name
        if not path.is_file():
            raise BackupError("{file} is missing from the backup", "备份中缺少 {file}", file=path)
        if path.stat().st_size != wanted.bytes or file_of(path) != wanted:
            raise BackupError(
                "{file} is not as it was written: the backup is damaged, take another one",
                "{file} 与写入时不同：备份已损坏，请使用另一份备份",
                file=path,
            )


def _read(kind: type[_M], path: Path) -> _M:
    if not path.is_file():
        raise BackupError(
            "{folder} holds no whole backup: it has no {name}",
            "{folder} 中没有完整的备份：缺少 {name}",
            folder=path.parent,
            name=path.name,
        )
    try:
        found = kind.model_validate_json(path.read_bytes())
    except ValidationError as error:
        raise BackupError("{file} cannot be read", "无法读取 {file}", file=path) from error
    if found.format != FORMAT:
        raise BackupError(
            "{file} was written by a newer Zhuli; restore it with that one",
            "{file} 由更新版本的助理写成；请用该版本恢复",
            file=path,
        )
    return found
