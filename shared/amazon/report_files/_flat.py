"""Amazon's flat files as they arrive: a header line and lines of cells between tabs, in little memory.

Some come with every cell in quotation marks, and those inside a cell are not doubled then; others come bare, and a
quotation mark is a part of its cell (an inch, for instance). So no CSV reader: the tab is the only separator.
"""

from collections.abc import Callable, Iterable, Iterator

from shared.amazon.report_files import _texts
from shared.amazon.report_files._errors import ReportFileError
from shared.amazon.report_files._headers import Header
from shared.amazon.report_files._text import decoded

_LINE_CHARACTERS = 1024 * 1024


class FlatFile:
    """A flat file that can be walked more than once, one walk after the other.

    `chunks` gives its bytes from the beginning each time; nothing is read before a walk is begun.
    Raises ReportFileError, also while walking: file-empty, or file-rejected for a line without end.
    """

    def __init__(self, chunks: Callable[[], Iterable[bytes]]) -> None:
        self._chunks = chunks
        self.header = Header(next(iter_flat_records(chunks())))

    def rows(self) -> Iterator[list[str]]:
        """The cells of each row, fewer or more than the header has: columns of the header find theirs."""
        records = iter_flat_records(self._chunks())
        next(records)
        yield from records


def iter_flat_records(chunks: Iterable[bytes]) -> Iterator[list[str]]:
    """The cells of the header line, then those of each line that holds something.

    A header that comes again further below is left out. Raises ReportFileError: see FlatFile.
    """
    header: list[str] = []
    for line in _lines(decoded(chunks)):
        cells = _cells_of(line.rstrip("\r"))
        if cells == header or not any(cell and not cell.isspace() for cell in cells):
            continue
        header = header or cells
        yield cells
    if not header:
        raise ReportFileError("file-empty", _texts.NO_HEADER_LINE)


def _lines(texts: Iterable[str]) -> Iterator[str]:
    rest = ""
    for text in texts:
        *whole, rest = (rest + text).split("\n")
        yield from whole
        if len(rest) > _LINE_CHARACTERS:
            raise ReportFileError("file-rejected", _texts.LONG_LINE.filled(characters=_LINE_CHARACTERS))
    yield rest


def _cells_of(text: str) -> list[str]:
    if '"' not in text:
        return text.split("\t")
    if len(text) > 1 and text[0] == text[-1] == '"':
        cells = text[1:-1].split('"\t"')
        if len(cells) == text.count("\t") + 1:
            return cells
    return [_bare(cell) for cell in text.split("\t")]


def _bare(cell: str) -> str:
    """A cell without the one pair of quotation marks around it."""
    text = cell.strip()
    return text[1:-1] if len(text) > 1 and text[0] == text[-1] == '"' else cell
