"""A console file: its header line recognised, its way of writing looked up, and its lines read one by one."""

from collections.abc import Callable, Iterable, Iterator
from itertools import islice

from services.ads.reports.sheets import headers, products, words
from services.ads.reports.sheets.layout import Kind, Layout, layout_of
from services.ads.reports.sheets.refusals import ReportRefusedError
from services.ads.reports.sheets.rows import ConsoleRow, LineReader, RowError, Shop
from services.ads.reports.sheets.survey import Survey
from shared.amazon import cells
from shared.amazon.cells import Cell
from shared.amazon.report_files import Table, TableRow

_HEADER_LINES = 10
"""Titles, or headers in two lines, may stand above the line that we know."""


class ConsoleFile:
    """Walk it once. `lines_skipped` counts sums and repeated headers that were passed over, and grows on the way.

    `kind` and `ad_product` (SP, SB or SD) are what the report is of, and `attribution_days` are 7 or 14;
    `spans_days` when some row is over several days. `missing` are the fields it lacks. `unknown_columns` are
    headers, as written, that nobody has told us of.
    """

    def __init__(self, layout: Layout, survey: Survey, ad_product: str, rows: Iterable[TableRow], shop: Shop) -> None:
        self.kind: Kind = layout.kind
        self.ad_product = ad_product
        self.attribution_days = products.days_of(layout, ad_product)
        self.missing = layout.missing()
        self.spans_days = survey.spans_days
        self.unknown_columns = layout.unknown_columns
        self.lines_skipped = 0
        self._layout = layout
        self._rows = rows
        self._reader = LineReader(layout, survey.style(), ad_product, shop)

    def __iter__(self) -> Iterator[ConsoleRow | RowError]:
        for line, row in self._rows:
            if _is_header(self._layout, row) or _is_total(self._layout, row):
                self.lines_skipped += 1
            else:
                yield self._reader.read(line, row)


def read_console(open_table: Callable[[], Table], file_name: str, shop: Shop) -> ConsoleFile:
    """Recognise a file. Raises ReportRefusedError: report-type-unknown, ad-product-unclear.

    The table is opened twice: whole columns tell the order of day and month and the decimal mark, and all rows
    whether one is over several days.
    """
    layout, rows = _opened(open_table())
    survey = Survey(layout)
    survey.walk(rows)
    ad_product = products.product_of(layout, survey.products, file_name)
    return ConsoleFile(layout, survey, ad_product, _opened(open_table())[1], shop)


def _opened(table: Table) -> tuple[Layout, Iterator[TableRow]]:
    """The layout of the first line that is one of headers, and the rows below it."""
    try:
        return layout_of(table.headers), table.rows
    except ReportRefusedError as refused:
        above: list[TableRow] = []
        for row in islice(table.rows, _HEADER_LINES):
            above.append(row)
            try:
                return layout_of([cells.parse_text(cell) for cell in row.cells]), table.rows
            except ReportRefusedError:
                continue
        raise refused from None


def _is_header(layout: Layout, row: list[Cell]) -> bool:
    """The headers once more, perhaps in another language: a word for the day where a day should be."""
    cell = _day_cell(layout, row)
    return isinstance(cell, str) and headers.field_of(cell) in ("date", "start_date")


def _is_total(layout: Layout, row: list[Cell]) -> bool:
    """A line that sums up: "Total" in the first filled cell, and no date."""
    first = next((cell for cell in row if not cells.is_blank(cell)), None)
    if not isinstance(first, str) or not words.is_total(first):
        return False
    cell = _day_cell(layout, row)
    return cells.is_blank(cell) or cell is first


def _day_cell(layout: Layout, row: list[Cell]) -> Cell:
    index = layout.columns.get("start_date" if layout.is_periodic else "date", len(row))
    return row[index] if index < len(row) else None
