"""Workbooks (.xlsx), read by calamine in a process of its own.

A workbook of one kilobyte whose last cell is XFD1048576 makes calamine ask for half a terabyte, and Rust
then ends the process (tried with python-calamine 0.9.1). So a child with limited memory and time
reads the file: a bad file costs that child, never the worker and the other tenants' jobs in it.
"""

import io
import subprocess
import sys
import zipfile
from collections.abc import Generator, Iterator
from contextlib import closing
from datetime import date, datetime
from itertools import chain
from pathlib import Path
from typing import IO, Any, cast

import msgspec

from shared.amazon.cells import Cell
from shared.amazon.report_files import _texts, _xlsx_child
from shared.amazon.report_files._errors import ReportFileError

_MEMORY_BYTES = 2 * 1024**3
_CPU_SECONDS = 120
_ENCRYPTED = 0x1
_CHILDS = {
    _xlsx_child.UNREADABLE: _texts.WORKBOOK_UNREADABLE,
    _xlsx_child.MANY_ROWS: _texts.MANY_ROWS,
    _xlsx_child.NO_SHEET: _texts.NO_SHEET,
}
"""What the reasons of the child mean."""


Rows = Iterator[tuple[int, list[Cell]]]


def read(content: bytes, *, max_rows: int, max_unpacked_bytes: int, max_ratio: int) -> tuple[list[str], Rows]:
    """The headers of the first sheet that has some, and its numbered rows. Raises ReportFileError."""
    sheets = read_sheets(content, max_rows=max_rows, max_unpacked_bytes=max_unpacked_bytes, max_ratio=max_ratio)
    _, headers, rows = next(sheets)
    return headers, _closing(rows, sheets)


def read_sheets(
    content: bytes, *, max_rows: int, max_unpacked_bytes: int, max_ratio: int
) -> Generator[tuple[str, list[str], Rows], None, None]:
    """Of each sheet with headers its name, these, and its numbered rows, to be walked before the next sheet.

    Raises ReportFileError.
    """
    _check_archive(content, max_unpacked_bytes=max_unpacked_bytes, max_ratio=max_ratio)
    child = _frames(content, max_rows)
    with closing(child):
        frames: Iterator[Any] = child
        while (frame := next(frames, None)) is not None:
            if isinstance(frame, list):  # rows that nobody has walked
                continue
            if "error" in frame:
                text = _CHILDS[frame["reason"]]
                raise ReportFileError(frame["error"], text.filled(**frame["values"]))
            ahead = _Ahead(frames)
            yield frame["sheet"], frame["headers"], ahead.rows()
            frames = ahead.rest()


class _Ahead:
    """The rows of one sheet, and the frames that come after those which were walked."""

    def __init__(self, frames: Iterator[Any]) -> None:
        self._frames = frames

    def rows(self) -> Rows:
        for frame in self._frames:
            if isinstance(frame, dict):
                self._frames = chain([frame], self._frames)
                return
            yield from frame

    def rest(self) -> Iterator[Any]:
        return self._frames


def _closing(rows: Rows, sheets: Generator[Any, None, None]) -> Rows:
    """The rows, after which the child may go."""
    with closing(sheets):
        yield from rows


def _check_archive(content: bytes, *, max_unpacked_bytes: int, max_ratio: int) -> None:
    """Refuse what is no workbook, is locked, or would unpack to too much."""
    try:
        entries = zipfile.ZipFile(io.BytesIO(content)).infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError):
        raise ReportFileError("file-rejected", _texts.WORKBOOK_BROKEN) from None
    if not any(entry.filename == "xl/workbook.xml" for entry in entries):
        raise ReportFileError("file-rejected", _texts.NO_WORKBOOK)
    if any(entry.flag_bits & _ENCRYPTED for entry in entries):
        raise ReportFileError("file-rejected", _texts.WORKBOOK_LOCKED)
    unpacked = sum(entry.file_size for entry in entries)
    if unpacked > max_unpacked_bytes or unpacked > max_ratio * len(content):
        raise ReportFileError("file-rejected", _texts.WORKBOOK_UNPACKS.filled(size=unpacked))


def _frames(content: bytes, max_rows: int) -> Generator[Any, None, None]:
    """What the child says, see `_xlsx_child`. Ends the child when the caller goes away."""
    arguments = [sys.executable, "-P", str(Path(_xlsx_child.__file__))]
    limits = [str(max_rows), str(_MEMORY_BYTES), str(_CPU_SECONDS)]
    child = subprocess.Popen(  # noqa: S603 - no part of the command comes from outside
        arguments + limits, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    with child:
        try:
            _feed(cast(IO[bytes], child.stdin), content)
            yield from _unpack(cast(IO[bytes], child.stdout))
        finally:
            child.kill()


def _feed(stdin: IO[bytes], content: bytes) -> None:
    """Hand the file over; a child that has died by then shows in what it does not say."""
    try:
        with stdin:
            stdin.write(content)
    except BrokenPipeError:
        return


def _unpack(stdout: IO[bytes]) -> Iterator[Any]:
    decoder = msgspec.msgpack.Decoder(ext_hook=_date_of)
    while size := int.from_bytes(stdout.read(_xlsx_child.LENGTH_BYTES), "big"):
        packed = stdout.read(size)
        if len(packed) < size:
            break
        frame = decoder.decode(packed)
        if not frame:
            return
        yield frame
    raise ReportFileError("file-rejected", _texts.WORKBOOK_TOO_MUCH)


def _date_of(code: int, text: memoryview) -> date:
    return (datetime if code == _xlsx_child.DATETIME else date).fromisoformat(str(text, "ascii"))
