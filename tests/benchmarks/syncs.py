"""The benchmarks of syncs: a seller account of 5,000 SKUs on two marketplaces, 90 days of orders and of the ledger.

Listings, stock, orders and account health are read through the whole installation on SQLite, over HTTP, at
Amazon's published rates (`SANDBOX_PLAN_FACTOR` 1). The Ads API is left out: its reports are measured by themselves.
"""

import os
import sys
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from shared.clock import utc_now
from tests.benchmarks.figures import Benchmark, Place, Sample
from tests.benchmarks.measurement import measure
from tests.benchmarks.sandboxes import DOCUMENT, Call, calls_in
from tests.benchmarks.server import Server, free_port
from tests.usage_plans import published

_PROGRAMS = "tests.benchmarks.sync_programs"
_SANDBOX = "tests.benchmarks.sandboxes:recorded"
_SKUS, _FEWEST = 5000, 60
_STORM_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class _Site:
    """An installation whose sandbox is at work; its `recording` holds the calls that have come."""

    folder: Path
    ports: list[int]
    size: int
    environment: dict[str, str]
    sandbox: Server

    @property
    def recording(self) -> Path:
        """Where the sandbox writes."""
        return Path(self.environment["BENCH_CALLS"])

    def sync(self, *, storm: tuple[float, float] | None = None, again: bool = False) -> dict[str, Any]:
        """What `sync_programs.sync` found. Raises RuntimeError when calls came faster than the published rates."""
        given: dict[str, Any] = {"folder": str(self.folder), "ports": self.ports, "size": self.size}
        given |= {"recording": str(self.recording), "storm": storm, "again": again}
        found: dict[str, Any] = measure(_PROGRAMS, "sync", self.environment, **given).value
        calls = calls_in(self.recording)[: found["calls"]]
        over = _most_over(calls)
        _tell(
            f"{found['seconds']:.1f} s, {len(calls)} calls, {over} over the published rates; CPU of api and worker"
            f" {found['cpu']:.0f} s, of the sandbox {self.sandbox.usage()[0]:.0f} s; load {os.getloadavg()[0]:.1f}"
        )
        if over:
            raise RuntimeError(f"{over} calls over the published rates")
        return found


def _sync(place: Place) -> Iterator[Sample]:
    """Seconds of a first sync, against those of its calls alone.

    Baseline: the very calls that the sandbox got are sent to it again by a client that stores nothing, each as soon
    as the published rate and burst of its operation allow, operations side by side (`replays`). So it holds the
    sandbox's own time for its answers, the waiting that the rates force, and no more. A second sync follows, which
    must not change a row; the number of its calls is told beside.
    """
    for _ in range(place.rounds):
        with _site(place, utc_now()) as site:
            found = site.sync(again=True)
            calls = {"recording": str(site.recording), "count": found["calls"]}
            baseline = measure("tests.benchmarks.replays", "replay", port=site.sandbox.port, **calls).value
        share = found["again_calls"] / found["calls"]
        _tell(f"sync_again_calls {found['again_calls']} = {share:.3f} of the first; {found['again_seconds']:.1f} s")
        yield Sample(found["seconds"], baseline, found["peak_mb"])


def _storm(place: Place) -> Iterator[Sample]:
    """Seconds of a sync in whose midst every call is refused for a minute, against those without, and a minute.

    Raises RuntimeError when the two have not stored the same.
    """
    for _ in range(place.rounds):
        present = utc_now()
        with _site(place, present) as site:
            calm = site.sync()
        with _site(place, present) as site:
            stormy = site.sync(storm=(calm["seconds"] / 2, _STORM_SECONDS))
        lost = sorted(name for name in calm["facts"] if calm["facts"][name] != stormy["facts"][name])
        if lost:
            raise RuntimeError(f"the storm left other rows in {', '.join(lost)}")
        yield Sample(stormy["seconds"], calm["seconds"] + _STORM_SECONDS, stormy["peak_mb"])


@contextmanager
def _site(place: Place, present: datetime) -> Iterator[_Site]:
    ports = [free_port() for _ in range(3)]
    folder = place.folder / f"syncs-{ports[0]}"
    given = {"folder": str(folder), "ports": ports, "plan_factor": 1.0}
    environment = measure(_PROGRAMS, "prepare", _plain_environment(), **given).value
    environment |= {"BENCH_CALLS": str(folder / "calls.jsonl"), "BENCH_PRESENT": present.isoformat()}
    with Server(_SANDBOX, ports[1], folder / "sandbox.log", environment) as sandbox:
        yield _Site(folder, ports, max(_FEWEST, int(_SKUS * place.scale)), environment, sandbox)


def _plain_environment() -> dict[str, str]:
    """Ours without settings of an installation."""
    ours = ("ZHULI_", "SANDBOX_", "GATEWAY_")
    return {
        name: value
        for name, value in os.environ.items()
        if not name.startswith(ours) and not name.endswith("_DATABASE_URL")
    }


def _most_over(calls: Sequence[Call]) -> int:
    """Whole calls over the published rates, of the operation that is most over.

    A part of a call is the difference between how long two were on their way.
    """
    moments: dict[str, list[float]] = defaultdict(list)
    for call in calls:
        if call.operation != DOCUMENT:
            moments[call.operation].append(call.at)
    return max(0, *(int(published(name).most_over(each)) for name, each in moments.items()))


def _tell(line: str) -> None:
    sys.stderr.write(f"  {line}\n")
    sys.stderr.flush()


BENCHMARKS = (
    Benchmark("sync_5000_skus", "s", "<= 1.2", _sync),
    Benchmark("sync_429_storm", "s", "<= 1.2, nothing lost", _storm),
)
