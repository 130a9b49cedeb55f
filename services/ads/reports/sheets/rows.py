"""One line of a console file as a row, or the first reason why it cannot be one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TypeVar

import msgspec

from services.ads.reports.sheets.layout import Layout
from services.ads.reports.sheets.wordings import STATES
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError
from shared.amazon.report_files import normalise_header

T = TypeVar("T")
Number = TypeVar("Number", int, Decimal)

_TEXT_LENGTH = 500
_WORD_LENGTH = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_STATE_OF_WORD = {normalise_header(word): state for state, words in STATES.items() for word in words}
_CURRENCY = re.compile(r"[A-Z]{3}")
_OTHER_AD_TYPES = (
    "sponsoredbrand", "sponsoreddisplay", "sponsoredtelevision", "sponsoredtv", "品牌推广", "展示型推广",
    "スポンサーブランド", "スポンサーディスプレイ", "스폰서브랜드", "스폰서디스플레이",
)  # fmt: skip


class ConsoleRow(msgspec.Struct, frozen=True):
    """The numbers of one campaign or search term on a day, or over a period when `end_on` is set.

    `line` counts from 1, the header included. `status` is Amazon's word, "" where the file tells none.
    Sales, orders and units are those within the file's window; money
    is in `currency`. `reported_acos` is Amazon's own, a fraction. `extra` holds the texts of columns without
    a place here, by their headers.
    """

    line: int
    date_on: date
    end_on: date | None
    currency: str
    campaign_name: str
    status: str
    ad_group_name: str
    targeting: str
    match_type: str
    search_term: str
    portfolio_name: str
    impressions: int
    clicks: int
    cost: Decimal
    sales: Decimal
    orders: int
    units: int | None
    reported_acos: Decimal | None
    extra: dict[str, str]


class RowError(msgspec.Struct, frozen=True):
    """Why a line is left out: `column` is its header as written, `code` is stable, `message` English."""

    line: int
    column: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Style:
    """How the file writes what can be written in two ways; None where nothing shows it."""

    fallback_currency: str
    day_first: bool | None
    decimal_comma: bool | None


class _RefusedError(Exception):
    """Ends the reading of one row."""

    def __init__(self, column: str, code: str, message: str) -> None:
        super().__init__(column, code, message)
        self.column = column
        self.code = code
        self.message = message


def read_row(layout: Layout, style: Style, line: int, row: list[Cell]) -> ConsoleRow | RowError:
    """The row in a line, or what is wrong with it. A blank measure counts as 0: nothing happened."""
    try:
        return _read(_Line(layout, style, row), line)
    except _RefusedError as refused:
        return RowError(line, refused.column, refused.code, refused.message)


def _read(cell: "_Line", line: int) -> ConsoleRow:
    cell.check_length()
    cell.check_ad_type()
    date_on, end_on = cell.period()
    return ConsoleRow(
        line=line,
        date_on=date_on,
        end_on=end_on,
        currency=cell.currency(),
        campaign_name=cell.text("campaign_name", required=True),
        status=_STATE_OF_WORD.get(normalise_header(cell.text("status", limit=_WORD_LENGTH)), ""),
        ad_group_name=cell.text("ad_group_name"),
        targeting=cell.text("targeting"),
        match_type=cell.text("match_type", limit=_WORD_LENGTH).upper(),
        search_term=cell.text("search_term", required=True),
        portfolio_name=cell.text("portfolio_name"),
        impressions=cell.count("impressions"),
        clicks=cell.count("clicks"),
        cost=cell.money("cost"),
        sales=cell.money("sales"),
        orders=cell.count("orders"),
        units=cell.count("units") if "units" in cell.layout.columns else None,
        reported_acos=cell.ratio("reported_acos"),
        extra=cell.extra(),
    )


@dataclass(frozen=True, slots=True)
class _Line:
    """The cells of a line by field. Every method raises _RefusedError."""

    layout: Layout
    style: Style
    cells: list[Cell]

    def check_length(self) -> None:
        """More cells than headers: a separator inside a name has moved the numbers to wrong columns."""
        beyond = self.cells[len(self.layout.headers) :]
        if not all(cells.is_blank(cell) for cell in beyond):
            raise _RefusedError("", "row-too-long", "the row has more cells than there are headers")

    def check_ad_type(self) -> None:
        """A campaign file can list Sponsored Brands and Display, whose numbers mean something else."""
        text = normalise_header(self.text("campaign_type"))
        if any(other in text for other in _OTHER_AD_TYPES):
            raise self._refused("campaign_type", "ad-type-unsupported", "not a Sponsored Products campaign")

    def period(self) -> tuple[date, date | None]:
        """The day of the row, or its first day and, if it is another one, its last."""
        if not self.layout.is_periodic:
            return self._day("date"), None
        start_on, end_on = self._day("start_date"), self._day("end_date")
        if end_on < start_on:
            raise self._refused("end_date", "date-order", "the last day is before the first")
        return start_on, None if end_on == start_on else end_on

    def currency(self) -> str:
        """The row's own currency, else the header's, else that of the account."""
        code = self.text("currency").upper()
        if code and not _CURRENCY.fullmatch(code):
            raise self._refused("currency", "currency-invalid", "not a currency code of three letters")
        return code or self.layout.currency or self.style.fallback_currency

    def text(self, field: str, *, required: bool = False, limit: int = _TEXT_LENGTH) -> str:
        """A text, "" where the file has no such column."""
        if field not in self.layout.columns:
            return ""
        text = cells.parse_text(self._cell(field))
        if required and not text:
            raise self._refused(field, "value-missing", "the cell is blank")
        if len(text) > limit:
            raise self._refused(field, "text-too-long", f"more than {limit} characters")
        if _CONTROL.search(text):
            message = "a line break or control character; perhaps a quote is not closed"
            raise self._refused(field, "text-invalid", message)
        return text

    def count(self, field: str) -> int:
        """A count of 0 or more."""
        return self._not_negative(field, self._value(field, cells.parse_integer) or 0)

    def money(self, field: str) -> Decimal:
        """An amount of 0 or more."""
        return self._not_negative(field, self._value(field, self._amount) or Decimal(0))

    def ratio(self, field: str) -> Decimal | None:
        """A fraction, None where there is none."""
        return self._value(field, self._percent) if field in self.layout.columns else None

    def extra(self) -> dict[str, str]:
        """Everything that has no field, blanks left out; a column without a header goes by its number."""
        named = {}
        for index in self.layout.extra:
            if index < len(self.cells) and not cells.is_blank(self.cells[index]):
                header = self.layout.headers[index].strip() or f"column {index + 1}"
                named[header] = cells.parse_text(self.cells[index])
        return named

    def _cell(self, field: str) -> Cell:
        index = self.layout.columns[field]
        if index < len(self.cells):
            return self.cells[index]
        if self.layout.is_required(field):
            raise self._refused(field, "row-too-short", "the row ends before this column")
        return None

    def _value(self, field: str, parse: Callable[[Cell], T]) -> T:
        try:
            return parse(self._cell(field))
        except CellError as error:
            raise self._refused(field, error.code, error.message) from None

    def _day(self, field: str) -> date:
        day = self._value(field, self._date)
        if day is None:
            raise self._refused(field, "value-missing", "the cell is blank")
        return day

    def _not_negative(self, field: str, number: Number) -> Number:
        if number < 0:
            raise self._refused(field, "value-negative", "less than 0")
        return number

    def _amount(self, cell: Cell) -> Decimal | None:
        return cells.parse_money(cell, decimal_comma=self.style.decimal_comma)

    def _percent(self, cell: Cell) -> Decimal | None:
        return cells.parse_percent(cell, decimal_comma=self.style.decimal_comma)

    def _date(self, cell: Cell) -> date | None:
        return cells.parse_date(cell, day_first=self.style.day_first)

    def _refused(self, field: str, code: str, message: str) -> _RefusedError:
        return _RefusedError(self.layout.headers[self.layout.columns[field]].strip(), code, message)
