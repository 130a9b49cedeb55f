"""How a file writes its dates and numbers, and what else only all of its rows can say."""

from collections import Counter
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field

from services.ads.reports.sheets import words
from services.ads.reports.sheets.layout import Layout
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError
from shared.amazon.report_files import TableRow

MONEY = ("cost", "sales")
_COUNTS = ("impressions", "clicks", "orders", "units")
_PROOFS = 1000
"""Cells of a column that have shown its decimal mark; after so many no other is asked."""


@dataclass(frozen=True, slots=True)
class Style:
    """How the file writes what can be written in two ways; None where nothing shows it.

    `commas` are by field: whether a comma divides the decimals. A field in `mixed` has both kinds of cells.
    """

    day_first: bool | None
    commas: dict[str, bool | None]
    mixed: frozenset[str]


@dataclass(slots=True)
class Survey:
    """What the rows have shown so far; `spans_days` when one of them is over several days."""

    layout: Layout
    products: Counter[str] = field(default_factory=Counter)
    spans_days: bool = False
    _day_first: Counter[bool] = field(default_factory=Counter)
    _commas: dict[int, Counter[bool]] = field(default_factory=dict)

    def walk(self, rows: Iterable[TableRow]) -> None:
        """Look at all rows."""
        columns = self.layout.columns
        dates = [columns[name] for name in ("date", "start_date", "end_date") if name in columns]
        numbers = [*(columns[name] for name in (*MONEY, *_COUNTS) if name in columns), *self.layout.numbers]
        self._commas = {index: Counter() for index in numbers}
        for _, row in rows:
            self._see_dates([row[index] for index in dates if index < len(row)])
            for index in numbers:
                if index < len(row):
                    self._see_number(self._commas[index], row[index])
            if "campaign_type" in columns and columns["campaign_type"] < len(row):
                self._see_product(row[columns["campaign_type"]])

    def style(self) -> Style:
        """The column's own cells decide, then those of the other columns, then the language of the headers."""
        european = True if self.layout.language.decimal_comma else None
        file_comma = _only(sum(self._commas.values(), Counter()))
        seen = {name: self._commas.get(self.layout.columns.get(name, -1), Counter()) for name in (*MONEY, *_COUNTS)}
        fallback = {name: european if file_comma is None else file_comma for name in MONEY}
        return Style(
            day_first=_only(self._day_first) if self._day_first else european,
            commas={name: _only(own) if own else fallback.get(name) for name, own in seen.items()},
            mixed=frozenset(name for name, own in seen.items() if len(own) > 1),
        )

    def _see_dates(self, days: list[Cell]) -> None:
        for cell in days:
            shown = cells.day_first_of(cell)
            if shown is not None:
                self._day_first[shown] += 1
        if len(days) == 2 and days[0] != days[1] and not self.spans_days:
            self.spans_days = _may_be_later(days[1], days[0])

    def _see_number(self, seen: Counter[bool], cell: Cell) -> None:
        if seen.total() < _PROOFS and (shown := cells.decimal_comma_of(cell)) is not None:
            seen[shown] += 1

    def _see_product(self, cell: Cell) -> None:
        if isinstance(cell, str) and cell and (product := words.product_of(cell)):
            self.products[product] += 1


def _only(seen: Counter[bool]) -> bool | None:
    """What was seen, unless it was both or nothing."""
    return next(iter(seen)) if len(seen) == 1 else None


def _may_be_later(last: Cell, first: Cell) -> bool:
    """Whether one day is after the other, if day or month comes first in them."""
    for day_first in (True, False):
        with suppress(CellError):
            ends = cells.parse_date(last, day_first=day_first), cells.parse_date(first, day_first=day_first)
            if ends[0] is not None and ends[1] is not None and ends[0] > ends[1]:
                return True
    return False
