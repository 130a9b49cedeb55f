"""The log file of a program, bounded: what it has beyond a size is put aside, and the oldest of that goes.

Programs write to the file that they were started with, also when whoever started them has been killed. So the file
stays, and its content is copied away and cut off; they append, and go on at its beginning. What is written in the
microseconds between the end of the copy and the cut is lost, as with `copytruncate`. Only the standard library is
imported here.
"""

import os
from contextlib import suppress
from pathlib import Path

MOST_BYTES, OLDER = 16 * 1024**2, 4
"""Of a file, and how many older ones are kept: 80 MB a program. A request is a line of some 350 bytes, so that
is 200,000 requests and more."""

_BLOCK = 1024 * 1024


class LogFile:
    """One program's log, and older ones beside it: `api.log`, `api.log.1` (the newest of these) and so on."""

    def __init__(self, path: Path, *, most_bytes: int = MOST_BYTES) -> None:
        self.path, self._most = path, most_bytes
        self._due = most_bytes

    def bound(self) -> None:
        """Put aside what there is where it has grown too large. Where the disk is full it grows as much again."""
        size = self.path.stat().st_size if self.path.exists() else 0
        if size < self._due:
            return
        try:
            self._put_aside()
            self._due = self._most
        except OSError:
            self._due = size + self._most

    def tail(self, most_bytes: int, lines: int) -> list[str]:
        """Its last lines, with those before from what was put aside."""
        found = _last(self.path, most_bytes, lines)
        older = self._older(1)
        if len(found) < lines and older.exists():
            found = [*_last(older, most_bytes, lines - len(found)), *found]
        return found

    def _older(self, number: int) -> Path:
        return self.path.with_name(f"{self.path.name}.{number}")

    def _put_aside(self) -> None:
        unfinished = self.path.with_name(f"{self.path.name}.unfinished")
        try:
            self._copy_and_cut(unfinished)
        except OSError:
            with suppress(OSError):
                unfinished.unlink()
            raise

    def _copy_and_cut(self, unfinished: Path) -> None:
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with self.path.open("r+b") as file, os.fdopen(descriptor, "wb", buffering=0) as copy:
            while block := file.read(_BLOCK):  # until nothing more has come
                copy.write(block)
            for number in range(OLDER - 1, 0, -1):
                with suppress(FileNotFoundError):
                    self._older(number).replace(self._older(number + 1))
            unfinished.replace(self._older(1))
            while block := file.read(_BLOCK):
                copy.write(block)
            file.truncate(0)


def _last(path: Path, most_bytes: int, lines: int) -> list[str]:
    with path.open("rb") as file:
        file.seek(max(0, file.seek(0, os.SEEK_END) - most_bytes))
        return file.read().decode(errors="replace").splitlines()[-lines:]
