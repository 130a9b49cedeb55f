"""What a file holds, counted row by row."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from types import TracebackType
from typing import IO, Any, NamedTuple, Self

from services.ads.breakdowns.rules import KEY_COLUMNS, SUBJECT, Kind
from services.ads.performance.rules import Window
from services.ads.report_imports.rules.folding import KEPT, Folding, Line
from services.ads.reports.rules import Names
from shared.texts import Text

KEPT_ERRORS = 1000
FIRST_ENTITIES = 50
"""Entities of one kind that an import shows of a bulk sheet."""

BREAKDOWN, BULK = "breakdown", "bulk"
"""The section of lines that are no facts of a report, and what a bulk sheet is called in place of one."""

_PIECE_BYTES = 1024 * 1024
_METRICS = 6
"""Impressions, clicks, cost, orders, units, sales: the numbers at the end of a fact row, before the window."""

_UNPROMOTED = (None, None, None)
_TARGETING = len(KEY_COLUMNS) + SUBJECT.index("targeting")
"""Where the target's text stands in the key of a breakdown, and its match type behind it."""


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
    """What a file holds. Lines of one key are added up, on the disk, until it is closed.

    A console file knows campaigns by name only, so two campaigns of one name are one to us, and adding
    up keeps the totals of the file. `kind` is set for files of Unified Reporting and for breakdowns, `span` when
    their rows are over several days: the outermost of them; `ad_product` when all rows are of this one.
    Of a bulk sheet there are `entities` by what they are, and its `campaigns` by ad product, as `store_campaigns`
    takes them.
    """

    report: str = ""
    kind: Kind | None = None
    ad_product: str | None = None
    span: Window | None = None
    attribution_days: int | None = None
    rows_read: int = 0
    rows_imported: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0
    rows_elsewhere: int = 0
    errors: list[dict[str, Any]] = field(default_factory=list)
    unknown_columns: list[str] = field(default_factory=list)
    entities: Counter[str] = field(default_factory=Counter)
    first_entities: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    campaigns: dict[str, list[dict[str, Any]]] = field(default_factory=lambda: defaultdict(list))
    names: dict[str, Names] = field(default_factory=lambda: defaultdict(Names))
    account_ids: set[str] = field(default_factory=set)
    lines: Folding = field(default_factory=Folding)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        self.lines.close()

    def add(self, row: tuple[Any, ...]) -> None:
        """Count a good row in; it is a fact row of the report with the attribution window as its last value."""
        key, numbers = row[: -_METRICS - 1], row[-_METRICS - 1 : -1]
        kept = (*(None,) * (KEPT - 1), row[-1])
        self.fold(Line(self.report, key[1], key, key[2], (), "-", "", (*numbers, *_UNPROMOTED), kept))

    def fold(self, line: Line) -> None:
        """Count a good line in."""
        self.lines.add(line)
        self.rows_imported += 1

    def widen(self, from_on: date, to_on: date) -> None:
        """Let the span of the file hold these days, too."""
        span = self.span or Window(from_on, to_on)
        self.span = Window(min(span.from_on, from_on), max(span.to_on, to_on))

    def reject(self, line: int, column: str | None, code: str, text: Text) -> None:
        """Count a bad row; the first thousand are kept with their reason."""
        self.rows_rejected += 1
        if len(self.errors) < KEPT_ERRORS:
            position = len(self.errors) + 1
            said = {"message": text.en[:500], "message_zh": text.zh[:500]}
            self.errors.append({"position": position, "line": line, "column_name": column, "code": code, **said})

    def refuse_whole(self) -> None:
        """Let nothing of the file count as taken; what was read and rejected stays told."""
        self.rows_imported = 0
        self.entities.clear()
        self.lines.clear()

    def fact_rows(self, section: str) -> Iterator[tuple[Any, ...]]:
        """The rows of a report in the order of its fact table's columns, day by day."""
        for _, key, numbers, kept in self.lines.rows(section):
            yield (*key, *(number or 0 for number in numbers[:_METRICS]), kept[-1])

    def breakdown_rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows in the order of the columns of the breakdowns."""
        for _, key, numbers, (bid, target_type, target_state, targeting, match_type, _) in self.lines.rows(BREAKDOWN):
            texts = (key[_TARGETING] or targeting or "", key[_TARGETING + 1] or match_type or "")
            about = (*key[:_TARGETING], *texts, *key[_TARGETING + 2 :], target_type or "", target_state or "", bid)
            yield (*about, *(number or 0 for number in numbers[:_METRICS]), *numbers[_METRICS:])


def window_of(days: Counter[str]) -> tuple[date, date] | None:
    """The first and the last day of a file; None of an empty one."""
    return (date.fromisoformat(min(days)), date.fromisoformat(max(days))) if days else None


NOT_JUDGED: dict[str, Text] = {
    "days-too-old": Text(
        en="Its days ({first} to {last}) are all older than the 14 that are judged now ({from} to {to}): the numbers "
        "are shown, and no finding comes of them.",
        zh="该文件的日期（{first} 至 {last}）均早于当前判定的 14 天（{from} 至 {to}）：数据可查看，但不会产生问题。",
    ),
    "days-not-settled": Text(
        en="Its days ({first} to {last}) are not settled yet; judged now are {from} to {to}. Send the file again "
        "when five days have passed.",
        zh="该文件的日期（{first} 至 {last}）归因尚未稳定；当前判定的是 {from} 至 {to}。请在五天后重新上传。",
    ),
    "days-not-judged": Text(
        en="None of its days ({first} to {last}) is among those that are judged now ({from} to {to}).",
        zh="该文件的日期（{first} 至 {last}）均不在当前判定的日期（{from} 至 {to}）之内。",
    ),
}
"""Why nothing of a file was judged though its report can be."""


def why_not_judged(first: date, last: date, judged: Window) -> str:
    """Which of these it is, of a file none of whose days is judged."""
    if last < judged.from_on:
        return "days-too-old"
    return "days-not-settled" if first >= judged.to_on else "days-not-judged"
