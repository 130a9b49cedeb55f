"""A unified file: recognised by its header line, looked over for its way of writing, and read line by line."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from itertools import chain

from services.ads.reports.sheets import twins
from services.ads.reports.sheets.rows import RowError
from services.ads.reports.sheets.unified import times
from services.ads.reports.sheets.unified.layout import Layout, layout_of, year_missing
from services.ads.reports.sheets.unified.rows import MONEY, LineReader, Style, UnifiedRow
from services.ads.reports.sheets.unified.shops import Shop
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError
from shared.amazon.report_files import Table, TableRow


class UnifiedFile:
    """Walk it once: a row, or the reason why there is none, for each line. Raises ReportFileError on the way."""

    def __init__(self, layout: Layout, rows: Iterable[TableRow], reader: LineReader) -> None:
        self.layout = layout
        self._rows = rows
        self._reader = reader

    def __iter__(self) -> Iterator[UnifiedRow | RowError]:
        for line, row in self._rows:
            yield self._reader.read(line, row)


def read_unified(open_table: Callable[[], Table], shop: Shop, products: Mapping[int, str]) -> UnifiedFile:
    """Open a unified file for a shop; `products` tell those of known campaigns. Raises ReportRefusedError.

    The table is opened twice: whole columns tell the order of day and month and the decimal mark.
    """
    table = open_table()
    layout = layout_of(table.headers)
    rows = _with_years(layout, table.rows) if layout.lacks_year else table.rows
    style = _style_of(layout, rows)
    return UnifiedFile(layout, open_table().rows, LineReader(layout, style, shop, products))


def _with_years(layout: Layout, rows: Iterator[TableRow]) -> Iterable[TableRow]:
    """The same rows, unless the first month in them has no year beside it. Raises ReportRefusedError."""
    above: list[TableRow] = []
    for row in rows:
        above.append(row)
        for _, cell in twins.said_in(row.cells, layout.columns["month"]):
            with suppress(CellError):
                if cells.parse_month(cell)[0] is None:
                    raise year_missing(layout.kind)
                return chain(above, rows)
    return above


def _style_of(layout: Layout, rows: Iterable[TableRow]) -> Style:
    """What the first cells show that are not to be read in two ways."""
    money = [place for field in MONEY for place in layout.columns.get(field, ())]
    dates = [place for field in ("date", "span", "week") for place in layout.columns.get(field, ())]
    day_first: bool | None = None
    decimal_comma: bool | None = None
    may_swap = bool(dates)
    for row in rows:
        if decimal_comma is None:
            decimal_comma = _first(cells.decimal_comma_of, (row.cells[i] for i in money if i < len(row.cells)))
        if may_swap and day_first is None:
            ends = [end for i in dates if i < len(row.cells) for end in times.ends_of(row.cells[i])]
            day_first = _first(cells.day_first_of, ends)
            may_swap = any(_is_slashed(end) for end in ends)
        if decimal_comma is not None and (day_first is not None or not may_swap):
            break
    return Style(day_first, decimal_comma)


def _first(shown_by: Callable[[Cell], bool | None], found: Iterable[Cell]) -> bool | None:
    return next((shown for cell in found if (shown := shown_by(cell)) is not None), None)


def _is_slashed(cell: Cell) -> bool:
    """Whether a date may be one whose day and month could change places."""
    return isinstance(cell, str) and cell[:1].isdigit() and not cell[:4].isdigit()
