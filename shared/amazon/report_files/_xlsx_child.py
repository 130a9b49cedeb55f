"""The child process of `_xlsx_table`: a workbook on standard input becomes frames on standard output.

A frame is its length and a MessagePack value: of each sheet first `{"sheet", "headers"}`, then lists of
`[line, cells]`, and last an empty list or `{"error", "reason", "values"}`. Run as a script with the row limit, the
bytes of memory and the seconds of processor time; it must not import the project, and the project imports only
its constants.
"""

import io
import resource
import sys
from collections.abc import Iterator
from contextlib import suppress
from datetime import date, datetime, time, timedelta
from itertools import dropwhile, islice
from typing import Any

import msgspec

LENGTH_BYTES = 4
DATE = 1
DATETIME = 2
UNREADABLE, MANY_ROWS, NO_SHEET = "unreadable", "many-rows", "no-sheet"
_BATCH_ROWS = 2000


def main(max_rows: int, memory_bytes: int, cpu_seconds: int) -> None:
    """Read standard input to its end, then write the frames."""
    limit(resource.RLIMIT_AS, memory_bytes)
    limit(resource.RLIMIT_CPU, cpu_seconds)
    content = sys.stdin.buffer.read()
    for frame in frames(content, max_rows):
        packed = msgspec.msgpack.encode(frame)
        sys.stdout.buffer.write(len(packed).to_bytes(LENGTH_BYTES, "big") + packed)


def limit(kind: int, value: int) -> None:
    """Lower one limit of this process; some systems (macOS) know the limit but do not take it."""
    _, given = resource.getrlimit(kind)
    least = value if given == resource.RLIM_INFINITY else min(value, given)
    with suppress(ValueError, OSError):
        resource.setrlimit(kind, (least, least))


def frames(content: bytes, max_rows: int) -> Iterator[Any]:
    """All that is to be said about a workbook."""
    import python_calamine as calamine  # here, so that the parent process need not load it

    is_empty = True
    try:
        for frame in sheets(calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)), max_rows):
            is_empty = False
            yield frame
    except (calamine.CalamineError, ValueError, OSError) as error:
        yield refusal("file-rejected", UNREADABLE, error=type(error).__name__)
    except OverflowError:
        yield refusal("file-rejected", MANY_ROWS, rows=max_rows)
    else:
        yield refusal("file-empty", NO_SHEET) if is_empty else []


def refusal(code: str, reason: str, **values: Any) -> dict[str, Any]:
    """The last frame of a workbook that cannot be read; the parent has the words for the reason."""
    return {"error": code, "reason": reason, "values": values}


def sheets(workbook: Any, max_rows: int) -> Iterator[Any]:
    """Of each sheet that has a row of two cells its name and that row as headers, then the filled rows below."""
    for name in workbook.sheet_names:
        sheet = workbook.get_sheet_by_name(name)
        if sheet.end is not None and sheet.end[0] > max_rows:
            raise OverflowError
        rows = dropwhile(is_title, filled(sheet))
        header = next(rows, None)
        if header is not None:
            yield {"sheet": name, "headers": [str(cell) for cell in header[1]]}
            while batch := list(islice(rows, _BATCH_ROWS)):
                yield batch


def is_title(row: tuple[int, list[Any]]) -> bool:
    """Whether a row has one cell only, as titles above the headers have."""
    return sum(1 for cell in row[1] if cell != "") < 2


def filled(sheet: Any) -> Iterator[tuple[int, list[Any]]]:
    """The rows that hold anything, numbered as the sheet numbers them; all are as wide as the sheet."""
    for line, row in enumerate(sheet.iter_rows(), start=1):
        cells = [packable(cell) for cell in row]
        if any(cell != "" for cell in cells):
            yield line, cells


def packable(cell: Any) -> Any:
    """Dates as extension values, blanks as ""; times and durations, which no report has, as text."""
    if isinstance(cell, str):
        return "" if cell.isspace() else cell
    if isinstance(cell, datetime):
        return msgspec.msgpack.Ext(DATETIME, cell.isoformat().encode())
    if isinstance(cell, date):
        return msgspec.msgpack.Ext(DATE, cell.isoformat().encode())
    if isinstance(cell, time | timedelta):
        return str(cell)
    return cell


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
