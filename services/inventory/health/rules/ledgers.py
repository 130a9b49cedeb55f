"""Days of a SKU in Amazon's ledger as bits, two a day and the newest the lowest: several places are added at once."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

THERE, LEFT = 1, 2
"""There was some on the day; it ended with some."""

WORD = 31
"""Days of one number of a database, which has 63 bits."""

_ALL_THERE = sum(THERE << 2 * day for day in range(400))
_WEEK = (1 << 2 * 7) - 1


def whole_words(days: int) -> tuple[int, ...]:
    """The words of so many days on all of which there was some, to their end."""
    return tuple((1 << 2 * min(WORD, days - first)) - 1 for first in range(0, days, WORD))


@dataclass(slots=True)
class LedgerDays:
    """A SKU in all places: its days as `bits`, the sum of the days' units at their end, and how many there were at
    the beginning and have been received since."""

    bits: int = 0
    unit_days: int = 0
    first_units: int = 0
    received_units: int = 0

    def add(self, units: int, first: int, received: int, words: Sequence[int]) -> None:
        """What one place tells."""
        for place, word in enumerate(words):
            self.bits |= int(word) << 2 * WORD * place
        self.unit_days += int(units)
        self.first_units += int(first)
        self.received_units += int(received)

    @property
    def days(self) -> int:
        """Days in stock."""
        return (self.bits & _ALL_THERE).bit_count()

    @property
    def newest_left(self) -> int | None:
        """How many days ago the newest day was that ended with some; 0 is the newest of all."""
        left = self.bits >> 1 & _ALL_THERE
        return ((left & -left).bit_length() - 1) // 2 if left else None

    def is_full(self, days: int) -> bool:
        """Whether there was some on all of so many days, to their end."""
        return self.bits == (1 << 2 * days) - 1

    def weeks(self) -> Iterator[tuple[int, int, int]]:
        """By week (0 is the newest): days in stock, and those of them that ended without."""
        there, week = self.bits & _ALL_THERE, 0
        run_out = there & ~(self.bits >> 1)
        while there:
            yield week, (there & _WEEK).bit_count(), (run_out & _WEEK).bit_count()
            there, run_out, week = there >> 14, run_out >> 14, week + 1


def added(rows: Iterable[Sequence[Any]]) -> dict[str, LedgerDays]:
    """The days of each SKU in all places: rows are SKU, units, units at first, received, and the words."""
    found: dict[str, LedgerDays] = {}
    for sku, units, first, received, *words in rows:
        known = found.get(sku)
        if known is None:
            known = found[sku] = LedgerDays()
        known.add(units, first, received, words)
    return found
