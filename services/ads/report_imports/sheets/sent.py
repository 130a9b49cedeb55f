"""A file as it was sent, on its way to the worker: packed in pieces, so that half a gigabyte takes no memory."""

from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from itertools import chain
from tempfile import TemporaryFile
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


@contextmanager
def pack(file: IO[bytes], name: str) -> Iterator[SentFile]:
    """A file made ready to be kept, before any transaction: a large one takes seconds.

    Raises ReportFileError when it is no report at first sight.
    """
    open_report(file, name, max_bytes=UNPACKED_BYTES)
    file.seek(0)
    packer = isal_zlib.compressobj(level=1, wbits=_GZIP)
    digest, size = sha256(), 0
    with TemporaryFile() as packed:
        while part := file.read(_READ_BYTES):
            digest.update(part)
            size += len(part)
            packed.write(packer.compress(part))
        packed.write(packer.flush())
        yield SentFile(name, size, digest.hexdigest(), packed)


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
