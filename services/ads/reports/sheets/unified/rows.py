"""One line of a unified file as a row, or the reason why it is none of this shop's."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, partial
from typing import TypeVar

import msgspec

from services.ads.reports.sheets import texts, twins
from services.ads.reports.sheets.rows import RowError
from services.ads.reports.sheets.unified import times
from services.ads.reports.sheets.unified.headers import LANGUAGES
from services.ads.reports.sheets.unified.layout import REQUIRED, Layout
from services.ads.reports.sheets.unified.shops import Elsewhere, Shop, country_of
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError
from shared.amazon.report_files import normalise_header
from shared.money import to_micros
from shared.texts import Text

T = TypeVar("T")
Given = Mapping[str, Cell]
"""What a line says, by field."""

LARGEST = 10**15
_CACHED = 65536
_TEXT_LENGTH = 500
_LENGTHS = {
    **dict.fromkeys(("match_type", "target_id", "target_type", "target_state", "ad_id"), 40),
    **{f"{kind}_asin": 40 for kind in ("advertised", "purchased")},
    **{f"{kind}_sku": 100 for kind in ("advertised", "purchased")},
}
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
_LARGEST_ID, _EXACT = 2**63, 10**15
"""What a key holds; and where the whole numbers end that a spreadsheet program keeps to the last digit."""

NOT_SAID = "NOT_SAID"
_AD_PRODUCTS = {
    normalise_header(name): product
    for words in LANGUAGES
    for product, names in words.ad_products.items()
    for name in (product, *names)
}
_STATES = {
    normalise_header(name): state for words in LANGUAGES for state, names in words.states.items() for name in names
}
_TIME_FIELDS = {"day": "date"}
_PLACES = ("advertised_marketplace", "purchased_marketplace", "campaign_country", "country")

MEASURES = (
    *("impressions", "clicks", "cost", "orders", "units", "sales"),
    *("promoted_orders", "promoted_units", "promoted_sales"),
)
_HALO = ("halo_orders", "halo_units")
MONEY = ("cost", "sales", "promoted_sales", "halo_sales", "target_bid")


class UnifiedRow(msgspec.Struct, frozen=True, gc=False):
    """What a line adds to its key; a number that it does not tell is None, money is in micros.

    `to_on` is the day after the last. `ad_product` is Amazon's word or NOT_SAID. A campaign or an ad group
    without an id in the file has 0. `subject` are the texts of the layout's own fields, "" for what is not named.
    """

    line: int
    from_on: date
    to_on: date
    account_id: str
    ad_product: str
    campaign_id: int
    campaign_name: str
    campaign_state: str
    ad_group_id: int
    ad_group_name: str
    subject: tuple[str, ...]
    target_bid: int | None
    target_type: str
    target_state: str
    numbers: tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Style:
    """How the file writes what can be written in two ways; None where nothing in it shows that."""

    day_first: bool | None
    decimal_comma: bool | None


class _RefusedError(Exception):
    def __init__(self, field: str, code: str, text: Text) -> None:
        super().__init__(field, code, text)
        self.field, self.code, self.text = field, code, text


class LineReader:
    """Reads lines of one layout for one shop. `products` tell the ad products of known campaigns."""

    def __init__(self, layout: Layout, style: Style, shop: Shop, products: Mapping[int, str]) -> None:
        self._layout = layout
        self._style = style
        self._shop = shop
        self._products = products
        self._own = layout.OWN.get(layout.kind, ())
        self._width = len(layout.headers)
        self._last = max(REQUIRED, key=lambda field: layout.columns[field][0])
        self._least = layout.columns[self._last][0] + 1
        self._seen: dict[tuple[str, str, str, str, int], Elsewhere | None] = {}

    def read(self, line: int, row: list[Cell]) -> UnifiedRow | RowError:
        """The row of a line, or why it is left out."""
        try:
            if len(row) > self._width and not all(map(cells.is_blank, row[self._width :])):
                raise _RefusedError("", "row-too-long", texts.ROW_TOO_LONG)
            if len(row) < self._least:
                raise _RefusedError(self._last, "row-too-short", texts.ROW_TOO_SHORT)
            return self._read(line, self._given(row))
        except _RefusedError as refused:
            places = self._layout.columns.get(refused.field)
            header = self._layout.headers[places[0]].strip() if places else ""
            return RowError(line, header, refused.code, refused.text)

    def _given(self, row: list[Cell]) -> Given:
        """The cells that say something; several columns of one field may say it once, or the same."""
        given: dict[str, Cell] = {}
        for field, places in self._layout.columns.items():
            if len(places) > 1:
                self._check_twins(field, places, row)
            for index in places:
                if index < len(row) and (cell := _said(row[index])) is not None:
                    given[field] = cell
                    break
        return given

    def _check_twins(self, field: str, places: tuple[int, ...], row: list[Cell]) -> None:
        said = [(place, cell) for place in places if place < len(row) and (cell := _said(row[place])) is not None]
        if text := twins.disagreement(said, self._layout.headers, partial(self._meaning, field)):
            raise _RefusedError(field, twins.CODE, text)

    def _meaning(self, field: str, cell: Cell) -> object:
        """What two columns of a field have to agree in."""
        if field in MONEY:
            return cells.parse_money(cell, decimal_comma=self._style.decimal_comma)
        if field in MEASURES or field in _HALO:
            return cells.parse_integer(cell)
        if field == "date":
            return times.day(cell, self._style.day_first)
        text = cells.parse_text(cell)
        return (country_of(text) if field in _PLACES else None) or text.casefold()

    def _read(self, line: int, given: Given) -> UnifiedRow:
        campaign, account = _id("campaign_id", given), _text("account_id", given)
        self._check_shop(given, account, campaign)
        if not campaign and "campaign_id" in self._layout.columns:
            raise _RefusedError("campaign_id", "value-missing", texts.BLANK)
        from_on, to_on = self._days(given)
        return UnifiedRow(
            line=line,
            from_on=from_on,
            to_on=to_on,
            account_id=account,
            ad_product=self._ad_product(given, campaign),
            campaign_id=campaign,
            campaign_name=_text("campaign_name", given),
            campaign_state=_STATES.get(normalise_header(_text("campaign_state", given)), ""),
            ad_group_id=_id("ad_group_id", given),
            ad_group_name=_text("ad_group_name", given),
            subject=tuple([_text(field, given) for field in self._own]),
            target_bid=self._money("target_bid", given),
            target_type=_text("target_type", given),
            target_state=_text("target_state", given),
            numbers=self._numbers(given),
        )

    def _check_shop(self, given: Given, account: str, campaign: int) -> None:
        currency = _text("currency", given).upper() or self._layout.currency or ""
        field = next((field for field in _PLACES if field in given), "country")
        evidence = (account, currency, _text(field, given), field, campaign)
        if evidence not in self._seen:
            self._seen[evidence] = self._shop.refuse(*evidence)
        if (elsewhere := self._seen[evidence]) is not None:
            raise _RefusedError(elsewhere.field, elsewhere.code, elsewhere.text)

    def _ad_product(self, given: Given, campaign: int) -> str:
        if text := _text("ad_product", given):
            return _AD_PRODUCTS.get(normalise_header(text), NOT_SAID)
        return self._products.get(campaign, NOT_SAID)

    def _days(self, given: Given) -> times.Span:
        time, day_first = self._layout.time, self._style.day_first
        field = _TIME_FIELDS.get(time, time)
        if field not in given:
            raise _RefusedError(field, "value-missing", texts.BLANK)
        try:
            if time == "day":
                return times.day(given[field], day_first)
            if time == "span":
                return times.span(given[field], day_first)
            if time == "week":
                return times.week_span(given.get("year"), given[field], day_first)
            if time == "month":
                return times.month_span(given.get("year"), given[field])
            return times.day_of_month(given.get("year"), given.get("month"), given[field])
        except CellError as error:
            raise _RefusedError(field, error.code, error.text) from None

    def _numbers(self, given: Given) -> tuple[int | None, ...]:
        orders, units, sales = _count("orders", given), _count("units", given), self._money("sales", given)
        return (
            _count("impressions", given),
            _count("clicks", given),
            self._money("cost", given),
            orders,
            units,
            sales,
            _promoted(orders, _count("promoted_orders", given), _count("halo_orders", given)),
            _promoted(units, _count("promoted_units", given), _count("halo_units", given)),
            _promoted(sales, self._money("promoted_sales", given), self._money("halo_sales", given)),
        )

    def _money(self, field: str, given: Given) -> int | None:
        return _number(field, given, _amount_of, self._style.decimal_comma) if field in given else None


def _promoted(total: int | None, promoted: int | None, halo: int | None) -> int | None:
    """What was sold of the advertised product itself: all that is not of its halo."""
    return promoted if promoted is not None or halo is None or total is None else max(total - halo, 0)


def _count(field: str, given: Given) -> int | None:
    return _number(field, given, _count_of) if field in given else None


def _number(field: str, given: Given, read: Callable[..., int | None], *style: bool | None) -> int | None:
    try:
        number = read(given[field], *style)
    except CellError as error:
        raise _RefusedError(field, error.code, error.text) from None
    if number is not None and number < 0:
        raise _RefusedError(field, "value-negative", texts.NEGATIVE)
    if number is not None and number > LARGEST:
        raise _RefusedError(field, "number-too-large", texts.TOO_LARGE)
    return number


def _text(field: str, given: Given) -> str:
    if field not in given:
        return ""
    text = cells.parse_text(given[field])
    if len(text) > (limit := _LENGTHS.get(field, _TEXT_LENGTH)):
        raise _RefusedError(field, "text-too-long", texts.TEXT_TOO_LONG.filled(limit=limit))
    if not text.isprintable() and _CONTROL.search(text):
        raise _RefusedError(field, "text-invalid", texts.TEXT_INVALID)
    return text


def _id(field: str, given: Given) -> int:
    if field not in given:
        return 0
    text = cells.parse_text(given[field])
    number = int(text) if text.isascii() and text.isdigit() else 0
    if not 0 < number < _LARGEST_ID:
        raise _RefusedError(field, "id-invalid", texts.ID_INVALID)
    if number >= _EXACT and not isinstance(given[field], str):
        raise _RefusedError(field, "id-damaged", texts.ID_DAMAGED)
    return number


@lru_cache(maxsize=_CACHED)
def _said(cell: Cell) -> Cell:
    """The cell without the sign by which spreadsheet programs take it for a text; None if it is blank."""
    if isinstance(cell, str) and cell.startswith('="'):
        cell = cell[2:].removesuffix('"')
    return None if cells.is_blank(cell) else cell


@lru_cache(maxsize=_CACHED)
def _amount_of(cell: Cell, decimal_comma: bool | None) -> int | None:
    amount = cells.parse_money(cell, decimal_comma=decimal_comma)
    return None if amount is None else to_micros(amount)


@lru_cache(maxsize=_CACHED)
def _count_of(cell: Cell) -> int | None:
    return cells.parse_integer(cell)
