"""In which encoding a text file is written, when nothing says so, and how to read it when something does."""

import codecs
import re
from collections.abc import Iterable, Iterator

from shared.amazon.report_files._errors import ReportFileError

_SLICE_BYTES = 1024 * 1024
_BOMS: tuple[tuple[bytes, str], ...] = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16"),
    (b"\xfe\xff", "utf-16"),
)
_CODECS = {"utf-8": "utf-8-sig", "utf8": "utf-8-sig", "windows-31j": "cp932", "shift_jis": "cp932"}
"""Where Python's name is another: a mark may come before UTF-8, and Amazon's Shift JIS is the one of Windows."""

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")


def encoding_of(content: bytes) -> str:
    """The name of a codec that decodes all of `content`. Raises ReportFileError: encoding-unknown.

    A byte order mark is believed; without one UTF-8 is tried first, since other text hardly ever passes for
    it. What is left is Chinese (GB 18030) or Western (Windows-1252), and either would decode most of the
    other, so the shape of the bytes decides: Chinese characters are pairs, accents stand alone.
    """
    for mark, encoding in _BOMS:
        if content.startswith(mark):
            return _first_that_decodes(content, [encoding])
    rest = ["gb18030", "cp1252"] if _looks_paired(content) else ["cp1252", "gb18030"]
    return _first_that_decodes(content, ["utf-8", *rest])


def _first_that_decodes(content: bytes, encodings: list[str]) -> str:
    for encoding in encodings:
        if _decodes(content, encoding):
            return encoding
    raise ReportFileError("encoding-unknown", f"the text is not {' or '.join(encodings)}")


def _decodes(content: bytes, encoding: str) -> bool:
    """Slice by slice, so that the text is never in memory as a whole."""
    decoder = codecs.getincrementaldecoder(encoding)()
    try:
        for start, is_last in _slices(len(content)):
            decoder.decode(content[start : start + _SLICE_BYTES], is_last)
    except UnicodeDecodeError:
        return False
    return True


def _slices(length: int) -> Iterator[tuple[int, bool]]:
    for start in range(0, length, _SLICE_BYTES):
        yield start, start + _SLICE_BYTES >= length


def _looks_paired(content: bytes) -> bool:
    """Whether most runs of bytes outside ASCII are longer than one byte."""
    lengths = [len(run) for run in _HIGH_RUN.findall(content[:_SLICE_BYTES])]
    return sum(length > 1 for length in lengths) * 2 > len(lengths)


def as_utf8(chunks: Iterable[bytes], charset: str | None) -> Iterator[bytes]:
    """Text that is written in `charset`, in UTF-8 without a byte order mark.

    Without a charset it stays as it is, for `encoding_of` to tell. Raises ReportFileError: encoding-unknown.
    """
    if charset is None:
        yield from chunks
        return
    try:
        decoder = codecs.getincrementaldecoder(_CODECS.get(charset.lower(), charset))()
    except LookupError:
        raise ReportFileError("encoding-unknown", f"the character set {charset[:40]!r} is not known") from None
    try:
        for chunk in chunks:
            yield decoder.decode(chunk).encode()
        yield decoder.decode(b"", True).encode()
    except UnicodeDecodeError:
        raise ReportFileError("encoding-unknown", f"the text is not {charset}") from None
