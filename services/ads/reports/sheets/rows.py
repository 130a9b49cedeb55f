"""One line of a console file as a row, or the first reason why it cannot be one."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from functools import partial
from typing import TypeVar

import msgspec

from services.ads.reports.sheets import texts, twins, words
from services.ads.reports.sheets.layout import Layout
from services.ads.reports.sheets.survey import MONEY, Style
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError
from shared.texts import Text

T = TypeVar("T")
Number = TypeVar("Number", int, Decimal)

_TEXT_LENGTH = 500
_WORD_LENGTH = 40
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_CURRENCY = re.compile(r"[A-Z]{3}")


class ConsoleRow(msgspec.Struct, frozen=True, gc=False):
    """The numbers of one campaign, term, product or placement from `from_on` to `to_on`, which is exclusive.

    `line` counts from 1, the header included. `status` is Amazon's word; texts are "" where the file tells none.
    Sales, orders and units are those within the file's window; money is in the shop's currency.
    """

    line: int
    from_on: date
    to_on: date
    campaign_name: str
    status: str
    ad_group_name: str
    targeting: str
    match_type: str
    search_term: str
    asin: str
    sku: str
    placement: str
    impressions: int
    clicks: int
    cost: Decimal
    sales: Decimal
    orders: int
    units: int


class RowError(msgspec.Struct, frozen=True):
    """Why a line is left out: `column` is its header as written, `code` is stable, `text` says it to people."""

    line: int
    column: str
    code: str
    text: Text

    @property
    def message(self) -> str:
        """The English sentence."""
        return self.text.en


@dataclass(frozen=True, slots=True)
class Shop:
    """The shop that a file is imported for: a row of another country or currency is not this shop's."""

    country_code: str
    currency: str


class _RefusedError(Exception):
    """Ends the reading of one row."""

    def __init__(self, column: str, code: str, text: Text) -> None:
        super().__init__(column, code, text)
        self.column = column
        self.code = code
        self.text = text


class LineReader:
    """Reads the lines of one file. A blank measure counts as 0: nothing happened."""

    def __init__(self, layout: Layout, style: Style, ad_product: str, shop: Shop) -> None:
        self._layout = layout
        self._style = style
        self._ad_product = ad_product
        self._shop = shop

    def read(self, line: int, row: list[Cell]) -> ConsoleRow | RowError:
        """The row in a line, or what is wrong with it."""
        try:
            cell = _Line(self._layout, self._style, self._merged(row) if self._layout.twins else row)
            cell.check_length()
            self._check_product(cell)
            self._check_shop(cell)
            return _read(cell, line)
        except _RefusedError as refused:
            return RowError(line, refused.column, refused.code, refused.text)

    def _merged(self, row: list[Cell]) -> list[Cell]:
        """The row with what columns of one meaning say in the first of them."""
        headers = self._layout.headers
        for field, places in self._layout.twins.items():
            said = twins.said_in(row, places)
            if text := twins.disagreement(said, headers, partial(self._meaning, field)):
                raise _RefusedError(headers[places[0]].strip(), twins.CODE, text)
            if said:
                row = [*row[: places[0]], said[0][1], *row[places[0] + 1 :]]
        return row

    def _meaning(self, field: str, cell: Cell) -> object:
        """What two columns of a field have to agree in."""
        if field in MONEY:
            return cells.parse_money(cell, decimal_comma=self._style.commas[field])
        if field in self._style.commas:
            return _count(cell, self._style.commas[field])
        if field in ("date", "start_date", "end_date"):
            return cells.parse_date(cell, day_first=self._style.day_first)
        text = cells.parse_text(cell)
        return (words.country_of(text) if field == "country" else None) or text.casefold()

    def _check_product(self, cell: "_Line") -> None:
        """A campaign file can list the campaigns of other ad products, whose numbers mean something else."""
        product = words.product_of(cell.text("campaign_type"))
        if product not in (None, self._ad_product):
            raise cell.refused("campaign_type", "ad-type-unsupported", texts.OTHER_PRODUCT)

    def _check_shop(self, cell: "_Line") -> None:
        currency = cell.text("currency").upper()
        if currency and not _CURRENCY.fullmatch(currency):
            raise cell.refused("currency", "currency-invalid", texts.NO_CURRENCY)
        if (currency or self._layout.currency or self._shop.currency) != self._shop.currency:
            field = "currency" if currency else "cost"
            told = currency or self._layout.currency
            text = texts.CURRENCY.filled(currency=told, own=self._shop.currency)
            raise cell.refused(field, "currency-mismatch", text)
        if not currency and self._layout.currency is None:
            self._check_signs(cell)
        place = cell.text("country")
        if place and place != "-" and words.country_of(place) not in (None, self._shop.country_code):
            text = texts.COUNTRY.filled(place=place, own=self._shop.country_code)
            raise cell.refused("country", "marketplace-mismatch", text)

    def _check_signs(self, cell: "_Line") -> None:
        """Where no word says the currency, a sign beside an amount or in its header may show another one."""
        for field in MONEY:
            for text in cell.texts_of(field):
                currencies = words.currencies_of(text)
                if currencies is not None and self._shop.currency not in currencies:
                    sign = cells.quoting(texts.SIGN, text.strip(), own=self._shop.currency)
                    raise cell.refused(field, "currency-mismatch", sign)


