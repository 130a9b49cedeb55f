"""Pollers as docs/following.md tells integrators to write them: that program itself, killed and started again."""

import json
import os
import random
import re
import signal
import sqlite3
import subprocess
import sys
import threading
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Self

PAGE = Path(__file__).parents[3] / "docs" / "following.md"
LIMIT, PAUSE_SECONDS = 17, 0.2
Row = dict[str, Any]


def recipe(page: Path = PAGE) -> str:
    """The program that the page tells."""
    (found,) = re.findall(r"^```python\n(.*?)^```$", page.read_text(), re.M | re.S)
    return str(found)


def lists() -> dict[str, list[str]]:
    """The lists that the program follows, and what tells two rows of each apart."""
    found: dict[str, list[str]] = _names_of(recipe())["LISTS"]
    return found


def _names_of(program: str) -> dict[str, Any]:
    names: dict[str, Any] = {"__name__": "recipe"}
    exec(compile(program, PAGE.name, "exec"), names)  # noqa: S102 - our own document
    return names


@dataclass(frozen=True, slots=True)
class Seen:
    """What a poller has taken over: the rows of each list by their ids, and how often each list began anew."""

    rows: dict[str, dict[tuple[Any, ...], Row]]
    restored: dict[str, int]


@dataclass
class Poller:
    """One program with its file; `ends` counts how its processes ended, by the last line of what they said."""

    folder: Path
    program: Path
    arguments: tuple[str, ...]
    ends: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    _process: subprocess.Popen[bytes] | None = None

    @property
    def file(self) -> Path:
        """Where it keeps rows and cursors."""
        return self.folder / "kept.sqlite3"

    def start(self) -> None:
        """Start its program unless it runs; note how it ended before."""
        if self._process is not None:
            if self._process.poll() is None:
                return
            said = (self.folder / "log").read_text().splitlines()
            self.ends[said[-1] if said else f"ended with {self._process.returncode}"] += 1
        url, key = self.arguments
        with (self.folder / "log").open("wb") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-I", self.program, url, key, self.file, str(LIMIT), str(PAUSE_SECONDS)],
                stdout=log,
                stderr=log,
                env={"PATH": os.defpath, "no_proxy": "*"},
            )

    def kill(self) -> None:
        """As the machine does it when memory runs out."""
        if self._process is not None and self._process.poll() is None:
            self._process.send_signal(signal.SIGKILL)
            self._process.wait()
            self.kills += 1

    def finish(self) -> None:
        """Its program's own walk over each list, once, in peace and in this process."""
        program = _names_of(self.program.read_text())
        kept = sqlite3.connect(self.file)
        try:
            for path in program["LISTS"]:
                program["follow"](*self.arguments, kept, path, LIMIT)
        finally:
            kept.close()

    def taken(self) -> int:
        """How many rows it has taken over, counted as often as they came."""
        if not self.file.exists():
            return 0
        kept = sqlite3.connect(self.file)
        try:
            return int(kept.execute("SELECT coalesce(max(rowid), 0) FROM row").fetchone()[0])
        except sqlite3.OperationalError:  # it has only just been started
            return 0
        finally:
            kept.close()

    def seen(self) -> Seen:
        """What it has taken over so far."""
        rows: dict[str, dict[tuple[Any, ...], Row]] = {path: {} for path in lists()}
        kept = sqlite3.connect(self.file)
        try:
            for path, row_id, content in kept.execute("SELECT path, id, content FROM row"):
                rows[path][tuple(json.loads(row_id))] = json.loads(content)
            return Seen(rows, dict(kept.execute("SELECT path, walk FROM place").fetchall()))
        finally:
            kept.close()


class Pollers:
    """So many of them at work in a thread that starts again what has ended, and kills some; a context manager.

    They begin with `go_on`, and again after `finish`.
    """

    def __init__(
        self, folder: Path, number: int, arguments: tuple[str, str], chance: random.Random, *, mean_life: float
    ) -> None:
        self._chance, self._mean_life = chance, mean_life
        program = folder / "follow.py"
        folder.mkdir()
        program.write_text(recipe())
        self.pollers = []
        for place in range(number):
            (folder / str(place)).mkdir()
            self.pollers.append(Poller(folder / str(place), program, arguments))
        self._stopping = threading.Event()
        self._thread: threading.Thread | None = None

    def __enter__(self) -> Self:
        self.go_on()
        return self

    def __exit__(self, *_error: object) -> None:
        self._stop()

    def go_on(self) -> None:
        """Be at work, from where each was, unless they are."""
        if self._thread is None:
            self._stopping.clear()
            self._thread = threading.Thread(target=self._keep, daemon=True)
            self._thread.start()

    def finish(self) -> None:
        """Stop them where they are, and let each walk once more, in peace."""
        self._stop()
        for poller in self.pollers:
            poller.finish()

    def taken(self) -> list[int]:
        """How many rows each has taken over."""
        return [poller.taken() for poller in self.pollers]

    def seen(self) -> list[Seen]:
        """What each has taken over so far."""
        return [poller.seen() for poller in self.pollers]

    def _stop(self) -> None:
        self._stopping.set()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        for poller in self.pollers:
            poller.kill()

    def _keep(self) -> None:
        tick = 0.1
        while not self._stopping.wait(tick):
            for poller in self.pollers:
                if self._chance.random() < tick / self._mean_life:
                    poller.kill()
                poller.start()
