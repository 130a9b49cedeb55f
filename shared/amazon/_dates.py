"""Days, in the many ways in which reports write them."""

import re
import unicodedata
from datetime import date, datetime, timedelta
from functools import lru_cache

_EPOCH = date(1899, 12, 30)
"""Day 0 of a workbook's serial numbers, as far as days after February 1900 are concerned."""
_FIRST, _LAST = date(2000, 1, 1), date(2099, 12, 31)

_MONTH_NAMES = (
    "jan january januar janner janv janvier gen gennaio ene enero 一月",
    "feb february februar fevr fevrier febbraio febrero 二月",
    "mar march marz maerz mrz mars marzo 三月",
    "apr april avr avril aprile abr abril 四月",
    "may mai mag maggio mayo 五月",
    "jun june juni juin giu giugno junio 六月",
    "jul july juli juil juillet lug luglio julio 七月",
    "aug august aout ago agosto 八月",
    "sep sept september septembre set sett settembre septiembre setiembre 九月",
    "oct october okt oktober octobre ott ottobre octubre 十月",
    "nov november novembre noviembre 十一月",
    "dec december dez dezember decembre dic dicembre diciembre 十二月",
)
"""English, German, French, Italian, Spanish, short and long, without accents, Chinese; the others write digits."""
_MONTHS = {name: month for month, names in enumerate(_MONTH_NAMES, start=1) for name in names.split()}

_TIME = re.compile(r"[t,\s]+\d{1,2}:\d{2}.*")
_SERIAL = re.compile(r"\d{5}(?:\.\d+)?")
_COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})")
_YEAR_FIRST = re.compile(r"(\d{4})\s*[-/.年년]\s*(\d{1,2})\s*[-/.月월]\s*(\d{1,2})\s*[日일.]?")
_DOTTED = re.compile(r"(\d{1,2})\.\s*(\d{1,2})\.\s*(\d{4})\.?")
_SLASHED = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4})")
_DAY_NAMED = re.compile(r"(\d{1,2})(?:\.|er)?(?:\s+de\s|[\s-])*([^\W\d_]+?)\.?,?(?:\s+de\s|[\s-])*(\d{4}|\d{2})")
_NAMED_DAY = re.compile(r"([^\W\d_]+)\.?\s*(\d{1,2}),?\s+(\d{4})")
_CENTURY = 2000

_MONTH_NUMBER = re.compile(r"(?:m|month)?\s*(\d{1,2})\s*[月월]?")
_YEAR_MONTH = re.compile(r"(\d{4})(?:\s*[-/.年년]\s*|\s+)(\d{1,2})\s*[月월]?")
_MONTH_YEAR = re.compile(r"(\d{1,2})\s*[-/.]\s*(\d{4})")
_YEAR_NAME = re.compile(r"(\d{4})\s*[-/.年]?\s*([^\W\d_]+)\.?")
_NAME_YEAR = re.compile(r"([^\W\d_]+)(?:\.?,?(?:\s+de\s+|[\s/-]*)(\d{4})|-(\d{2})|\.?)")
"""Spreadsheet programs make "Nov-26" of "Nov 2026"; with a blank in place of the dash it could be a day."""


class AmbiguousError(ValueError):
    """01/02/2020 without a word on whether the day comes first."""


def read(cell: object, day_first: bool | None) -> date:
    """The day in a cell. Raises ValueError, or AmbiguousError."""
    if isinstance(cell, datetime):
        day = cell.date()
    elif isinstance(cell, date):
        day = cell
    elif isinstance(cell, str):
        day = _of_text(cell, day_first)
    elif isinstance(cell, int | float) and not isinstance(cell, bool):
        day = _of_number(float(cell))
    else:
        raise ValueError("no date")
    if not _FIRST <= day <= _LAST:
        raise ValueError("not of our time")
    return day


def day_first_of(cell: object) -> bool | None:
    """What a date with slashes shows about the order, because one of its parts is over 12."""
    match = _SLASHED.fullmatch(_folded(cell)) if isinstance(cell, str) else None
    if match is None:
        return None
    first, second = int(match[1]) > 12, int(match[2]) > 12
    return first if first != second else None


def month_of(cell: object) -> tuple[int | None, int]:
    """The year of a month, if the cell names it, and the month. Raises ValueError."""
    year: int | None
    if isinstance(cell, date):
        year, month = _of_first(cell)
    elif isinstance(cell, str):
        year, month = _month_in(_folded(cell))
    elif isinstance(cell, int | float) and float(cell).is_integer():
        year, month = None, int(cell)
    else:
        raise ValueError("no month")
    if not 1 <= month <= 12 or not (year is None or _FIRST.year <= year <= _LAST.year):
        raise ValueError("no month")
    return year, month


def _month_in(text: str) -> tuple[int | None, int]:
    if match := _MONTH_NUMBER.fullmatch(text):
        return None, int(match[1])
    if match := _YEAR_MONTH.fullmatch(text):
        return int(match[1]), int(match[2])
    if match := _MONTH_YEAR.fullmatch(text):
        return int(match[2]), int(match[1])
    if match := _NAME_YEAR.fullmatch(text):
        year = int(match[2]) if match[2] else _CENTURY + int(match[3]) if match[3] else None
        return year, _month(match[1])
    if match := _YEAR_NAME.fullmatch(text):
        return int(match[1]), _month(match[2])
    return _of_first(_of_text(text, None))


def _of_first(day: date) -> tuple[int, int]:
    """A month that is written as its first day."""
    if day.day != 1:
        raise ValueError("no month")
    return day.year, day.month


def _of_number(number: float) -> date:
    """20200201 as it reads, anything else as a workbook's serial number."""
    if 20_000_101 <= number <= 20_991_231 and number.is_integer():
        return _of_text(str(int(number)), None)
    if not 0 < number < 100_000:
        raise ValueError("no serial number")
    return _EPOCH + timedelta(days=int(number))


@lru_cache(maxsize=4096)
def _of_text(text: str, day_first: bool | None) -> date:
    """Cached: a report has few days and many rows."""
    text = _folded(text)
    if _SERIAL.fullmatch(text):
        return _of_number(float(text))
    if match := _COMPACT.fullmatch(text) or _YEAR_FIRST.fullmatch(text):
        return date(int(match[1]), int(match[2]), int(match[3]))
    if match := _DOTTED.fullmatch(text):
        return date(int(match[3]), int(match[2]), int(match[1]))
    if match := _SLASHED.fullmatch(text):
        return _slashed(int(match[1]), int(match[2]), int(match[3]), day_first)
    if match := _DAY_NAMED.fullmatch(text):
        year = int(match[3])
        return date(year if year > 99 else _CENTURY + year, _month(match[2]), int(match[1]))
    if match := _NAMED_DAY.fullmatch(text):
        return date(int(match[3]), _month(match[1]), int(match[2]))
    raise ValueError("no date")


def _month(name: str) -> int:
    """The number of a month, 0 of another word."""
    plain = unicodedata.normalize("NFKD", name)
    return _MONTHS.get("".join(letter for letter in plain if not unicodedata.combining(letter)), 0)


def _folded(text: str) -> str:
    """Plain characters, small letters, no time of day."""
    plain = unicodedata.normalize("NFKC", text[:60]).strip().lower()
    return _TIME.sub("", plain)


def _slashed(first: int, second: int, year: int, day_first: bool | None) -> date:
    if day_first is None:
        if first <= 12 and second <= 12 and first != second:
            raise AmbiguousError
        day_first = first > 12
    return date(year, second, first) if day_first else date(year, first, second)
