"""Rows of a report on their way into the database, kept in a file until it is clear that they may be stored."""

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import partial
from typing import IO, Any

import msgspec

Row = tuple[Any, ...]
_HEADS = {0xDC: 3, 0xDD: 5}
"""Bytes before the first member of a list by its first byte (MessagePack: array 16, array 32); else 1."""

_decoder = msgspec.msgpack.Decoder(list[tuple])  # type: ignore[type-arg]


class DaySpool:
    """Takes rows in the order of the report and gives those of one day in the same order.

    Rows are texts and whole numbers. A million of them take about 60 MB of the file, and no memory.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._blocks: dict[str, list[tuple[int, int]]] = defaultdict(list)
        self._digests: dict[str, hashlib.blake2b] = defaultdict(partial(hashlib.blake2b, digest_size=16))

    def add(self, rows: Mapping[str, list[Row]]) -> None:
        """Keep rows by their ISO day."""
        for day, own in rows.items():
            block = msgspec.msgpack.encode(own)
            self._blocks[day].append((self._file.tell(), len(block)))
            self._file.write(block)
            self._digests[day].update(memoryview(block)[_HEADS.get(block[0], 1) :])

    def digest(self, day: str) -> str:
        """The same for the same rows in the same order, in whatever portions they came: 32 hex digits."""
        return self._digests[day].hexdigest()

    def blocks(self, day: str) -> Iterator[list[Row]]:
        """The rows of a day, some at a time."""
        for place, size in self._blocks[day]:
            self._file.seek(place)
            yield _decoder.decode(self._file.read(size))
