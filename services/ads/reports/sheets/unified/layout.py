"""What a header line of Unified Reporting says of the file: along which line it cuts the money, and in which time."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from typing import ClassVar, Literal

from services.ads.reports.sheets.refusals import ReportRefusedError
from services.ads.reports.sheets.unified import headers as known
from shared.texts import Text

Kind = Literal[
    "account",
    "campaign",
    "ad_group",
    "search_term",
    "targeting",
    "placement",
    "advertised_product",
    "purchased_product",
]
Time = Literal["day", "day_of_month", "span", "month", "week"]

_MARKS: tuple[tuple[Kind, tuple[str, ...]], ...] = (
    ("advertised_product", ("advertised_asin", "advertised_sku", "advertised_name")),
    ("purchased_product", ("purchased_asin", "purchased_sku", "purchased_name")),
    ("placement", ("placement", "placement_name")),
    ("targeting", ("target_id", "target_bid", "targeting")),
    ("search_term", ("search_term",)),
    ("ad_group", ("ad_group_id", "ad_group_name")),
    ("campaign", ("campaign_id", "campaign_name")),
)
"""The first that fits: a file with targets and terms is one of targets, with a line for each of their terms."""

_TIMES: tuple[tuple[Time, tuple[str, ...]], ...] = (
    ("day", ("date",)),
    ("span", ("span",)),
    ("day_of_month", ("month", "day_of_month")),
    ("month", ("month",)),
    ("week", ("year", "week")),
)
"""A month may name its year itself; whether it does, the rows tell."""
REQUIRED = ("impressions", "clicks", "cost", "orders", "sales")
_YEARLESS = ("month", "week", "day_of_month")

NAMES: dict[Kind, Text] = {
    "account": Text(en="account", zh="账户"),
    "campaign": Text(en="campaign", zh="广告活动"),
    "ad_group": Text(en="ad group", zh="广告组"),
    "search_term": Text(en="search term", zh="搜索词"),
    "targeting": Text(en="targeting", zh="投放"),
    "placement": Text(en="placement", zh="广告位"),
    "advertised_product": Text(en="advertised product", zh="推广的商品"),
    "purchased_product": Text(en="converted product", zh="达成转化的商品"),
}


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand: column numbers by field, of a field that repeats all of them."""

    kind: Kind
    time: Time
    headers: list[str]
    columns: dict[str, tuple[int, ...]]
    unknown_columns: list[str]
    currency: str | None

    OWN: ClassVar[dict[Kind, tuple[str, ...]]] = {
        "advertised_product": ("advertised_asin", "advertised_sku", "advertised_name", "ad_id"),
        "purchased_product": ("purchased_asin", "purchased_sku", "purchased_name"),
        "placement": ("placement", "placement_name", "placement_size", "site"),
        "targeting": ("target_id", "targeting", "match_type", "search_term"),
        "search_term": ("match_type", "search_term"),
    }
    """The fields that make a row's subject, beside campaign and ad group."""

    @property
    def is_periodic(self) -> bool:
        """Whether rows are over several days."""
        return self.time not in ("day", "day_of_month")

    @property
    def lacks_year(self) -> bool:
        """Whether the year can only stand in the cells of the month."""
        return self.time in ("month", "day_of_month") and "year" not in self.columns


def layout_of(headers: list[str]) -> Layout:
    """Read the header line of a unified file. Raises ReportRefusedError."""
    columns: dict[str, list[int]] = defaultdict(list)
    unknown = []
    currency = None
    for index, header in enumerate(headers):
        field = known.field_of(header)
        if field is None and header.strip():
            unknown.append(header)
        elif field is not None and field != known.OTHER:
            columns[field].append(index)
            currency = currency or (known.money_of(header) if field in ("cost", "sales") else None)
    kind = _kind_of(columns)
    missing = [field for field in REQUIRED if field not in columns]
    if missing:
        raise _refused(kind, "columns-missing", _MISSING, columns=", ".join(known.shown(field) for field in missing))
    return Layout(
        kind=kind,
        time=_time_of(kind, columns),
        headers=headers,
        columns={field: tuple(places) for field, places in columns.items()},
        unknown_columns=unknown,
        currency=currency,
    )


_YEAR = Text(
    en="This is Amazon's unified {report} report by month or week without a year, which no day can be told from. "
    "Download it again with the column Year beside it, or better with Date.",
    zh="这是亚马逊统一报告（{report}），按月或周统计但没有年份，无法确定日期。请加上“年份”列后重新下载，最好改用“日期”。",
)
_DATE = Text(
    en="This is Amazon's unified {report} report without any time. Download it again with the column Date.",
    zh="这是亚马逊统一报告（{report}），但没有时间列。请加上“日期”列后重新下载。",
)
_MISSING = Text(
    en="This is Amazon's unified {report} report, but it lacks the columns {columns}. "
    "Add them and download it again.",
    zh="这是亚马逊统一报告（{report}），但缺少以下列：{columns}。请添加后重新下载。",
)


def year_missing(kind: Kind) -> ReportRefusedError:
    """A report by month or week that names no year."""
    return _refused(kind, "year-missing", _YEAR)


def _kind_of(columns: Mapping[str, object]) -> Kind:
    for kind, marks in _MARKS:
        if any(mark in columns for mark in marks):
            return kind
    return "account"


def _time_of(kind: Kind, columns: dict[str, list[int]]) -> Time:
    for time, needed in _TIMES:
        if all(field in columns for field in needed):
            return time
    if any(field in columns for field in _YEARLESS):
        raise year_missing(kind)
    raise _refused(kind, "date-missing", _DATE)


def _refused(kind: Kind, code: str, text: Text, **values: str) -> ReportRefusedError:
    def filled(language: Literal["en", "zh"]) -> str:
        return text.in_language(language, report=NAMES[kind].in_language(language), **values)

    return ReportRefusedError(code, Text(en=filled("en"), zh=filled("zh")))
