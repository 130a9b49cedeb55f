"""What people and Amazon write in the cells of a report, as exact values.

The functions take a cell of a text file or a workbook and give None for a blank one ("", "-", "--"). A float,
which is what workbooks hold, becomes the Decimal of its shortest text: 39.86 stays 39.86.
"""

import math
import re
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Literal

from shared.amazon import _dates, _numbers
from shared.texts import Text

Cell = str | int | float | bool | date | datetime | time | timedelta | None
Code = Literal[
    "money-invalid", "percent-invalid", "integer-invalid", "number-too-large", "date-invalid", "date-ambiguous"
]

_NO_AMOUNT = Text(en="'{cell}' is not an amount", zh="“{cell}”不是有效金额")
_NO_PERCENTAGE = Text(en="'{cell}' is not a percentage", zh="“{cell}”不是有效百分比")
_NO_INTEGER = Text(en="'{cell}' is not a whole number", zh="“{cell}”不是整数")
_TOO_LARGE = Text(en="'{cell}' is too large", zh="“{cell}”数值过大")
_NO_DATE = Text(en="'{cell}' is not a date", zh="“{cell}”不是有效日期")
_TWO_DATES = Text(
    en="'{cell}' can be read day first or month first",
    zh="“{cell}”无法确定日在前还是月在前",
)
_NO_MONTH = Text(en="'{cell}' is not a month", zh="“{cell}”不是有效月份")

_SHOWN_CHARACTERS = 40
_LIMIT = Decimal(10) ** 15
_BLANKS = {"", "-", "--", "---", "–", "—"}
_DIVIDED_BY_ZERO = "#div/0!"
_SIGN = r"[$€£¥₹₺₩元円\\]"
"""The last is what Japanese and Korean Windows make of ¥ and ₩ in their own encodings."""
_AROUND = re.compile(r"^[^0-9]+|[^0-9]+$")
_MONEY = re.compile(
    rf"""(?P<minus>-)?
    (?:[A-Za-zł]{{1,4}}\.|[A-Za-zł]{{0,4}}{_SIGN}?)   # the point of "Rs." belongs to it, that of "$.5" does not
    (?P<inner_minus>-)?
    (?P<number>[0-9.,']+)
    (?:[A-Za-zł]{{1,4}}\.?|{_SIGN})?
    (?P<late_minus>-)?""",
    re.VERBOSE,
)


