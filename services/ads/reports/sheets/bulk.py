"""Bulk sheets of the advertising console: campaigns and what is in them, as they are now.

A download has a sheet for each ad product, with a row for each entity. Its numbers are sums over some days that
the file does not say, so they are left alone. Amazon's own help names the columns; these are those of English files.
"""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from typing import TypeVar

import msgspec

from services.ads.reports.sheets import texts, twins
from services.ads.reports.sheets.refusals import ReportRefusedError
from services.ads.reports.sheets.rows import RowError
from shared.amazon import cells
from shared.amazon.cells import Cell, CellError
from shared.amazon.report_files import Table, normalise_header
from shared.money import to_micros
from shared.texts import Text

T = TypeVar("T")

SHEETS = (
    "商品推广活动",
    "商品推广搜索词报告",
    "sponsoredproductskampagnen",
    "spsearchtermreport",
    "sbsearchtermreport",
)
"""Names of sheets that only bulk downloads have, in normal form; headers in other languages we do not know."""

_UNREADABLE = Text(
    en="This is a bulk sheet of the advertising console, but none of its sheets has campaigns under English headers. "
    "Set the console's language to English, and download it again with its campaigns.",
    zh="这是广告控制台的批量操作表格，但其中没有使用英文表头的广告活动工作表。请将控制台语言设为英文，并连同广告活动一起重新下载。",
)
_MARKS = {"product", "entity", "operation"}
_NOTE = re.compile(r"\s*\([^()]*\)\s*$")
_TEXT_LENGTH, _ENTITY_LENGTH = 500, 100
_LARGEST_ID, _EXACT_DIGITS, _LARGEST_PERCENTAGE = 2**63, 15, 10_000
_FIELDS = {
    "product": "product",
    "entity": "entity",
    "campaignid": "campaign_id",
    "adgroupid": "ad_group_id",
    "adid": "ad_id",
    "keywordid": "keyword_id",
    "producttargetingid": "product_targeting_id",
    "targetingid": "product_targeting_id",
    "campaignname": "campaign_name",
    "adgroupname": "ad_group_name",
    "startdate": "start_on",
    "targetingtype": "targeting_type",
    "state": "state",
    "dailybudget": "budget",
    "budget": "budget",
    "budgettype": "budget_type",
    "sku": "sku",
    "adgroupdefaultbid": "default_bid",
    "bid": "bid",
    "keywordtext": "keyword_text",
    "matchtype": "match_type",
    "placement": "placement",
    "percentage": "percentage",
    "producttargetingexpression": "expression",
    "targetingexpression": "expression",
}
_PRODUCTS = {
    "sponsoredproducts": "SPONSORED_PRODUCTS",
    "sponsoredbrands": "SPONSORED_BRANDS",
    "sponsoreddisplay": "SPONSORED_DISPLAY",
}
_READ: dict[str, Callable[[Cell], object]] = {
    **dict.fromkeys(("budget", "default_bid", "bid"), cells.parse_money),
    "start_on": cells.parse_date,
}
"""How the cells of fields are read that are no texts."""
_OWN_IDS = ("keyword_id", "product_targeting_id", "ad_id")
_TEXTS = ("keyword_text", "expression", "sku", "placement")


class BulkEntity(msgspec.Struct, frozen=True):
    """One entity: a campaign, ad group, product ad, keyword, negative, target, or a bid adjustment of a placement.

    Ids that it has not are 0. `text` is the keyword, expression, SKU or placement, `percentage` of an adjustment.
    """

    sheet: str
    line: int
    ad_product: str
    entity: str
    campaign_id: int
    ad_group_id: int
    own_id: int
    name: str
    state: str
    text: str
    match_type: str
    targeting_type: str
    start_on: date | None
    budget_micros: int | None
    budget_type: str
    bid_micros: int | None
    percentage: int | None


class _RefusedError(Exception):
    def __init__(self, field: str, code: str, text: Text) -> None:
        super().__init__(field, code, text)
        self.field, self.code, self.text = field, code, text


def is_bulk(sheets: Iterable[tuple[str, Table]]) -> bool:
    """Whether a workbook is a bulk download, told by the headers or the name of a sheet."""
    return any(_is_of_bulk(name, table.headers) for name, table in sheets)


def _is_of_bulk(name: str, headers: Iterable[str]) -> bool:
    return {normalise_header(header) for header in headers} >= _MARKS or normalise_header(name) in SHEETS


def read_bulk(sheets: Iterable[tuple[str, Table]]) -> Iterator[BulkEntity | RowError]:
    """The entities on all sheets that have some, or why there is none in a row.

    Raises ReportRefusedError when no sheet has headers that we know.
    """
    is_known = False
    for name, table in sheets:
        columns = _columns_of(table.headers)
        if "entity" in columns and "campaign_id" in columns:
            is_known = True
            for line, row in table.rows:
                if found := _read(name, table.headers, columns, line, row):
                    yield found
    if not is_known:
        raise ReportRefusedError("bulk-sheet-unreadable", _UNREADABLE)


