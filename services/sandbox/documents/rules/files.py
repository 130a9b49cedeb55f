"""Gzip files, made while they are sent."""

import zlib
from collections.abc import Iterable, Iterator

_GZIP = 16 + zlib.MAX_WBITS
_CHUNK = 64 * 1024


def gzipped(parts: Iterable[bytes]) -> Iterator[bytes]:
    """The parts as one gzip file, in chunks; none of it is kept."""
    packer = zlib.compressobj(level=1, wbits=_GZIP)
    waiting: list[bytes] = []
    size = 0
    for part in parts:
        waiting.append(part)
        size += len(part)
        if size >= _CHUNK:
            yield packer.compress(b"".join(waiting))
            waiting, size = [], 0
    yield packer.compress(b"".join(waiting)) + packer.flush()
