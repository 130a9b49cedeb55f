"""Amazon's planning and stranded reports turned into rows."""

from collections.abc import Callable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from services.inventory.marketplaces.rules import count_of, micros_of, text_of
from shared.amazon import cells
from shared.amazon.report_files import Column, ColumnMissingError, FlatFile, Header, RowError
from shared.amazon.skus import SKU_LENGTH

PLANNING, STRANDED = "GET_FBA_INVENTORY_PLANNING_DATA", "GET_STRANDED_INVENTORY_UI_DATA"

_AGE, _OLDEST_AGE = r"invage(\d+)to(\d+)days", r"invage(\d+)plusdays"
_SURCHARGE = r"estimatedais.*"
_YEAR, _NO_END = 365, 10**6
"""Days; the oldest bucket has no end."""


class _Bucket(NamedTuple):
    """Units from one age in days to another, both included."""

    first: int
    last: int
    column: Column


def age_reader(marketplace_key: int, file: FlatFile) -> Callable[[Sequence[str]], tuple[Any, ...]]:
    """Makes rows of `stock_age`; raises RowError. Raises ColumnMissingError.

    The buckets of age have been cut anew more than once, and stand in a report in two divisions at a time: of all
    that do not overlap those count that hold the most. Units, prices and costs beside the ages may be missing.
    """
    header = file.header
    sku, asin, name = header.need("sku"), header.find("asin"), header.find("product-name")
    over_90, over_180 = _divisions(header, 91), _divisions(header, 181)
    available = header.find("available")
    every = [] if available.places else _divisions(header, 0)
    price, storage = header.find("your-price"), header.find("estimated-storage-cost-next-month")
    surcharges = [column for _, column in header.matching(_SURCHARGE)]

    def read(row: Sequence[str]) -> tuple[Any, ...]:
        aged = _most(row, over_180)
        return (
            marketplace_key,
            text_of(row, sku, SKU_LENGTH),
            asin.of(row)[:10],
            name.of(row).replace("\0", "")[:500],
            count_of(row, available) if available.places else _most(row, every),
            _most(row, over_90),
            aged,
            _amount(row, price),
            _amount(row, storage),
            _sum(row, surcharges),
        )

    return read


def stranded_reader(marketplace_key: int, file: FlatFile) -> Callable[[Sequence[str]], tuple[Any, ...]]:
    """Makes rows of `stranded_stock`; raises RowError. Raises ColumnMissingError."""
    header = file.header
    sku, quantity = header.need("sku"), header.need("fulfillable-qty")
    reasons = (header.find("stranded-reason"), header.find("status-secondary"))
    stranded_on = header.find("date-stranded")

    def read(row: Sequence[str]) -> tuple[Any, ...]:
        return (
            marketplace_key,
            text_of(row, sku, SKU_LENGTH),
            count_of(row, quantity),
            next((text for each in reasons if (text := each.of(row))), "").replace("\0", "")[:200],
            _day_of(stranded_on.of(row)),
        )

    return read


def _divisions(header: Header, youngest: int) -> list[list[Column]]:
    """Every way to divide units of at least `youngest` days into buckets that do not overlap.

    Raises ColumnMissingError without any bucket of more than a year: what is oldest must not pass for none.
    """
    buckets = [_Bucket(int(age[1]), int(age[2]), column) for age, column in header.matching(_AGE)]
    # "365 plus" is what follows "271 to 365".
    ends = {bucket.last for bucket in buckets}
    for age, column in header.matching(_OLDEST_AGE):
        first = int(age[1])
        buckets.append(_Bucket(first + (first in ends), _NO_END, column))
    if all(bucket.last <= _YEAR for bucket in buckets):
        raise ColumnMissingError("inv-age-456-plus-days")
    old = (bucket for bucket in buckets if bucket.first >= youngest)
    return list(_chains(sorted(old, key=lambda bucket: bucket[:2]), youngest))


def _chains(buckets: Sequence[_Bucket], first: int) -> Iterator[list[Column]]:
    """The longest chains of sorted buckets from an age on: none leaves out a bucket that it could hold."""
    following = [bucket for bucket in buckets if bucket.first >= first]
    if not following:
        yield []
        return
    nearest_end = min(bucket.last for bucket in following)
    for bucket in following:
        if bucket.first <= nearest_end:
            yield from ([bucket.column, *rest] for rest in _chains(following, bucket.last + 1))


def _most(row: Sequence[str], divisions: Sequence[Sequence[Column]]) -> int:
    """Units of the fullest division: of two that should say the same one may be blank, or cut off the row."""
    whole = [columns for columns in divisions if not any(column.is_cut_off(row) for column in columns)]
    return max((sum(count_of(row, column) for column in columns) for columns in whole or divisions), default=0)


def _amount(row: Sequence[str], column: Column) -> int | None:
    """An amount beside what the report is read for: unknown where it cannot be read."""
    try:
        return micros_of(row, column)
    except RowError:
        return None


def _sum(row: Sequence[str], columns: Sequence[Column]) -> int | None:
    """The sum of amounts, blank ones as 0; unknown where there are none, or one cannot be read."""
    if not columns:
        return None
    try:
        return sum(micros_of(row, column) or 0 for column in columns)
    except RowError:
        return None


def _day_of(text: str) -> str | None:
    try:
        day: date | None = cells.parse_date(text)
    except cells.CellError:
        return None
    return None if day is None else day.isoformat()
