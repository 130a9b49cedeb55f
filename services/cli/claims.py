"""Who runs on a data folder: a lock that its programs hold together, with their process ids in it.

The kernel ends a `flock` with the last process that has it, also after `kill -9`, and programs inherit it: what a
killed `zhuli run` has left behind still holds the folder. Only the standard library is imported here.
"""

import fcntl
import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

LOCK_FILE = "run.lock"
_TRIES, _PAUSE = 5, 0.05
"""Whoever only looks has the lock for a moment, too."""


class RunsAlreadyError(RuntimeError):
    """Programs of this folder run; the message says which, and what to do."""


@dataclass(frozen=True, slots=True)
class Runner:
    """Who holds a folder: the address of the API, the pid of `zhuli run`, and its programs' pids by name."""

    url: str
    pid: int
    programs: dict[str, int] = field(default_factory=dict)

    @property
    def lives(self) -> bool:
        """Whether `zhuli run` itself is still there; its programs outlive a `kill -9` of it."""
        return _lives(self.pid)

    def told(self, data: Path) -> str:
        """One sentence on it."""
        if self.lives or not self.programs:
            return f"Zhuli runs already on {data}: process {self.pid}, {self.url}."
        left = " ".join(str(pid) for pid in self.programs.values() if _lives(pid))
        return f"Programs of a killed `zhuli run` still work on {data}, {self.url}; end them: kill {left}"


class Claim:
    """The lock, held. `descriptor` is what programs inherit."""

    def __init__(self, descriptor: int, url: str) -> None:
        self.descriptor = descriptor
        self._url = url
        self._programs: dict[str, int] = {}
        self._write()

    def note(self, name: str, pid: int) -> None:
        """A program has started, or has been started again."""
        self._programs[name] = pid
        self._write()

    def _write(self) -> None:
        content = {"url": self._url, "pid": os.getpid(), "programs": self._programs}
        os.ftruncate(self.descriptor, 0)
        os.pwrite(self.descriptor, json.dumps(content).encode(), 0)


@contextmanager
def claimed(data: Path, url: str) -> Iterator[Claim]:
    """Hold a folder for a block. Raises RunsAlreadyError."""
    descriptor = os.open(data / LOCK_FILE, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        if not _lock(descriptor, fcntl.LOCK_EX):
            raise RunsAlreadyError(_read(descriptor).told(data))
        yield Claim(descriptor, url)
    finally:
        os.close(descriptor)


def runner_of(data: Path) -> Runner | None:
    """Who holds a folder. Nothing is created or changed."""
    try:
        descriptor = os.open(data / LOCK_FILE, os.O_RDONLY)
    except OSError:
        return None
    try:
        return None if _lock(descriptor, fcntl.LOCK_SH) else _read(descriptor)
    finally:
        os.close(descriptor)


def _lock(descriptor: int, kind: int) -> bool:
    for _ in range(_TRIES):
        try:
            fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
        except BlockingIOError:
            time.sleep(_PAUSE)
        else:
            return True
    return False


def _read(descriptor: int) -> Runner:
    try:
        return Runner(**json.loads(os.pread(descriptor, 4096, 0)))
    except (ValueError, TypeError):
        return Runner("an address that is being written", 0)


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return pid > 0
