"""Flat files as Amazon writes them, for the tests of their readers."""

from collections.abc import Mapping, Sequence
from typing import Any

from shared.amazon.report_files import ColumnMissingError, FlatFile, RowError


def flat(*rows: Mapping[str, Any], header: Sequence[str] = (), quoted: bool = False) -> FlatFile:
    """A file of these rows; its columns are those of the first one, unless `header` says which and in which order."""
    names = list(header or rows[0])
    lines = [names, *([str(row.get(name, "")) for name in names] for row in rows)]
    mark = '"' if quoted else ""
    content = "".join("\t".join(f"{mark}{cell}{mark}" for cell in line) + "\r\n" for line in lines).encode()
    return FlatFile(lambda: iter([content]))


def cut_off(file: FlatFile, cells: int) -> FlatFile:
    """The same file, its rows with so many cells only."""
    lines = [file.header.names, *(row[:cells] for row in file.rows())]
    content = "".join("\t".join(line) + "\r\n" for line in lines).encode()
    return FlatFile(lambda: iter([content]))


def read(make: Any, file: FlatFile) -> list[Any]:
    """What a reader makes of each row; rows that it refuses as their reasons."""
    parse, found = make(file), []
    for row in file.rows():
        try:
            found.append(parse(row))
        except RowError as error:
            found.append(str(error))
    return found


def missing(make: Any, file: FlatFile) -> str | None:
    """The column without which a reader cannot be made of a file."""
    try:
        make(file)
    except ColumnMissingError as error:
        return str(error.args[0])
    return None