def _columns_of(headers: list[str]) -> dict[str, list[int]]:
    """Column numbers by field; those that are only informational stand in for one that is missing."""
    columns: dict[bool, dict[str, list[int]]] = {True: defaultdict(list), False: defaultdict(list)}
    for index, header in enumerate(headers):
        bare = _NOTE.sub("", header)
        if field := _FIELDS.get(normalise_header(bare)):
            columns[bare != header][field].append(index)
    return columns[True] | columns[False]


def _read(
    sheet: str, headers: list[str], columns: dict[str, list[int]], line: int, row: list[Cell]
) -> BulkEntity | RowError | None:
    told = {field: said for field, places in columns.items() if (said := twins.said_in(row, places))}
    given = {field: said[0][1] for field, said in told.items()}
    product = _PRODUCTS.get(normalise_header(cells.parse_text(given.get("product"))))
    if product is None or "entity" not in given:
        return None
    try:
        for field, said in told.items():
            if text := twins.disagreement(said, headers, _READ.get(field, _folded)):
                raise _RefusedError(field, twins.CODE, text)
        return _entity(sheet, line, product, given)
    except _RefusedError as refused:
        return RowError(line, headers[columns[refused.field][0]].strip(), refused.code, refused.text)


def _folded(cell: Cell) -> str:
    return cells.parse_text(cell).casefold()


def _entity(sheet: str, line: int, product: str, given: dict[str, Cell]) -> BulkEntity:
    entity = re.sub(r"\W+", "_", _text("entity", given).lower())[:_ENTITY_LENGTH]
    if "campaign_id" not in given:
        raise _RefusedError("campaign_id", "value-missing", texts.BLANK)
    start_on = _parsed("start_on", given, cells.parse_date)
    return BulkEntity(
        sheet=sheet,
        line=line,
        ad_product=product,
        entity=entity,
        campaign_id=_id("campaign_id", given),
        ad_group_id=_id("ad_group_id", given),
        own_id=next((_id(field, given) for field in _OWN_IDS if field in given), 0),
        name=_text("ad_group_name" if entity == "ad_group" else "campaign_name", given),
        state=_text("state", given).upper(),
        text=next((_text(field, given) for field in _TEXTS if field in given), ""),
        match_type=_text("match_type", given),
        targeting_type=_text("targeting_type", given).upper(),
        start_on=start_on,
        budget_micros=_micros("budget", given),
        budget_type=_text("budget_type", given).upper() or ("DAILY" if "budget" in given else ""),
        bid_micros=_micros("default_bid" if entity == "ad_group" else "bid", given),
        percentage=_percentage(given),
    )


def _text(field: str, given: dict[str, Cell]) -> str:
    text = cells.parse_text(given.get(field))
    if len(text) > _TEXT_LENGTH:
        raise _RefusedError(field, "text-too-long", texts.TEXT_TOO_LONG.filled(limit=_TEXT_LENGTH))
    return text


def _id(field: str, given: dict[str, Cell]) -> int:
    """Ids are texts; a number has gone through a spreadsheet program, which keeps 15 digits."""
    if field not in given:
        return 0
    text = cells.parse_text(given[field])
    if not (text.isascii() and text.isdigit() and 0 < int(text) < _LARGEST_ID):
        raise _RefusedError(field, "id-invalid", texts.NO_ID)
    if not isinstance(given[field], str) and len(text) > _EXACT_DIGITS:
        raise _RefusedError(field, "id-damaged", texts.ID_DAMAGED)
    return int(text)


def _micros(field: str, given: dict[str, Cell]) -> int | None:
    amount = _parsed(field, given, cells.parse_money)
    return None if amount is None else to_micros(amount)


def _percentage(given: dict[str, Cell]) -> int | None:
    amount = _parsed("percentage", given, lambda cell: cells.parse_money(_unsigned(cell)))
    if amount is not None and not 0 <= amount <= _LARGEST_PERCENTAGE:
        raise _RefusedError("percentage", "number-too-large", texts.NO_ADJUSTMENT)
    return None if amount is None else int(amount)


def _unsigned(cell: Cell) -> Cell:
    return cell.strip().removesuffix("%") if isinstance(cell, str) else cell


def _parsed(field: str, given: dict[str, Cell], parse: Callable[[Cell], T]) -> T:
    cell = given.get(field)
    if isinstance(cell, float):
        cell = float(f"{cell:.15g}")  # what a workbook shows of 25.000000000000004
    try:
        return parse(cell)
    except CellError as error:
        raise _RefusedError(field, error.code, error.text) from None