def _read(cell: "_Line", line: int) -> ConsoleRow:
    first_on, last_on = cell.period()
    is_purchase = cell.layout.kind == "purchased_product"  # its own SKU is told by no column
    return ConsoleRow(
        line=line,
        from_on=first_on,
        to_on=last_on + timedelta(days=1),
        campaign_name=cell.text("campaign_name", required=True),
        status=words.state_of(cell.text("status", limit=_WORD_LENGTH)),
        ad_group_name=cell.text("ad_group_name"),
        targeting=cell.text("targeting"),
        match_type=words.match_type_of(cell.text("match_type", limit=_WORD_LENGTH)),
        search_term=cell.text("search_term", required=True),
        asin=cell.text("purchased_asin" if is_purchase else "advertised_asin"),
        sku="" if is_purchase else cell.text("advertised_sku"),
        placement=cell.text("placement", required=True),
        impressions=cell.count("impressions"),
        clicks=cell.count("clicks"),
        cost=cell.money("cost"),
        sales=cell.money("sales"),
        orders=cell.count("orders"),
        units=cell.count("units"),
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
            raise _RefusedError("", "row-too-long", texts.ROW_TOO_LONG)

    def texts_of(self, field: str) -> tuple[str, ...]:
        """What is written in a cell and above it, as far as it is text."""
        if field not in self.layout.columns:
            return ()
        cell = self._cell(field)
        header = self.layout.headers[self.layout.columns[field]]
        return (header, cell) if isinstance(cell, str) else (header,)

    def period(self) -> tuple[date, date]:
        """The first and the last day of the row."""
        if not self.layout.is_periodic:
            day = self._day("date")
            return day, day
        first_on, last_on = self._day("start_date"), self._day("end_date")
        if last_on < first_on:
            raise self.refused("end_date", "date-order", texts.DATE_ORDER)
        return first_on, last_on

    def text(self, field: str, *, required: bool = False, limit: int = _TEXT_LENGTH) -> str:
        """A text, "" where the file has no such column."""
        if field not in self.layout.columns:
            return ""
        text = cells.parse_text(self._cell(field))
        if required and not text:
            raise self.refused(field, "value-missing", texts.BLANK)
        if len(text) > limit:
            raise self.refused(field, "text-too-long", texts.TEXT_TOO_LONG.filled(limit=limit))
        if _CONTROL.search(text):
            raise self.refused(field, "text-invalid", texts.TEXT_INVALID)
        return text

    def count(self, field: str) -> int:
        """A count of 0 or more, 0 where the file has no such column."""
        if field not in self.layout.columns:
            return 0
        comma = self.style.commas[field]
        return self._not_negative(field, self._value(field, lambda cell: _count(cell, comma)) or 0)

    def money(self, field: str) -> Decimal:
        """An amount of 0 or more, 0 where the file has no such column."""
        if field not in self.layout.columns:
            return Decimal(0)
        comma = self.style.commas[field]
        cell = self._cell(field)
        shown = cells.decimal_comma_of(cell)
        is_doubtful = (
            field in self.style.mixed and shown is None and isinstance(cell, str) and bool(_MARK.search(cell))
        )
        if is_doubtful or (comma is not None and shown not in (None, comma)):
            raise self.refused(field, "money-ambiguous", texts.TWO_MARKS)
        amount = self._value(field, lambda cell: cells.parse_money(cell, decimal_comma=comma))
        return self._not_negative(field, amount or Decimal(0))

    def refused(self, field: str, code: str, text: Text) -> _RefusedError:
        """What to raise about a cell."""
        return _RefusedError(self.layout.headers[self.layout.columns[field]].strip(), code, text)

    def _cell(self, field: str) -> Cell:
        index = self.layout.columns[field]
        if index < len(self.cells):
            return self.cells[index]
        if self.layout.is_required(field):
            raise self.refused(field, "row-too-short", texts.ROW_TOO_SHORT)
        return None

    def _value(self, field: str, parse: Callable[[Cell], T]) -> T:
        try:
            return parse(self._cell(field))
        except CellError as error:
            raise self.refused(field, error.code, error.text) from None

    def _day(self, field: str) -> date:
        day = self._value(field, lambda cell: cells.parse_date(cell, day_first=self.style.day_first))
        if day is None:
            raise self.refused(field, "value-missing", texts.BLANK)
        return day

    def _not_negative(self, field: str, number: Number) -> Number:
        if number < 0:
            raise self.refused(field, "value-negative", texts.NEGATIVE)
        return number


_MARK = re.compile("[.,]")


def _count(cell: Cell, decimal_comma: bool | None) -> int | None:
    return cells.parse_integer(cell, decimal_comma=decimal_comma)
