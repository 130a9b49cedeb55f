"""Amazon's flat files as they arrive: a header line and lines of cells between tabs, in little memory.

Amazon does not quote: a quotation mark in a cell is a part of it (an inch, for instance), so no CSV reader.
"""

from collections.abc import Iterable, Iterator

from shared.amazon.report_files._errors import ReportFileError

_LINE_BYTES = 1024 * 1024
_MARK = b"\xef\xbb\xbf"


def iter_flat_rows(chunks: Iterable[bytes]) -> Iterator[dict[str, str]]:
    """The rows of a flat file, each by its header as written; cells that a line lacks are "".

    Raises ReportFileError: file-empty, or file-rejected for a line without end.
    """
    lines = iter_flat_lines(chunks)
    headers = next(lines, "").split("\t")
    if not any(headers):
        raise ReportFileError("file-empty", "the file has no header line")
    for line in lines:
        cells = line.split("\t")
        if len(cells) < len(headers):
            cells += [""] * (len(headers) - len(cells))
        yield dict(zip(headers, cells, strict=False))


def iter_flat_lines(chunks: Iterable[bytes]) -> Iterator[str]:
    """The lines of a flat file that hold something, without their ends.

    Its host may name no character set; then a line is UTF-8 or, from older stores, Windows-1252. One bad title
    never costs the report. Raises ReportFileError: file-rejected for a line without end.
    """
    for number, line in enumerate(_lines(chunks)):
        text = _text_of(line if number else line.removeprefix(_MARK)).rstrip("\r")
        if text.strip():
            yield text


def _lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        yield from whole
        if len(rest) > _LINE_BYTES:
            raise ReportFileError("file-rejected", f"a line of more than {_LINE_BYTES} bytes")
    yield rest


def _text_of(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("cp1252", "replace")
