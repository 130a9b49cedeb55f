"""`zhuli backup`: everything of one moment into one folder, and the keys into another."""

import fcntl
import os
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from importlib.metadata import version
from pathlib import Path

from services.cli.backups import dumps, files, keyrings, manifest, stores
from services.cli.backups.errors import BackupError
from services.cli.backups.manifest import Copy, Manifest
from services.cli.backups.moments import Pinned, pinned
from services.cli.backups.stores import Store
from services.cli.installation import Installation
from services.cli.ports import PORTS_FILE
from services.cli.saying import Say, size_in_words
from services.gateway.settings import GatewaySettings
from shared.clock import utc_now

HEADS = "audit-heads.log"
_PARTIAL = ".partial"
_SPARE = 64 * 1024**2
"""Bytes that are to be left free."""


def write_backup(installation: Installation, folder: Path, keys_folder: Path, say: Say) -> Manifest:
    """Write a backup and its keys; both folders are new or empty. Raises BackupError."""
    settings = GatewaySettings()
    _require_apart(folder.resolve(), keys_folder.resolve(), installation.data.resolve())
    found = stores.present(stores.stores_of(stores.named_urls()))
    _require_space(folder, found)
    with _new_folder(folder) as data, _new_folder(keys_folder) as keys:
        keyrings.require_whole(settings.keys_dir)
        moments, heads = list[datetime](), _Heads(settings.audit_heads_file)
        secrets = keyrings.read_keys(settings.keys_dir, installation.data)

        def note() -> None:
            moments.append(utc_now())
            heads.note()
            # The ring of the moment: while it is rotated, another would not open all that is sealed in the copies.
            if keyrings.read_keys(settings.keys_dir, installation.data) != secrets:
                raise BackupError("the keys are being changed: try again", "密钥正在变更：请重试")

        with pinned(found, note) as snapshots:
            say("The moment of this backup: {at}", "备份时刻：{at}", at=moments[-1].isoformat(timespec="seconds"))
            copies = [_copy(each, data, say) for each in snapshots]
        heads.copy(data / HEADS)
        if (ports := installation.data / PORTS_FILE).exists():
            keyrings.copy_private(ports, data / PORTS_FILE)
        ring = keyrings.write_keys(secrets, keys, taken_at=moments[-1])
        written = Manifest(
            format=manifest.FORMAT,
            version=version("zhuli"),
            taken_at=moments[-1],
            keys=ring,
            copies=copies,
            files=manifest.files_below(data),
        )
        manifest.write(written, data / manifest.FILE)
    size = size_in_words(sum(file.bytes for file in written.files.values()))
    say("Written to {folder}: {size}", "已写入 {folder}：{size}", folder=folder, size=size)
    say(
        "Its keys are in {folder}: keep them apart from it. Without them no consent and no API key of it works.",
        "密钥在 {folder}：请与备份分开保管。没有密钥，备份中的授权和 API 密钥均不可用。",
        folder=keys_folder,
    )
    return written


def _copy(snapshot: Pinned, folder: Path, say: Say) -> Copy:
    store = snapshot.store
    tenths = [0]

    def progress(done: int, pages: int) -> None:
        if pages and done * 4 // pages > tenths[0]:
            tenths[0] = done * 4 // pages
            if tenths[0] < 4:
                say("  {name} {percent} %", "  {name} {percent}%", name=store.name, percent=25 * tenths[0])

    copy = files.copy_file(snapshot, folder, progress) if store.is_sqlite else dumps.dump(snapshot, folder)
    rows = sum(sum(tables.values()) for tables in copy.rows.values())
    values = {"name": store.name, "rows": rows, "size": size_in_words((folder / copy.file).stat().st_size)}
    say("  {name:<12} {rows:>12,} rows {size:>12}", "  {name:<12} {rows:>12,} 行 {size:>12}", **values)
    return copy


class _Heads:
    """The file of the audit's heads, to which lines are only added: as long as it was at the moment."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._size = 0

    def note(self) -> None:
        self._size = self._path.stat().st_size if self._path.exists() else 0

    def copy(self, target: Path) -> None:
        if self._size:
            with self._path.open("rb") as source, os.fdopen(_create(target), "wb") as file:
                file.write(source.read(self._size))
            files.sync(target)


def _create(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)


@contextmanager
def _new_folder(folder: Path) -> Iterator[Path]:
    """A folder beside it, which takes its place at the end, and is removed after an error."""
    _require_free(folder)
    partial = folder.with_name(folder.name + _PARTIAL)
    folder.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    partial.mkdir(mode=0o700, exist_ok=True)
    descriptor = os.open(partial, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise BackupError(
                "another backup writes into {folder}", "另一个备份正在写入 {folder}", folder=partial
            ) from error
        _empty(partial)
        (partial / manifest.UNFINISHED).touch(mode=0o600)
        try:
            yield partial
        except BaseException:
            _empty(partial)
            partial.rmdir()
            raise
        (partial / manifest.UNFINISHED).unlink()
        for path in [partial, *(path for path in partial.rglob("*") if path.is_dir())]:
            files.sync(path)
        partial.rename(folder)
        files.sync(folder.parent)
    finally:
        os.close(descriptor)


def _empty(partial: Path) -> None:
    """Remove what a backup that was killed has left behind, and nothing else. Raises BackupError."""
    if any(partial.iterdir()) and not (partial / manifest.UNFINISHED).exists():
        raise BackupError("{folder} is no backup of ours", "{folder} 不是助理的备份", folder=partial)
    for path in partial.iterdir():
        if path.is_dir():
            shutil.rmtree(path)
        else:
            path.unlink()


def _require_free(folder: Path) -> None:
    if folder.is_mount():
        raise BackupError(
            "{folder} is a mounted disk: name a new folder in it",
            "{folder} 是挂载点：请指定其中的一个新目录",
            folder=folder,
        )
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise BackupError(
            "{folder} has something in it: name a new folder",
            "{folder} 不为空：请指定新目录",
            folder=folder,
        )


def _require_apart(folder: Path, keys: Path, data: Path) -> None:
    """Keys beside what they open would be no use, and a backup within DATA would go with it."""
    if folder == keys or folder in keys.parents or keys in folder.parents:
        raise BackupError(
            "the keys belong into a folder of their own, not into that of the data",
            "密钥必须放在独立目录中，不得与数据同处一个目录",
        )
    for each in (folder, keys):
        if each == data or data in each.parents:
            raise BackupError(
                "{folder} lies in the data folder, and would be lost with it",
                "{folder} 位于数据目录中，会与其一同丢失",
                folder=each,
            )


def _require_space(folder: Path, found: Sequence[Store]) -> None:
    """Whether the disk holds it all; of a server the size of our tables is more than that of their dump."""
    wanted = _SPARE + sum(stores.size_of(store) for store in found)
    place = next(parent for parent in (folder.absolute(), *folder.absolute().parents) if parent.exists())
    free = shutil.disk_usage(place).free
    if free < wanted:
        raise BackupError(
            "{place} has {free} free, and {wanted} are wanted",
            "{place} 剩余 {free}，需要 {wanted}",
            place=place,
            free=size_in_words(free),
            wanted=size_in_words(wanted),
        )
