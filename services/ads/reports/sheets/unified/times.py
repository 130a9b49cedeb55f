"""The days that a row of Unified Reporting is over."""

import re
from datetime import date, timedelta
from functools import lru_cache

from services.ads.reports.sheets import texts
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError

_DAY = timedelta(days=1)
_BETWEEN = re.compile(r"\s+(?:-|to)\s+|\s*[–—~～至]\s*")
_NUMBER = re.compile(r"\D*(\d{1,2})\D*")

Span = tuple[date, date]
"""The first day and the one after the last."""


@lru_cache(maxsize=4096)
def day(cell: Cell, day_first: bool | None) -> Span:
    """The day of a cell such as "Nov 03, 2026" or 2026年11月3日. Raises CellError."""
    return _span(_date(cell, day_first), _date(cell, day_first))


@lru_cache(maxsize=4096)
def span(cell: Cell, day_first: bool | None) -> Span:
    """The days of "Nov 01, 2026 - Nov 28, 2026". Raises CellError."""
    first, last = ends_of(cell)
    return _span(_date(first, day_first), _date(last, day_first))


def ends_of(cell: Cell) -> tuple[Cell, Cell]:
    """The two texts of a span; of something else twice the same."""
    if not isinstance(cell, str):
        return cell, cell
    text = cell.strip()
    ends = _BETWEEN.split(text)
    if len(ends) == 2:
        return ends[0], ends[1]
    middle = len(text) // 2
    if len(text) > 12 and text[middle] in "-/":
        return text[:middle], text[middle + 1 :]
    return text, text


def day_of_month(year: Cell, month: Cell, number: Cell) -> Span:
    """The day of three cells. Raises CellError."""
    first, _ = month_span(year, month)
    try:
        found = first.replace(day=_number(number))
    except ValueError:
        raise CellError("date-invalid", cells.quoting(texts.NO_DAY_OF_MONTH, number)) from None
    return found, found + _DAY


def month_span(year: Cell, month: Cell) -> Span:
    """A month, as a number or by its name; its year stands beside it or in another cell. Raises CellError."""
    own, number = cells.parse_month(month)
    if own is None and cells.is_blank(year):
        raise CellError("date-invalid", cells.quoting(texts.YEARLESS, month))
    said = own if own is not None and cells.is_blank(year) else _year(year)
    if own not in (None, said):
        raise CellError("date-invalid", cells.quoting(texts.OTHER_YEAR, month, year=said))
    first = date(said, number, 1)
    return first, (first + 31 * _DAY).replace(day=1)


def week_span(year: Cell, week: Cell, day_first: bool | None) -> Span:
    """A week: its days, its first day, or its number by ISO 8601, from Monday on. Raises CellError."""
    text = cells.parse_text(week)
    if _NUMBER.fullmatch(text) is None:
        first, end = span(week, day_first)
        return first, end if end - first > _DAY else first + 7 * _DAY
    try:
        first = date.fromisocalendar(_year(year), _number(week), 1)
    except ValueError:
        raise CellError("date-invalid", cells.quoting(texts.NO_WEEK, week)) from None
    return first, first + 7 * _DAY


def _number(cell: Cell) -> int:
    found = _NUMBER.fullmatch(cells.parse_text(cell))
    if found is None:
        raise ValueError("no number")
    return int(found[1])


def _year(cell: Cell) -> int:
    text = cells.parse_text(cell).removesuffix("年").strip()
    if not (text.isdigit() and 2000 <= int(text) <= 2099):
        raise CellError("date-invalid", cells.quoting(texts.NO_YEAR, cell))
    return int(text)


def _span(first: date, last: date) -> Span:
    if last < first:
        raise CellError("date-invalid", texts.DATE_ORDER)
    return first, last + _DAY


@lru_cache(maxsize=4096)
def _date(cell: Cell, day_first: bool | None) -> date:
    found = cells.parse_date(cell, day_first=day_first)
    if found is None:
        raise CellError("date-invalid", texts.BLANK)
    return found
