"""Rows as they should not be: told twice, missing, or of the wrong types."""

import gzip
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from services.sandbox.faults.rules import Kind
from services.sandbox.reports.rules.requests import Wish
from services.sandbox.reports.rules.rows import Row

_BOMB_BYTES, _PIECE = 300_000_000, b"0" * 1_000_000


@dataclass(frozen=True, slots=True)
class Spoiling:
    """What happens to the rows of a document; see the schema of a fault."""

    kind: str
    every: int
    day_on: date | None

    def rows(self, rows: Iterable[Row], wish: Wish, number: int) -> Iterator[Row]:
        """The rows of the campaign of this number, spoiled; not the same days in each."""
        day = self.day_on or wish.start_on + timedelta(days=(wish.end_on - wish.start_on).days // 2)
        for place, row in enumerate(rows, number):
            if self.kind == Kind.MISSING_DAY and row.get("date") == day.isoformat():
                continue
            if self.kind == Kind.DUPLICATE_ROWS:
                yield row
            yield row | {"clicks": "many"} if self._is_malformed(place) else row

    def _is_malformed(self, place: int) -> bool:
        return self.kind == Kind.MALFORMED_ROWS and place % self.every == 0


@lru_cache(maxsize=1)
def bomb() -> bytes:
    """A gzip file of 300 kB that unpacks to 300 MB: a record with a text that does not end.

    The members of a gzip file may be packed one by one, so the long text is packed once.
    """
    start, piece, end = (gzip.compress(text) for text in (b'[{"date":"', _PIECE, b'"}]'))
    return start + piece * (_BOMB_BYTES // len(_PIECE)) + end
