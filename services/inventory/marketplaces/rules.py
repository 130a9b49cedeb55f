"""Days of a marketplace, and rows of reports that cannot be."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.amazon import cells
from shared.amazon.report_files import Column, RowError
from shared.money import to_micros

LARGEST = 10**12
"""Units: thousands of such rows still add up below 2^63."""

_UNREADABLE = ("\0", "\ufffd")
"""What no database takes, and what stands for a character that could not be read."""


ABSENT_FOR = timedelta(hours=20)
"""Amazon leaves rows out of some answers: what two of them do not name that lie a day apart is not known any more."""


@dataclass(frozen=True, slots=True)
class MarketplaceRef:
    """A marketplace of the account that is read; `marketplace_key` is its row's."""

    marketplace_id: str
    marketplace_key: int
    timezone: str


@dataclass(frozen=True, slots=True)
class Window:
    """Days from `from_on` to `to_on`, the last exclusive."""

    from_on: date
    to_on: date

    @property
    def days(self) -> int:
        """How many they are."""
        return (self.to_on - self.from_on).days


def day_of(moment: datetime, timezone: str) -> date:
    """The day of the marketplace that a moment lies in; the days before it are complete."""
    return moment.astimezone(ZoneInfo(timezone)).date()


def is_gone(absent_since: datetime, present: datetime) -> bool:
    """Whether what is absent now has been so in an answer of a day before."""
    return present - absent_since >= ABSENT_FOR


def text_of(row: Sequence[str], column: Column, longest: int) -> str:
    """The text of a column that must say something. Raises RowError."""
    text = column.of(row)
    if not text or len(text) > longest or any(mark in text for mark in _UNREADABLE):
        raise RowError(f"{column.name} is missing, too long or no text")
    return text


def count_of(row: Sequence[str], column: Column) -> int:
    """A count of units, 0 where the cell is empty but not where the row ends before it. Raises RowError."""
    text = column.of(row)
    if not text and column.is_cut_off(row):
        raise RowError(f"the row ends before {column.name}")
    try:
        number = int(text) if text.isascii() and text.isdigit() else cells.parse_integer(text) or 0
    except cells.CellError:
        raise RowError(f"{column.name} is not a whole number") from None
    if abs(number) > LARGEST:
        raise RowError(f"{column.name} is too large")
    return number


def micros_of(row: Sequence[str], column: Column) -> int | None:
    """An amount in micros, None where nothing is told. Raises RowError."""
    try:
        return _micros_of(column.of(row))
    except cells.CellError:
        raise RowError(f"{column.name} is not an amount") from None


@lru_cache(maxsize=10_000)  # a million order lines have some thousands of prices
def _micros_of(cell: str) -> int | None:
    amount = cells.parse_money(cell, decimal_comma=False)
    return None if amount is None else to_micros(amount)
