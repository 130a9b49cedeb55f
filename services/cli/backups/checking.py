"""All that can be known of a backup before it replaces anything."""

from collections.abc import Mapping
from pathlib import Path

from sqlalchemy import URL

from services.cli.backups import dumps, files, keyrings, manifest
from services.cli.backups.errors import BackupError
from services.cli.backups.manifest import Copy, Manifest
from services.cli.saying import Say
from shared.db.newest import newest_of


def check(folder: Path, keys_folder: Path, urls: Mapping[str, URL], say: Say) -> Manifest:
    """The manifest of a backup that is whole, belongs to its keys, and fits the settings. Raises BackupError."""
    written, keys = manifest.read_manifest(folder), manifest.read_keys_manifest(keys_folder)
    say("The backup is of {at}", "备份时刻：{at}", at=written.taken_at.isoformat(timespec="seconds"))
    keyrings.require_same(written.keys, keys.keys)
    for copy in written.copies:
        _require_place(copy, urls)
        _require_known(copy)
    manifest.require_files(folder, written.files)
    manifest.require_files(keys_folder, keys.files)
    for copy in written.copies:
        say("  checked {name}", "  已检查 {name}", name=copy.file)
        _look_through(copy, folder / copy.file, urls)
    return written


def url_of(copy: Copy, urls: Mapping[str, URL]) -> URL:
    """Where a copy belongs."""
    return urls[next(iter(copy.members.values()))]


def _require_place(copy: Copy, urls: Mapping[str, URL]) -> None:
    found = [urls[name] for name in copy.members.values() if name in urls]
    places = {(url.get_backend_name(), url.host, url.port, url.database) for url in found}
    if len(found) != len(copy.members) or len(places) != 1 or found[0].get_backend_name() != copy.kind:
        raise BackupError(
            "{file} is a backup of {kind}, and the settings name another kind or other places of databases; it goes"
            " back to where it came from",
            "{file} 是 {kind} 的备份，而当前设置使用其他类型或位置的数据库；备份只能恢复到原来的类型和位置",
            file=copy.file,
            kind=copy.kind,
        )


def _require_known(copy: Copy) -> None:
    """Raise BackupError for a schema newer than the code; an older one is migrated."""
    for name, migration in copy.migrations.items():
        if migration > newest_of(f"services.{name}"):
            raise BackupError(
                "{file} was written by a newer Zhuli ({name} is at migration {migration}): restore it with that one",
                "{file} 由更新版本的助理写成（{name} 的迁移为 {migration}）：请用该版本恢复",
                file=copy.file,
                name=name,
                migration=migration,
            )


def _look_through(copy: Copy, path: Path, urls: Mapping[str, URL]) -> None:
    if copy.kind == "postgresql":
        dumps.look_through(path, url_of(copy, urls))
    elif files.look_through(path)[0] != copy.rows[""]:
        raise BackupError("{file} has not the rows that the manifest tells of", "{file} 的行数与清单不符", file=path)
