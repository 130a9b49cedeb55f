"""One measurement in a process of its own, so that time and peak memory are those of the measured work.

Parent: `measure("tests.benchmarks.ingest", "store_twice", url=..., report=...)`. Child:
`python -m tests.benchmarks.measurement MODULE FUNCTION ARGUMENTS`, which answers with one JSON line.
"""

import contextlib
import importlib
import json
import resource
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]
RSS_UNIT = 1 if sys.platform == "darwin" else 1024


class MeasurementError(RuntimeError):
    """The child failed; its own words went to standard error."""


@dataclass(frozen=True, slots=True)
class Measured:
    """What the function returned, and the peak memory of its process in MB."""

    value: Any
    peak_mb: float


class Measurement:
    """A measurement under way."""

    def __init__(
        self, module: str, function: str, environment: dict[str, str] | None, arguments: dict[str, Any]
    ) -> None:
        self._what = f"{module}.{function}"
        self._child = subprocess.Popen(
            [sys.executable, "-m", __name__, module, function, json.dumps(arguments)],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            text=True,
        )

    @property
    def running(self) -> bool:
        """Whether the child is still at it."""
        return self._child.poll() is None

    def result(self) -> Measured:
        """Wait for the answer. Raises MeasurementError."""
        try:
            answer, _ = self._child.communicate()
        except BaseException:
            self.stop()
            raise
        if self._child.returncode != 0:
            raise MeasurementError(self._what)
        content = json.loads(answer.splitlines()[-1])
        return Measured(content["value"], content["peak_mb"])

    def stop(self) -> None:
        """End the child, whatever it does."""
        with contextlib.suppress(ProcessLookupError):
            self._child.kill()
        self._child.wait()


def start(module: str, function: str, environment: dict[str, str] | None = None, **arguments: Any) -> Measurement:
    """Start `function(**arguments)` of a module in a child; arguments and answer travel as JSON."""
    return Measurement(module, function, environment, arguments)


def measure(module: str, function: str, environment: dict[str, str] | None = None, **arguments: Any) -> Measured:
    """The same, and wait for its answer. Raises MeasurementError."""
    return start(module, function, environment, **arguments).result()


def peak_mb() -> float:
    """Largest resident set of this process so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * RSS_UNIT / 1024**2


def _answer(module: str, function: str, arguments: str) -> None:
    value = getattr(importlib.import_module(module), function)(**json.loads(arguments))
    sys.stdout.write(json.dumps({"value": value, "peak_mb": peak_mb()}) + "\n")


if __name__ == "__main__":
    _answer(*sys.argv[1:])
