"""Tables: a header row and the rows under it, whatever file they come in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, NamedTuple

from shared.amazon.cells import Cell
from shared.amazon.report_files import _csv_table, _xlsx_table

CSV_ROWS = 1_000_000
XLSX_ROWS = 300_000
XLSX_UNPACKED_BYTES = 200 * 1024 * 1024
XLSX_RATIO = 200


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
    """Open a table. The header is the first row that is not blank; of a workbook, on the first sheet with one.

    `max_rows` is CSV_ROWS or XLSX_ROWS by default. `max_unpacked_bytes` and `max_ratio` (unpacked to packed)
    are for workbooks. Raises ReportFileError.
    """
    if kind == "csv":
        headers, rows = _csv_table.read(content, max_rows=CSV_ROWS if max_rows is None else max_rows)
    else:
        headers, rows = _xlsx_table.read(
            content,
            max_rows=XLSX_ROWS if max_rows is None else max_rows,
            max_unpacked_bytes=max_unpacked_bytes,
            max_ratio=max_ratio,
        )
    while headers and not headers[-1].strip():
        headers.pop()
    return Table(headers, (TableRow(line, cells) for line, cells in rows))
