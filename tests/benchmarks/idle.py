"""What a run takes of a small server: memory and processor at rest, one seller of 60 SKUs synced, and its start.

Each against the same run with one thing undone (`idle_programs`). Linux alone tells these things, in `/proc`.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx

from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.idle_programs import APART, FORKED, LOOKING
from tests.benchmarks.measurement import ROOT
from tests.benchmarks.server import free_port
from tests.storm.flood.watch import MEGABYTE, descendants, proportional
from tests.waiting import wait_for

_PRODUCTS = 60
_QUIET_SECONDS, _REST_SECONDS = 75.0, 60.0
"""After the sync, for what it has left (the nursery of imports goes after a minute), and of measuring."""

_SYNC_SECONDS, _START_SECONDS = 900.0, 120.0
_TICKS = os.sysconf("SC_CLK_TCK")


def _memory(place: Place) -> Iterator[Sample]:
    """MB of all processes (PSS); baseline: each program an interpreter of its own."""
    for number in range(place.rounds):
        found = [_at_rest(place, kind, number)[0] for kind in (FORKED, APART)]
        yield Sample(*found, peak_mb=found[0])


def _processor(place: Place) -> Iterator[Sample]:
    """Per cent of a core; baseline: a worker that looks as often as it asks whether to look."""
    for number in range(place.rounds):
        (memory, value), (_, baseline) = (_at_rest(place, kind, number) for kind in (FORKED, LOOKING))
        yield Sample(value, baseline, memory)


def _start(place: Place) -> Iterator[Sample]:
    """Seconds from the start of `zhuli run` to the first `/livez`, databases migrated; baseline: as for memory."""
    for number in range(place.rounds):
        folder = place.folder / f"start-{number}"
        with _running(folder, FORKED):
            pass
        found = []
        for kind in (FORKED, APART):
            began = time.monotonic()
            with _running(folder, kind) as pid:
                found.append(time.monotonic() - began)
                memory = _pss(pid)
        yield Sample(*found, peak_mb=memory)


def _at_rest(place: Place, kind: str, number: int) -> tuple[float, float]:
    """(MB, per cent of a core) of a run at rest."""
    folder = place.folder / f"rest-{kind}-{number}"
    with _running(folder, kind) as pid:
        wait_for(lambda: "Ctrl-C" in _output(folder).read_text(), "the worklist", seconds=_SYNC_SECONDS)
        time.sleep(_QUIET_SECONDS * min(1.0, place.scale))
        before, began = _cpu_seconds(pid), time.monotonic()
        time.sleep(_REST_SECONDS * min(1.0, place.scale))
        used = _cpu_seconds(pid) - before
        return _pss(pid), 100 * used / (time.monotonic() - began)


@contextmanager
def _running(folder: Path, kind: str) -> Iterator[int]:
    """The process id of a `zhuli run` whose `/livez` has answered; it is ended at the end."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    places = {"port": port, "sandbox-port": free_port(), "metrics-port": free_port(), "data": folder / "data"}
    options = [word for name, value in places.items() for word in (f"--{name}", str(value))]
    command = [
        sys.executable,
        "-m",
        "tests.benchmarks.idle_programs",
        kind,
        "run",
        "--alone",
        "--size",
        str(_PRODUCTS),
    ]
    ours = ("ZHULI_", "SANDBOX_", "GATEWAY_")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    with _output(folder).open("wb") as file:
        run = subprocess.Popen(
            [*command, *options], cwd=ROOT, env=environment | {"LANG": "en_GB.UTF-8"}, stdout=file, stderr=file
        )
    try:
        wait_for(lambda: _lives(port), "/livez", seconds=_START_SECONDS, pause=0.02)
        yield run.pid
    finally:
        run.send_signal(signal.SIGINT)
        run.wait(60)


def _lives(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/livez", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def _output(folder: Path) -> Path:
    return folder / "output.log"


def _pss(pid: int) -> float:
    return sum(proportional(each) for each in descendants([pid])) / MEGABYTE


def _cpu_seconds(pid: int) -> float:
    """Of a process and all that it has started."""
    fields = [Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split() for each in descendants([pid])]
    return sum(int(each[11]) + int(each[12]) for each in fields) / _TICKS


BENCHMARKS = (
    Benchmark("idle_memory", "MB", "<= 0.75", _memory),
    Benchmark("idle_cpu", "% of a core", "<= 0.25", _processor),
    Benchmark("cold_start", "s", "<= 0.75", _start),
)
