"""Text tables: separated by commas, tabs or semicolons, in any encoding that `_text` can tell."""

import csv
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from itertools import chain, islice
from typing import cast

from shared.amazon.cells import Cell
from shared.amazon.report_files import _text, _texts
from shared.amazon.report_files._errors import ReportFileError

_DELIMITERS = ",\t;"
_HEAD_LINES = 20
_LINE_CHARACTERS = 1024 * 1024
_BROKEN_LINES = 20
"""As many lines may one cell go over."""
_FORMULA = re.compile(r'="(.*)"', re.DOTALL)

NumberedLine = tuple[int, str]
NumberedCells = tuple[int, list[str]]
Rows = Iterator[tuple[int, list[Cell]]]


def read(chunks: Iterable[bytes], *, max_rows: int) -> tuple[list[str], Rows]:
    """The headers, and the numbered rows that hold anything. Raises ReportFileError, also while walking.

    A title above the headers is passed over: they are the first of the file's lines with two filled cells.
    """
    lines = enumerate(_lines(_text.decoded(chunks), max_rows), start=1)
    head = list(islice(lines, _HEAD_LINES))
    records = _Records(chain(head, lines), _delimiter_of([line for _, line in head]))
    first: list[NumberedCells] = []
    for line, cells in records:
        first.append((line, cells))
        if sum(bool(cell.strip()) for cell in cells) > 1:
            records.width = len(cells)
            return cells, cast(Rows, iter(records))
        if line >= _HEAD_LINES:
            break
    if not first:
        raise ReportFileError("file-empty", _texts.NO_HEADERS)
    return first[0][1], cast(Rows, chain(first[1:], records))


def _lines(texts: Iterable[str], max_rows: int) -> Iterator[str]:
    """The lines without their ends; one without end would become as many cells as it has commas."""
    rest, count = "", 0
    for text in texts:
        whole = rest + text
        held = "\r" if whole.endswith("\r") else ""  # perhaps the half of a line end
        plain = whole.removesuffix(held).replace("\r\n", "\n").replace("\r", "\n")
        *lines, rest = plain.split("\n")
        rest += held
        count += len(lines)
        if count > max_rows + 1:
            raise ReportFileError("file-rejected", _texts.MANY_ROWS.filled(rows=max_rows))
        if len(rest) > _LINE_CHARACTERS or any(len(line) > _LINE_CHARACTERS for line in lines):
            raise ReportFileError("file-rejected", _texts.LONG_LINE.filled(characters=_LINE_CHARACTERS))
        yield from lines
    yield rest.removesuffix("\r")


def _delimiter_of(lines: list[str]) -> str:
    """The one by which the most lines have the same number of cells: a file with semicolons may hold commas."""

    def agreement(delimiter: str) -> tuple[int, int]:
        widths = Counter(len(_cells(line, delimiter)[0]) for line in lines if line.strip())
        return max(((count, width) for width, count in widths.items() if width > 1), default=(0, 0))

    return max(_DELIMITERS, key=agreement)


class _Records:
    """Walk it for the records that are not blank, each with the line in which it begins.

    A quoted cell may go over lines in a row that has not its `width` cells yet: elsewhere a quote that nobody
    closes is a part of its cell, and swallows no other line.
    """

    def __init__(self, lines: Iterator[NumberedLine], delimiter: str) -> None:
        self.width = 0
        self._lines = lines
        self._ahead: deque[NumberedLine] = deque()
        self._delimiter = delimiter

    def __iter__(self) -> Iterator[NumberedCells]:
        while (numbered := self._next()) is not None:
            number, line = numbered
            cells, is_open = _cells(line, self._delimiter)
            if is_open and not 0 < self.width <= len(cells):
                cells = self._joined(line) or cells
            if '="' in line:
                cells = [_bare(cell) for cell in cells]
            if any(map(str.strip, cells)):
                yield number, cells

    def _next(self) -> NumberedLine | None:
        return self._ahead.popleft() if self._ahead else next(self._lines, None)

    def _joined(self, line: str) -> list[str] | None:
        """The cells of a record that goes on in the next lines; None when no such record comes out."""
        looked_at: list[NumberedLine] = []
        while len(looked_at) < _BROKEN_LINES and (following := self._next()) is not None:
            looked_at.append(following)
            line = f"{line}\n{following[1]}"
            cells, is_open = _cells(line, self._delimiter)
            if not is_open:
                return cells
        self._ahead.extendleft(reversed(looked_at))
        return None


def _cells(record: str, delimiter: str) -> tuple[list[str], bool]:
    """The cells of a record, and whether it ends inside a quoted one."""
    if '"' not in record:
        return record.split(delimiter), False
    try:
        return next(csv.reader((record,), delimiter=delimiter, strict=True)), False
    except csv.Error:
        return _loose_cells(record, delimiter)


def _loose_cells(record: str, delimiter: str) -> tuple[list[str], bool]:
    """Cells whose inner quotes are not doubled: a quoted cell ends with a quote before a separator or the end."""
    cells: list[str] = []
    is_open = False
    for match in _loose_pattern(delimiter).finditer(record):
        quoted, plain = match.group("quoted", "plain")
        cells.append(plain if quoted is None else quoted.replace('""', '"'))
        is_open = is_open or (quoted is None and plain.startswith('"'))
    return cells, is_open


def _loose_pattern(delimiter: str) -> re.Pattern[str]:
    quoted = rf'"(?P<quoted>(?:[^"]|"(?!{delimiter}|\Z))*+)"(?={delimiter}|\Z)'
    return re.compile(rf"(?:\A|{delimiter})(?:{quoted}|(?P<plain>[^{delimiter}]*))")


def _bare(cell: str) -> str:
    """The text in ="...", as which files hand long numbers to spreadsheet programs."""
    match = _FORMULA.fullmatch(cell) if cell.startswith("=") else None
    return match[1].replace('""', '"') if match else cell
