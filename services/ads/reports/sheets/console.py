"""A console file: its header row recognised, its lines read one by one."""

from collections.abc import Callable, Iterable, Iterator
from itertools import chain, islice

from services.ads.reports.sheets.layout import Layout, ReportType, layout_of
from services.ads.reports.sheets.rows import ConsoleRow, RowError, Style, read_row
from shared.amazon import cells
from shared.amazon.cells import Cell
from shared.amazon.report_files import Table, TableRow, normalise_header

_SAMPLE_ROWS = 1000
_TOTALS = (
    "total", "grandtotal", "overall", "summary", "总计", "合计", "总和", "总数", "汇总", "gesamt", "summe", "合計",
    "総計", "합계", "총계",
)  # fmt: skip


class ConsoleFile:
    """Walk it once. `totals_skipped` counts the summary lines that were passed over, and grows on the way.

    `attribution_window` is 7 or 14 days; `unknown_columns` are headers, as written, that nobody has told us of:
    their texts are kept in the rows' `extra`.
    """

    def __init__(self, layout: Layout, style: Style, rows: Iterable[TableRow]) -> None:
        self.report_type: ReportType = layout.report_type
        self.attribution_window = layout.attribution_window
        self.unknown_columns = layout.unknown_columns
        self.totals_skipped = 0
        self._layout = layout
        self._style = style
        self._rows = rows

    def __iter__(self) -> Iterator[ConsoleRow | RowError]:
        for line, row in self._rows:
            if _is_total(self._layout, row):
                self.totals_skipped += 1
            else:
                yield read_row(self._layout, self._style, line, row)


def read_console(table: Table, *, fallback_currency: str, day_first: bool | None = None) -> ConsoleFile:
    """Recognise a file. Raises ReportTypeUnknownError and ColumnsMissingError.

    `fallback_currency` is for files that do not name theirs. What can be written in two ways, the order of day
    and month (unless `day_first` says it) and the decimal mark, is told by the first thousand rows.
    """
    layout = layout_of(table.headers)
    sample = list(islice(table.rows, _SAMPLE_ROWS))
    dates = ("start_date", "end_date") if layout.is_periodic else ("date",)
    if day_first is None:
        day_first = _evidence(layout, sample, dates, cells.day_first_of)
    decimal_comma = _evidence(layout, sample, ("cost", "sales", "reported_acos"), cells.decimal_comma_of)
    style = Style(fallback_currency, day_first, decimal_comma)
    return ConsoleFile(layout, style, chain(sample, table.rows))


def _evidence(
    layout: Layout, sample: list[TableRow], fields: Iterable[str], shown_by: Callable[[Cell], bool | None]
) -> bool | None:
    """What the cells of some columns show; None when none does or they contradict each other."""
    columns = [layout.columns[field] for field in fields if field in layout.columns]
    found = {shown_by(row.cells[index]) for row in sample for index in columns if index < len(row.cells)}
    found.discard(None)
    return found.pop() if len(found) == 1 else None


def _is_total(layout: Layout, row: list[Cell]) -> bool:
    """A line that sums up: "Total" in the first filled cell, and no date."""
    first = next((cell for cell in row if not cells.is_blank(cell)), None)
    if not isinstance(first, str) or not normalise_header(first).startswith(_TOTALS):
        return False
    date_column = layout.columns["start_date" if layout.is_periodic else "date"]
    date_cell = row[date_column] if date_column < len(row) else None
    return cells.is_blank(date_cell) or date_cell is first
