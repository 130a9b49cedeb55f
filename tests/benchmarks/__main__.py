"""`make bench`: every figure side by side with its baseline; `ONLY=beginning-of-a-name`, `SCALE=0.01`, `ROUNDS=5`."""

import argparse
import json
import os
import sys
import time
from collections.abc import Sequence

from tests.benchmarks import ads, events, idle, inventory, jobs, listings, rest, syncs
from tests.benchmarks.figures import Benchmark, Figure, Place, Sample, figure_of
from tests.benchmarks.measurement import ROOT

BENCHMARKS: Sequence[Benchmark] = (
    *(*ads.BENCHMARKS, *listings.BENCHMARKS, *events.BENCHMARKS, *rest.BENCHMARKS, *jobs.BENCHMARKS),
    *(*syncs.BENCHMARKS, *idle.BENCHMARKS, *inventory.BENCHMARKS),
)
_OUTPUT = ROOT / "build" / "bench.json"


def main() -> None:
    """Run what is asked for, print a line each, and write the same as JSON."""
    options = _options()
    chosen = [benchmark for benchmark in BENCHMARKS if benchmark.name.startswith(options.only)]
    if not chosen:
        sys.exit(f"No benchmark's name begins with {options.only}.")
    figures: list[Figure] = []
    with Place(options.scale, options.rounds) as place:
        _tell(f"{os.cpu_count()} CPUs, load {os.getloadavg()[0]:.1f}; work data in {place.folder}")
        for benchmark in chosen:
            figures.append(_run(benchmark, place))
            sys.stdout.write(figures[-1].line() + "\n")
            sys.stdout.flush()
    _OUTPUT.parent.mkdir(exist_ok=True)
    content = {figure.name: figure.content() for figure in figures}
    _OUTPUT.write_text(json.dumps(content, indent=2) + "\n")


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("--only", default="", metavar="NAME", help="those whose names begin so")
    parser.add_argument("--scale", type=float, default=1.0, help="1.0 is the size in a benchmark's name")
    parser.add_argument("--rounds", type=int, default=3, help="how often product and baseline alternate")
    return parser.parse_args()


def _run(benchmark: Benchmark, place: Place) -> Figure:
    started = time.monotonic()
    samples: list[Sample] = []
    for sample in benchmark.run(place):
        samples.append(sample)
        _tell(f"  {benchmark.name} {len(samples)}/{place.rounds}: {sample.value:.4g} against {sample.baseline:.4g}")
    _tell(f"  {benchmark.name}: {time.monotonic() - started:.0f} s; to reach: {benchmark.reach}")
    return figure_of(benchmark.name, benchmark.unit, samples)


def _tell(line: str) -> None:
    sys.stderr.write(f"{line}\n")
    sys.stderr.flush()


if __name__ == "__main__":
    main()
