"""Rows of a report on their way into the database, kept in a file until it is clear that they may be stored."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from typing import IO, Any

import msgspec

Row = tuple[Any, ...]
_decoder = msgspec.msgpack.Decoder(list[tuple])  # type: ignore[type-arg]


class DaySpool:
    """Takes rows in the order of the report and gives those of one day in the same order.

    Rows are texts and whole numbers. A million of them take about 60 MB of the file, and no memory.
    """

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file
        self._blocks: dict[str, list[tuple[int, int]]] = defaultdict(list)

    def add(self, rows: Mapping[str, list[Row]]) -> None:
        """Keep rows by their ISO day."""
        for day, own in rows.items():
            block = msgspec.msgpack.encode(own)
            self._blocks[day].append((self._file.tell(), len(block)))
            self._file.write(block)

    def blocks(self, day: str) -> Iterator[list[Row]]:
        """The rows of a day, some at a time."""
        for place, size in self._blocks[day]:
            self._file.seek(place)
            yield _decoder.decode(self._file.read(size))
