"""Bytes that arrive in pieces, unpacked on the way, with a limit on what they may become."""

from collections.abc import Iterable, Iterator

from isal import isal_zlib

from shared.amazon.report_files import _texts
from shared.amazon.report_files._errors import ReportFileError

_GZIP_WINDOW = 31  # the largest window, with a gzip header and checksum
_GZIP_START = b"\x1f"
_PIECE_BYTES = 64 * 1024
_STEP_BYTES = 256 * 1024

MAX_RATIO, ALWAYS_BYTES = 100, 4 * 1024 * 1024
"""Bytes that one packed byte may become, on average, and what may come in any case.

Reports pack 5 to 30 times. A bomb packs a thousand times; it is refused when 4 MB and a hundred times of what
has been read so far are passed, long before `max_bytes`.
"""


def unpacked(chunks: Iterable[bytes], *, max_bytes: int, max_ratio: int = MAX_RATIO) -> Iterator[bytes]:
    """The contents of a gzip file in small pieces, several members included.

    Raises ReportFileError: file-empty, file-truncated, or file-rejected when the data is damaged, something
    else follows it, it unpacks to more than `max_bytes`, or to `max_ratio` times its size.
    """
    member = None
    fair = ALWAYS_BYTES
    for chunk in _pieces(chunks):
        data = chunk
        fair += max_ratio * len(chunk)
        while data:
            if member is None or member.eof:
                member = _new_member(data)
            piece, data = _step(member, data)
            max_bytes -= len(piece)
            fair -= len(piece)
            if max_bytes < 0 or fair < 0:
                raise ReportFileError("file-rejected", _texts.UNPACKS_TO_MUCH)
            if piece:
                yield piece
    if member is None:
        raise ReportFileError("file-empty", _texts.EMPTY)
    if not member.eof:
        raise ReportFileError("file-truncated", _texts.CUT_OFF)


def capped(chunks: Iterable[bytes], *, max_bytes: int) -> Iterator[bytes]:
    """Data that is not packed, in the same way. Raises ReportFileError: file-rejected."""
    for piece in _pieces(chunks):
        max_bytes -= len(piece)
        if max_bytes < 0:
            raise ReportFileError("file-rejected", _texts.TOO_LARGE)
        yield piece


def _pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Small pieces whatever comes: what is not yet unpacked is copied at every step."""
    for chunk in chunks:
        for start in range(0, len(chunk), _PIECE_BYTES):
            yield chunk[start : start + _PIECE_BYTES]


def _new_member(data: bytes) -> isal_zlib.Decompress:
    if not data.startswith(_GZIP_START):
        raise ReportFileError("file-rejected", _texts.NOT_GZIP)
    return isal_zlib.decompressobj(wbits=_GZIP_WINDOW)


def _step(member: isal_zlib.Decompress, data: bytes) -> tuple[bytes, bytes]:
    """One piece of the contents, and the packed data that is left."""
    try:
        piece = member.decompress(data, _STEP_BYTES)
    except isal_zlib.error as error:  # type: ignore[misc]  # its stub calls the class an instance
        raise ReportFileError("file-rejected", _texts.GZIP_DAMAGED.filled(error=error)) from None
    return piece, member.unused_data if member.eof else member.unconsumed_tail
