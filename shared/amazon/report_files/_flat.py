"""Amazon's flat files as they arrive: a header line and lines of cells between tabs, in little memory.

Amazon does not quote: a quotation mark in a cell is a part of it (an inch, for instance), so no CSV reader.
"""

import codecs
from collections.abc import Iterable, Iterator

from shared.amazon.report_files._errors import ReportFileError

_LINE_CHARACTERS = 1024 * 1024


def iter_flat_rows(chunks: Iterable[bytes]) -> Iterator[dict[str, str]]:
    """The rows of a flat file in UTF-8, each by its header as written; cells that a line lacks are "".

    Bytes that are no UTF-8 become U+FFFD: one bad title must not cost the report. Raises ReportFileError:
    file-empty, or file-rejected for a line without end.
    """
    lines = _lines(chunks)
    headers = next(lines, "").split("\t")
    if not any(headers):
        raise ReportFileError("file-empty", "the file has no header line")
    blank = dict.fromkeys(headers, "")
    for line in lines:
        if line:
            yield blank | dict(zip(headers, line.split("\t"), strict=False))


def _lines(chunks: Iterable[bytes]) -> Iterator[str]:
    decoder = codecs.getincrementaldecoder("utf-8-sig")("replace")
    rest = ""
    for chunk in chunks:
        *whole, rest = (rest + decoder.decode(chunk)).split("\n")
        yield from (line.rstrip("\r") for line in whole)
        if len(rest) > _LINE_CHARACTERS:
            raise ReportFileError("file-rejected", f"a line of more than {_LINE_CHARACTERS} characters")
    yield (rest + decoder.decode(b"", True)).rstrip("\r")
