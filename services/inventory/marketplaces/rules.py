"""Days of a marketplace, and rows of reports that cannot be."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from shared.amazon import cells
from shared.money import to_micros

SKU_LENGTH = 40
"""Amazon's own bound."""

LARGEST = 10**12
"""Units: thousands of such rows still add up below 2^63."""


class RowError(ValueError):
    """A row of a report lacks something or says something impossible; the text is the reason, without its values."""


class ColumnMissingError(LookupError):
    """A report has no such column. Its rows must not be read: what nobody has told would pass for zero."""


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


def text_of(row: dict[str, str], column: str, longest: int) -> str:
    """The text of a column that must say something. Raises RowError and ColumnMissingError."""
    text = _cell(row, column)
    if not text or len(text) > longest or "\0" in text:
        raise RowError(f"{column} is missing, too long or no text")
    return text


def count_of(row: dict[str, str], column: str, *spellings: str) -> int:
    """A count of units, 0 where the cell is empty. Raises RowError and ColumnMissingError."""
    text = _cell(row, column, *spellings)
    if not text:
        return 0
    try:
        number = int(text)
    except ValueError:
        raise RowError(f"{column} is not a whole number") from None
    if abs(number) > LARGEST:
        raise RowError(f"{column} is too large")
    return number


def micros_of(row: dict[str, str], column: str) -> int | None:
    """An amount in micros, None where nothing is told. Raises RowError."""
    try:
        return _micros_of(row.get(column))
    except cells.CellError:
        raise RowError(f"{column} is not an amount") from None


@lru_cache(maxsize=10_000)  # a million order lines have some thousands of prices
def _micros_of(cell: str | None) -> int | None:
    amount = cells.parse_money(cell, decimal_comma=False)
    return None if amount is None else to_micros(amount)


def _cell(row: dict[str, str], *spellings: str) -> str:
    for name in spellings:
        if name in row:
            return row[name].strip()
    raise ColumnMissingError(spellings[0])