class CellError(ValueError):
    """A cell that does not hold what its column promises; `text` quotes 40 characters of it at most."""

    def __init__(self, code: Code, text: Text) -> None:
        super().__init__(code, text)
        self.code = code
        self.text = text

    @property
    def message(self) -> str:
        """The English sentence."""
        return self.text.en

    def __str__(self) -> str:
        return f"{self.code}: {self.message}"


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing: empty or only dashes."""
    return cell is None or (isinstance(cell, str) and cell.strip() in _BLANKS)


def parse_text(cell: Cell) -> str:
    """A name or term as people wrote it: workbooks turn the search term 12345 into a number, "true" into a bool."""
    if isinstance(cell, str):
        return cell.strip()
    if isinstance(cell, bool):
        return str(cell).lower()
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return "" if cell is None else str(cell)


def parse_money(cell: Cell, *, decimal_comma: bool | None = None) -> Decimal | None:
    """An amount; its currency sign is not judged. Raises CellError.

    With both a point and a comma the last one is the decimal mark, and so is a single one that cannot divide
    thousands ("12,50", "15.5138462"). "1,234" and "1.234" could be either: `decimal_comma` decides for
    a whole file; by default a comma divides thousands and a point decimals.
    """
    if is_blank(cell):
        return None
    number = _money(cell, decimal_comma) if isinstance(cell, str) else _plain(cell)
    if number is None:
        raise CellError("money-invalid", quoting(_NO_AMOUNT, cell))
    return _limited(number, cell)


def parse_percent(cell: Cell, *, decimal_comma: bool | None = None) -> Decimal | None:
    """A ratio as a fraction: "1.66%" is 0.0166, and so are the number and the text 0.0166. Raises CellError.

    None also for "#DIV/0!", which spreadsheet programs write where there is nothing to divide by.
    """
    if is_blank(cell) or (isinstance(cell, str) and cell.strip().lower() == _DIVIDED_BY_ZERO):
        return None
    number = _percent(cell, decimal_comma) if isinstance(cell, str) else _plain(cell)
    if number is None:
        raise CellError("percent-invalid", quoting(_NO_PERCENTAGE, cell))
    return _limited(number, cell)


def parse_integer(cell: Cell, *, decimal_comma: bool | None = None) -> int | None:
    """A count: "1,234", "1.234", "12.0" and 12.0 are whole, "12.5" is not. Raises CellError.

    A single mark divides thousands where it can, unless `decimal_comma` says that it divides decimals.
    """
    if is_blank(cell):
        return None
    if isinstance(cell, str):
        if cell.isascii() and cell.isdigit():  # as nearly all are
            return int(_limited(Decimal(cell), cell))
        text, negative = _unsigned(_numbers.fold(cell))
        comma = "." in text if decimal_comma is None else decimal_comma
        number = _signed(_numbers.decimal_of(text, comma), negative)
    else:
        number = _plain(cell)
    if number is None or number != number.to_integral_value():
        raise CellError("integer-invalid", quoting(_NO_INTEGER, cell))
    return int(_limited(number, cell))


def parse_date(cell: Cell, *, day_first: bool | None = None) -> date | None:
    """A day between 2000 and 2099: a date cell, a workbook's serial number, or text. Raises CellError.

    `day_first` says how to read "01/02/2020"; without it such a date is `date-ambiguous` unless a part is over
    12. Dates with points ("01.02.2020") are day first everywhere.
    """
    if is_blank(cell):
        return None
    try:
        return _dates.read(cell, day_first)
    except _dates.AmbiguousError:
        raise CellError("date-ambiguous", quoting(_TWO_DATES, cell)) from None
    except ValueError:
        raise CellError("date-invalid", quoting(_NO_DATE, cell)) from None


def parse_month(cell: Cell) -> tuple[int | None, int]:
    """The year of a month, None where the cell names none, and the month from 1 to 12. Raises CellError.

    A month by its number or name, with its year before or behind it, or a cell that holds its first day.
    """
    try:
        return _dates.month_of(cell)
    except ValueError:
        raise CellError("date-invalid", quoting(_NO_MONTH, cell)) from None


def day_first_of(cell: Cell) -> bool | None:
    """Whether a date with slashes shows beyond doubt that the day comes first (or second)."""
    return _dates.day_first_of(cell)


def decimal_comma_of(cell: Cell) -> bool | None:
    """Whether a number shows beyond doubt that a comma (or a point) divides its decimals.

    "1.234.567" does too: its points divide thousands.
    """
    if not isinstance(cell, str) or not ("," in cell or "." in cell):
        return None
    number = _AROUND.sub("", _numbers.fold(cell))
    marks = {_numbers.decimal_mark(number, style) for style in (True, False)}
    if marks == {""} and (thousands := _numbers.repeated_mark(number)):
        return thousands == "."
    return marks == {","} if marks in ({","}, {"."}) else None


def _money(text: str, decimal_comma: bool | None) -> Decimal | None:
    inner, negative = _unbracketed(_numbers.fold(text))
    match = _MONEY.fullmatch(inner)
    if match is None:
        return None
    minuses = [match["minus"], match["inner_minus"], match["late_minus"]].count("-")
    if minuses + negative > 1:
        return None
    return _signed(_numbers.decimal_of(match["number"], decimal_comma), minuses + negative == 1)


def _percent(text: str, decimal_comma: bool | None) -> Decimal | None:
    inner, in_brackets = _unbracketed(_numbers.fold(text))
    bare = inner.strip("%")
    digits, negative = _unsigned(bare)
    if len(inner) - len(bare) > 1 or (in_brackets and negative):
        return None
    number = _signed(_numbers.decimal_of(digits, decimal_comma), negative or in_brackets)
    return number if number is None or bare == inner else number.scaleb(-2)


def _plain(cell: Cell) -> Decimal | None:
    """A workbook's number, exact to what its file shows."""
    if isinstance(cell, bool) or not isinstance(cell, int | float) or not math.isfinite(cell):
        return None
    return Decimal(repr(cell))


def _unbracketed(text: str) -> tuple[str, bool]:
    """Accountants write -12 as (12)."""
    return (text[1:-1], True) if text[:1] == "(" and text[-1:] == ")" else (text, False)


def _unsigned(text: str) -> tuple[str, bool]:
    return text.removeprefix("-"), text.startswith("-")


def _signed(number: Decimal | None, negative: bool) -> Decimal | None:
    return -number if number is not None and negative else number


def _limited(number: Decimal, cell: Cell) -> Decimal:
    if abs(number) >= _LIMIT:
        raise CellError("number-too-large", quoting(_TOO_LARGE, cell))
    return number


def quoting(text: Text, cell: Cell, **values: object) -> Text:
    """A sentence with what stands in a cell at its place `{cell}`, and others filled, too."""
    return text.filled(cell=shown(cell), **values)


def shown(cell: Cell) -> str:
    """What stands in a cell, as far as a sentence has room for it, without control characters."""
    text = str(cell)
    return repr(text if len(text) <= _SHOWN_CHARACTERS else text[: _SHOWN_CHARACTERS - 1] + "…")[1:-1]
