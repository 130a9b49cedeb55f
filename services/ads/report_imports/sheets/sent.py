"""A file as it was sent, on its way to the worker: packed in pieces, so that half a gigabyte takes no memory."""

from collections.abc import Iterator
from hashlib import sha256
from itertools import chain
from typing import IO

from isal import isal_zlib

from services.ads.report_imports.rules import KeptPiece, SentFile
from shared.amazon.report_files import open_report, unpacked

UNPACKED_BYTES = 512 * 1024 * 1024
"""What may come out of a file that was sent packed. Amazon's own reach 250 MB, unpacked."""

_READ_BYTES = 1024 * 1024
_GZIP = 31
_ANY_RATIO = 1100
"""We packed it ourselves; nothing packs better than a thousand times."""


def pack(file: IO[bytes], name: str) -> SentFile:
    """A file made ready to be kept, before any transaction: a large one takes seconds.

    It is packed over itself, so that a sent file lies on the disk once. Raises ReportFileError when it is no report
    at first sight.
    """
    open_report(file, name, max_bytes=UNPACKED_BYTES)
    packer = isal_zlib.compressobj(level=1, wbits=_GZIP)
    digest, size, packed = sha256(), 0, _Overwriting(file)
    while part := packed.read(_READ_BYTES):
        digest.update(part)
        size += len(part)
        packed.write(packer.compress(part))
    packed.finish(packer.flush())
    return SentFile(name, size, digest.hexdigest(), file)


class _Overwriting:
    """A file read from its beginning, and written from its beginning behind that; what would get ahead waits."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._read_to = self._written_to = 0
        self._ahead = bytearray()

    def read(self, size: int) -> bytes:
        self._file.seek(self._read_to)
        part = self._file.read(size)
        self._read_to += len(part)
        return part

    def write(self, packed: bytes) -> None:
        self._ahead += packed
        room = self._read_to - self._written_to
        self._put(bytes(self._ahead[:room]))
        del self._ahead[:room]

    def finish(self, packed: bytes) -> None:
        self._put(bytes(self._ahead) + packed)
        self._file.truncate(self._written_to)

    def _put(self, packed: bytes) -> None:
        self._file.seek(self._written_to)
        self._file.write(packed)
        self._written_to += len(packed)


def unpack(pieces: Iterator[KeptPiece], into: IO[bytes]) -> bool:
    """Write down the file that was kept in these pieces; False when there are none."""
    first = next(pieces, None)
    if first is None:
        return False
    contents: Iterator[bytes] = (piece.content for piece in chain([first], pieces))
    if first.is_packed:
        contents = unpacked(contents, max_bytes=UNPACKED_BYTES, max_ratio=_ANY_RATIO)
    into.writelines(contents)
    return True
