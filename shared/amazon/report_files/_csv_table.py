"""Text tables: separated by commas, tabs or semicolons, in any encoding that `_text` can tell."""

import csv
import io
from collections.abc import Iterator

from shared.amazon.cells import Cell
from shared.amazon.report_files import _text
from shared.amazon.report_files._errors import ReportFileError

_DELIMITERS = ",\t;"
_HEAD_CHARACTERS = 64 * 1024
_LINE_BYTES = 1024 * 1024


def read(content: bytes, *, max_rows: int) -> tuple[list[str], Iterator[tuple[int, list[Cell]]]]:
    """The headers, and the numbered rows that hold anything. Raises ReportFileError, also while walking.

    `max_rows` is compared with the number of line ends before anything is read.
    """
    _check_lines(content, max_rows)
    encoding = _text.encoding_of(content)
    records = _records(content, encoding, _delimiter_of(content, encoding))
    for _, headers in records:
        return headers, ((line, list[Cell](cells)) for line, cells in records)
    raise ReportFileError("file-empty", "the file has no header row")


def _check_lines(content: bytes, max_rows: int) -> None:
    """Refuse too many lines, and such long ones as a hundred megabytes of commas, which become as many cells."""
    if content.count(b"\n") > max_rows + 1:
        raise ReportFileError("file-rejected", f"more than {max_rows} rows")
    for start in range(0, len(content) - _LINE_BYTES, _LINE_BYTES):
        window = content[start : start + _LINE_BYTES]
        if b"\n" not in window and b"\r" not in window:
            raise ReportFileError("file-rejected", f"a line of more than {_LINE_BYTES} bytes")


def _records(content: bytes, encoding: str, delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """The records that are not blank, each with the line in which it begins."""
    reader = csv.reader(_open(content, encoding), delimiter=delimiter)
    line = 1
    try:
        for record in reader:
            if any(cell.strip() for cell in record):
                yield line, record
            line = reader.line_num + 1
    except csv.Error as error:
        detail = f"line {line} cannot be read, perhaps a quote is not closed ({error})"
        raise ReportFileError("file-rejected", detail) from None


def _delimiter_of(content: bytes, encoding: str) -> str:
    """The one that gives the most headers: a header may hold commas in a file with semicolons."""
    head = _open(content, encoding).read(_HEAD_CHARACTERS).lstrip()

    def headers_with(delimiter: str) -> int:
        try:
            return len(next(csv.reader(io.StringIO(head, newline=""), delimiter=delimiter), []))
        except csv.Error:
            return 0

    return max(_DELIMITERS, key=headers_with)


def _open(content: bytes, encoding: str) -> io.TextIOWrapper:
    return io.TextIOWrapper(io.BytesIO(content), encoding=encoding, newline="")
