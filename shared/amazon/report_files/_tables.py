"""Tables: a header row and the rows under it, whatever file they come in."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shared.amazon.cells import Cell
from shared.amazon.report_files import _csv_table, _xlsx_table

CSV_ROWS = 1_000_000
XLSX_ROWS = 300_000
XLSX_UNPACKED_BYTES = 200 * 1024 * 1024
XLSX_RATIO = 200
_PIECE_BYTES = 256 * 1024


class TableRow(NamedTuple):
    """One row: the line of the file in which it begins (the first is 1), and its cells.

    A blank cell is "". There may be fewer or more cells than headers.
    """

    line: int
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class Table:
    """Headers as written (blank ones are "", trailing blank ones are gone) and the rows that hold anything.

    `rows` can be walked once, and may raise ReportFileError on the way.
    """

    headers: list[str]
    rows: Iterator[TableRow]


def read_table(
    content: bytes,
    kind: Literal["csv", "xlsx"],
    *,
    max_rows: int | None = None,
    max_unpacked_bytes: int = XLSX_UNPACKED_BYTES,
    max_ratio: int = XLSX_RATIO,
) -> Table:
    """Open a table. The header is the first row of two cells; of a workbook, on the first sheet with one.

    `max_rows` is CSV_ROWS or XLSX_ROWS by default. `max_unpacked_bytes` and `max_ratio` (unpacked to packed)
    are for workbooks. Raises ReportFileError.
    """
    if kind == "csv":
        pieces = (content[start : start + _PIECE_BYTES] for start in range(0, len(content), _PIECE_BYTES))
        return stream_table(pieces, max_rows=CSV_ROWS if max_rows is None else max_rows)
    headers, rows = _xlsx_table.read(
        content,
        max_rows=XLSX_ROWS if max_rows is None else max_rows,
        max_unpacked_bytes=max_unpacked_bytes,
        max_ratio=max_ratio,
    )
    return _table(headers, rows)


def read_sheets(content: bytes) -> Iterator[tuple[str, Table]]:
    """The sheets of a workbook that have headers, by their names, each to be walked before the next.

    Raises ReportFileError.
    """
    sheets = _xlsx_table.read_sheets(
        content, max_rows=XLSX_ROWS, max_unpacked_bytes=XLSX_UNPACKED_BYTES, max_ratio=XLSX_RATIO
    )
    for name, headers, rows in sheets:
        yield name, _table(headers, rows)


def stream_table(chunks: Iterable[bytes], *, max_rows: int) -> Table:
    """Open a text table as it arrives, in little memory. Raises ReportFileError."""
    return _table(*_csv_table.read(chunks, max_rows=max_rows))


def _table(headers: list[str], rows: Iterator[tuple[int, list[Cell]]]) -> Table:
    while headers and not headers[-1].strip():
        headers.pop()
    return Table(headers, map(TableRow._make, rows))
