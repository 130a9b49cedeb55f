"""What a benchmark gives: samples of the product and its baseline, and the figure made of them."""

import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from functools import cached_property
from itertools import count
from pathlib import Path
from statistics import median

import psycopg

from shared.testing.postgres import PostgresServer
from tests.benchmarks.measurement import measure

TERM_DAYS = 31
"""Days that one generated report covers."""


@dataclass(frozen=True, slots=True)
class Sample:
    """The product and its baseline, measured one after the other, in one unit; peak memory is the product's."""

    value: float
    baseline: float
    peak_mb: float


@dataclass(frozen=True, slots=True)
class Figure:
    """The median over the rounds; `low` and `high` are the extremes of the ratio."""

    name: str
    unit: str
    ratio: float
    low: float
    high: float
    value: float
    baseline: float
    peak_mb: float

    def line(self) -> str:
        """The one line of the output."""
        return (
            f"{self.name} ratio={self.ratio:.3f} [{self.low:.3f} {self.high:.3f}] unit={self.unit} "
            f"value={self.value:.4g} baseline={self.baseline:.4g} peak_mb={self.peak_mb:.0f}"
        )

    def content(self) -> dict[str, float | str]:
        """The entry in build/bench.json."""
        return {
            "ratio": round(self.ratio, 4),
            "value": self.value,
            "baseline": self.baseline,
            "unit": self.unit,
            "peak_mb": round(self.peak_mb, 1),
        }


def figure_of(name: str, unit: str, samples: Sequence[Sample]) -> Figure:
    """The figure of some rounds; the ratio is taken within each round, so that slow minutes cancel out."""
    ratios = [sample.value / sample.baseline for sample in samples]
    return Figure(
        name=name,
        unit=unit,
        ratio=median(ratios),
        low=min(ratios),
        high=max(ratios),
        value=median(sample.value for sample in samples),
        baseline=median(sample.baseline for sample in samples),
        peak_mb=max(sample.peak_mb for sample in samples),
    )


@dataclass
class Place:
    """A temporary folder, a PostgreSQL server once somebody asks for it, and how much is measured.

    `scale` 1.0 is the size in a benchmark's name; `rounds` is how often product and baseline alternate.
    """

    scale: float
    rounds: int
    _stack: ExitStack = field(default_factory=ExitStack)
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def __enter__(self) -> "Place":
        return self

    def __exit__(self, *_error: object) -> None:
        self._stack.close()

    @cached_property
    def folder(self) -> Path:
        """Deleted at the end."""
        return Path(self._stack.enter_context(tempfile.TemporaryDirectory(prefix="zhuli-bench-")))

    @cached_property
    def _server(self) -> PostgresServer:
        return self._stack.enter_context(PostgresServer())

    def sqlite_url(self) -> str:
        """A new, empty SQLite database."""
        return f"sqlite:///{self.folder / f'{next(self._numbers)}.db'}"

    def postgres_url(self) -> str:
        """A new, empty PostgreSQL database."""
        name = f"bench_{next(self._numbers)}"
        with psycopg.connect(self._server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}".encode())
        return self._server.url(name)

    def drop(self, url: str) -> None:
        """Delete a database of this place, so that a long run does not fill the disk."""
        if url.startswith("sqlite:///"):
            path = Path(url.removeprefix("sqlite:///"))
            for part in path.parent.glob(f"{path.name}*"):
                shutil.rmtree(part) if part.is_dir() else part.unlink()
            return
        with psycopg.connect(self._server.url("postgres"), autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {url.rpartition('/')[2]} WITH (FORCE)".encode())

    @cached_property
    def report(self) -> Path:
        """A search-term report of a million rows (times `scale`) over 31 days."""
        path = self.folder / "report.json.gz"
        measure("tests.benchmarks.reports", "write", path=str(path), rows=self.rows, first_day="2026-08-01")
        return path

    @property
    def rows(self) -> int:
        """Rows of one report."""
        return max(TERM_DAYS, int(1_000_000 * self.scale))


@dataclass(frozen=True, slots=True)
class Benchmark:
    """One row of the table; `run` yields a sample a round. `reach` says when the ratio is good enough."""

    name: str
    unit: str
    reach: str
    run: Callable[[Place], Iterator[Sample]]
