"""What is measured while everything comes at once: how soon /livez answers, what writes take, the memory of all."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

MEGABYTE = 1024 * 1024
_EVERY_PSS = 0.2


@dataclass(frozen=True, slots=True)
class Write:
    """A write of another tenant: when it was sent, how long it took, and the status (0: no answer)."""

    at: float
    seconds: float
    status: int


@dataclass
class Watch:
    """What a caller of its own meets, and the memory of our programs, until the context ends."""

    caller: Sequence[str]
    pids: Callable[[], list[int]]
    livez: list[float] = field(default_factory=list)
    memory: list[int] = field(default_factory=list)
    writes: list[Write] = field(default_factory=list)
    _ends: threading.Event = field(default_factory=threading.Event)

    def __enter__(self) -> Self:
        self._probe = subprocess.Popen(
            [sys.executable, "-m", "tests.storm.flood.probe", *self.caller],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=Path(__file__).parents[3],
        )
        self._thread = threading.Thread(target=self._weigh)
        self._thread.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._ends.set()
        self._thread.join()
        told = json.loads(self._probe.communicate()[0])
        self.livez, self.writes = told["livez"], [Write(*one) for one in told["writes"]]

    def _weigh(self) -> None:
        while not self._ends.wait(_EVERY_PSS):
            self.memory.append(sum(proportional(pid) for pid in self.pids()))


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
