"""What a file holds, counted row by row."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from typing import IO, Any, NamedTuple

from services.ads.performance.rules import Totals
from services.ads.reports.rules import Names

KEPT_ERRORS = 1000
_PIECE_BYTES = 1024 * 1024
_METRICS = 6
"""Impressions, clicks, cost, orders, units, sales: the numbers at the end of a fact row, before the window."""


@dataclass(frozen=True, slots=True)
class SentFile:
    """A file that somebody sent: its size and SHA-256, and (`packed`) what is kept of it until it is read."""

    name: str
    size: int
    sha256: str
    packed: IO[bytes]

    def pieces(self) -> Iterator[bytes]:
        """What is kept, in pieces that a row of a table can hold."""
        self.packed.seek(0)
        return iter(partial(self.packed.read, _PIECE_BYTES), b"")


class KeptPiece(NamedTuple):
    """A piece of a kept file, and whether the whole of them is packed."""

    is_packed: bool
    content: bytes


@dataclass(slots=True)
class ReadFile:
    """What a file holds. `rows` map the key of a fact to its numbers; rows of one key are added up.

    A console file knows campaigns by name only, so two campaigns of one name are one to us, and adding
    up keeps the totals of the file.
    """

    report: str = ""
    attribution_days: int | None = None
    rows: dict[tuple[Any, ...], list[int]] = field(default_factory=dict)
    rows_read: int = 0
    rows_imported: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    names: Names = field(default_factory=Names)

    def add(self, row: tuple[Any, ...]) -> None:
        """Count a good row in; it is a fact row with the attribution window as its last value."""
        key, numbers = row[: -_METRICS - 1], row[-_METRICS - 1 :]
        stored = self.rows.setdefault(key, [0] * _METRICS + [numbers[-1]])
        for place in range(_METRICS):
            stored[place] += numbers[place]
        self.rows_imported += 1

    def reject(self, line: int, column: str | None, code: str, message: str) -> None:
        """Count a bad row; the first thousand are kept with their reason."""
        self.rows_rejected += 1
        if len(self.errors) < KEPT_ERRORS:
            position = len(self.errors) + 1
            error = {"line": line, "column_name": column, "code": code, "message": message[:500]}
            self.errors.append({"position": position, **error})

    def days(self) -> Counter[str]:
        """Number of facts by ISO day."""
        return Counter(key[1] for key in self.rows)

    def totals(self) -> Totals:
        """Sums over the good rows."""
        return Totals(*(sum(numbers[place] for numbers in self.rows.values()) for place in range(_METRICS)))

    def fact_rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows in the order of the fact table's columns."""
        for key, numbers in self.rows.items():
            yield (*key, *numbers)


def window_of(days: Counter[str]) -> tuple[date, date] | None:
    """The first and the last day of a file; None of an empty one."""
    return (date.fromisoformat(min(days)), date.fromisoformat(max(days))) if days else None
