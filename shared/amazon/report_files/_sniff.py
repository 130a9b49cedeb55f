"""What a file is, told by its first bytes and checked against its name."""

import re
from typing import Literal

from shared.amazon.report_files import _texts
from shared.amazon.report_files._errors import ReportFileError
from shared.amazon.report_files._evidence import utf16_of
from shared.texts import Text

Kind = Literal["xlsx", "csv", "json", "json.gz"]

HEAD_BYTES = 4096
"""As much of a file as `sniff` needs."""

_ENDINGS: tuple[tuple[str, Kind], ...] = (
    (".xlsx", "xlsx"),
    (".xlsm", "xlsx"),
    (".csv", "csv"),
    (".tsv", "csv"),
    (".txt", "csv"),
    (".json", "json"),
    (".gz", "json.gz"),
)
_FOREIGN: tuple[tuple[bytes, Text], ...] = (
    (b"\xd0\xcf\x11\xe0", _texts.OLD_WORKBOOK),
    (b"%PDF", _texts.PDF),
    (b"<", _texts.WEB_PAGE),
)
_UTF16 = (b"\xff\xfe", b"\xfe\xff")
_UTF8_BOM = b"\xef\xbb\xbf"
_CONTROL = re.compile(rb"[\x01-\x08\x0b\x0c\x0e-\x1f\x7f]")


def sniff(head: bytes, filename: str) -> Kind:
    """The kind of a file from its first HEAD_BYTES (or all of it) and its name.

    A name without a known ending is believed whatever it holds. Raises ReportFileError: file-empty, or
    file-rejected when the contents are no report or not what the name says.
    """
    kind = _kind_of(head[:HEAD_BYTES])
    promised = _promise_of(filename)
    if promised is not None and promised != kind:
        raise ReportFileError("file-rejected", _texts.NOT_AS_NAMED.filled(promised=promised, kind=kind))
    return kind


def _promise_of(filename: str) -> Kind | None:
    name = filename.lower().rstrip()
    return next((kind for ending, kind in _ENDINGS if name.endswith(ending)), None)


def _kind_of(head: bytes) -> Kind:
    if head.startswith(b"PK"):
        return "xlsx"
    if head.startswith(b"\x1f\x8b"):
        return "json.gz"
    if head.startswith(_UTF16) or utf16_of(head):
        return "csv"
    text = head.removeprefix(_UTF8_BOM).lstrip()
    if not text:
        raise ReportFileError("file-empty", _texts.EMPTY)
    for start, what in _FOREIGN:
        if text.startswith(start):
            raise ReportFileError("file-rejected", what)
    if b"\x00" in text or len(_CONTROL.findall(text)) * 100 > len(text):  # a stray one is a bad cell's business
        raise ReportFileError("file-rejected", _texts.BINARY)
    return "json" if text[:1] in (b"[", b"{") else "csv"
