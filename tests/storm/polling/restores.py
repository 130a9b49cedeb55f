"""The databases of an installation copied away while it works, and copied back, as docs/operations.md tells it.

The sandbox's is left out: it stands for Amazon, which nobody restores.
"""

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from services.cli.installation import Installation
from shared.testing.postgres import PostgresServer

_NOT_OURS = "sandbox"


class Backup(Protocol):
    """What was taken away."""

    def restore(self) -> None:
        """Copy it back; no program may be at work."""


class SqliteBackup:
    """A copy of each file, by SQLite's own backup."""

    def __init__(self, installation: Installation, folder: Path) -> None:
        self._data, self._folder = installation.data, folder
        folder.mkdir()
        for path in sorted(self._data.glob("*.sqlite3")):
            if path.stem != _NOT_OURS:
                _copy(path, folder / path.name)

    def restore(self) -> None:
        """See Backup."""
        for path in sorted(self._folder.glob("*.sqlite3")):
            for leftover in self._data.glob(f"{path.name}-*"):
                leftover.unlink()
            _copy(path, self._data / path.name)


class PostgresBackup:
    """A dump in the custom format."""

    def __init__(self, server: PostgresServer, folder: Path) -> None:
        self._server, self._file = server, folder / "zhuli.dump"
        folder.mkdir()
        self._url = os.environ["ZHULI_DATABASE_URL"]
        server.run("pg_dump", "--format=custom", f"--exclude-schema={_NOT_OURS}", f"--file={self._file}", self._url)

    def restore(self) -> None:
        """See Backup."""
        self._server.run("pg_restore", "--clean", "--if-exists", f"--dbname={self._url}", str(self._file))


def _copy(source: Path, target: Path) -> None:
    with closing(sqlite3.connect(source)) as there, closing(sqlite3.connect(target)) as here:
        there.backup(here)
