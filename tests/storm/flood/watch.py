"""What is measured while everything comes at once: how soon /livez answers, what writes take, the memory of all."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

import httpx

MEGABYTE = 1024 * 1024
_EVERY_LIVEZ, _EVERY_PSS, _EVERY_WRITE = 0.1, 0.2, 0.25


@dataclass(frozen=True, slots=True)
class Write:
    """A write of another tenant: when it was sent, how long it took, and the status (0: no answer)."""

    at: float
    seconds: float
    status: int


@dataclass
class Watch:
    """Three threads that measure until the context ends; `write` sends a write and gives its status."""

    url: str
    pids: Callable[[], list[int]]
    write: Callable[[], int]
    livez: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    _ends: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._threads = [threading.Thread(target=one) for one in (self._ask, self._weigh, self._write)]
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends.set()
        for thread in self._threads:
            thread.join()

    def _ask(self) -> None:
        with httpx.Client(base_url=self.url, timeout=30, trust_env=False) as client:
            while not self._ends.wait(_EVERY_LIVEZ):
                began = time.monotonic()
                client.get("/livez").raise_for_status()
                self.livez.append(time.monotonic() - began)

    def _weigh(self) -> None:
        while not self._ends.wait(_EVERY_PSS):
            self.memory.append(sum(proportional(pid) for pid in self.pids()))

    def _write(self) -> None:
        while not self._ends.wait(_EVERY_WRITE):
            began = time.monotonic()
            status = self.write()
            self.writes.append(Write(began, time.monotonic() - began, status))


def proportional(pid: int) -> int:
    """Bytes of memory of a process, of shared pages its share (PSS); 0 when it has ended."""
    try:
        text = Path(f"/proc/{pid}/smaps_rollup").read_text()
    except OSError:
        return 0
    return sum(int(line.split()[1]) * 1024 for line in text.splitlines() if line.startswith("Pss:"))


def descendants(pids: list[int]) -> list[int]:
    """The processes and all that they have started."""
    found, waiting = [], list(pids)
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        for task in Path(f"/proc/{pid}/task").glob("*/children"):
            try:
                waiting += [int(child) for child in task.read_text().split()]
            except OSError:
                continue
    return found
