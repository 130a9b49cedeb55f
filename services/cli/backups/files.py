"""SQLite: a file copied from a snapshot, and a copy looked through."""

import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from services.cli.backups.errors import BackupError
from services.cli.backups.manifest import Copy
from services.cli.backups.moments import Pinned
from services.cli.store_checks import is_damage

_PAGES = 4096
"""Copied at a time; between two of them the progress is told."""


def copy_file(pinned: Pinned, folder: Path, progress: Callable[[int, int], None]) -> Copy:
    """Copy a file as it was at the moment; `progress` gets the pages done and all. Raises BackupError."""
    path = folder / pinned.store.file_name
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))
    with closing(sqlite3.connect(path)) as copy:
        pinned.connection.backup(
            copy, pages=_PAGES, progress=lambda _status, left, pages: progress(pages - left, pages)
        )
    sync(path)
    rows, migration = look_through(path)
    name = pinned.store.members[""]
    return Copy(
        file=path.name,
        kind="sqlite",
        members=pinned.store.members,
        rows={"": rows},
        migrations={name: migration} if migration else {},
    )


def look_through(path: Path) -> tuple[dict[str, int], str | None]:
    """The rows of each table of a copy, and its migration. Raises BackupError where it is damaged."""
    try:
        # Immutable: nothing is written beside it.
        with closing(sqlite3.connect(f"{path.resolve().as_uri()}?immutable=1", uri=True)) as copy:
            said = copy.execute("PRAGMA quick_check(1)").fetchone()[0]
            if is_damage(said):
                raise _damaged(path)
            named = copy.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
            tables = sorted(row[0] for row in named)
            rows = {name: copy.execute(f'SELECT count(*) FROM "{name}"').fetchone()[0] for name in tables}  # noqa: S608
            if "alembic_version" not in rows:
                return rows, None
            return rows, copy.execute("SELECT version_num FROM alembic_version").fetchone()[0]
    except sqlite3.DatabaseError as error:
        raise _damaged(path) from error


def sync(path: Path) -> None:
    """Have a file, or the names in a folder, on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _damaged(path: Path) -> BackupError:
    return BackupError(
        "{file} is damaged: see `zhuli doctor`, and use an older backup",
        "{file} 已损坏：请运行 `zhuli doctor`，并使用更早的备份",
        file=path,
    )
