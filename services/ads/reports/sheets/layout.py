"""Which report a header row belongs to, and where its fields stand."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Literal

from services.ads.reports.sheets import headers as known

ReportType = Literal["spSearchTerm", "spCampaigns"]

_WINDOWS = (7, 14)
_SELLER_WINDOW = 7
_WINDOWED = ("sales", "orders", "units")
_MEASURES = ("impressions", "clicks", "cost", "sales", "orders")
_SEARCH_TERM_KEY = ("campaign_name", "ad_group_name", "targeting", "match_type", "search_term")
_DAYS = ("date", "start_date", "end_date")
_REQUIRED: dict[ReportType, tuple[str, ...]] = {
    "spSearchTerm": (*_SEARCH_TERM_KEY, *_MEASURES),
    "spCampaigns": ("campaign_name", *_MEASURES),
}


class ReportTypeUnknownError(Exception):
    """The headers are of no report that we read, such as a placement or an advertised product report."""

    code: ClassVar[str] = "report-type-unknown"
    detail = "The headers are not those of a Sponsored Products campaign or search-term report."


class ColumnsMissingError(Exception):
    """The report is recognised but lacks columns; `names` are the fields, `date` for its day or period."""

    code: ClassVar[str] = "columns-missing"

    def __init__(self, names: list[str]) -> None:
        super().__init__(names)
        self.names = names
        self.detail = f"The file lacks columns for: {', '.join(names)}."


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a file: `columns` by field, `extra` what has no field, both as column numbers.

    `currency` is the one that the cost header names, if any.
    """

    report_type: ReportType
    attribution_window: int
    headers: list[str]
    columns: dict[str, int]
    extra: list[int]
    unknown_columns: list[str]
    currency: str | None

    @property
    def is_periodic(self) -> bool:
        """Whether rows carry the first and last day of a period instead of a day."""
        return "date" not in self.columns

    def is_required(self, field: str) -> bool:
        """Whether no row can do without the field."""
        return field in _REQUIRED[self.report_type] or field in _DAYS


def layout_of(headers: list[str]) -> Layout:
    """Recognise a header row. Raises ReportTypeUnknownError and ColumnsMissingError."""
    fields = [known.field_of(header) for header in headers]
    report_type = _report_type_of(set(fields))
    window = _window_of(headers, fields)
    columns: dict[str, int] = {}
    extra: list[int] = []
    for index, field in enumerate(fields):
        if field in (None, "other") or field in columns or not _in_window(field, headers[index], window):
            extra.append(index)
        elif field is not None and field != "derived":
            columns[field] = index
    _settle_dates(columns, extra)
    _check(report_type, columns)
    return Layout(
        report_type=report_type,
        attribution_window=window,
        headers=headers,
        columns=columns,
        extra=sorted(extra),
        unknown_columns=[
            header for header, field in zip(headers, fields, strict=True) if field is None and header.strip()
        ],
        currency=known.currency_of(headers[columns["cost"]]),
    )


def _report_type_of(fields: set[str | None]) -> ReportType:
    if "foreign" not in fields:
        if "search_term" in fields:
            return "spSearchTerm"
        if "campaign_name" in fields and not fields & {"ad_group_name", "targeting"}:
            return "spCampaigns"
    raise ReportTypeUnknownError


def _window_of(headers: list[str], fields: list[str | None]) -> int:
    """7 or 14 days: what the first usable sales column says, and 7, the sellers' window, when none does."""
    for header, field in zip(headers, fields, strict=True):
        if field == "sales" and (window := known.window_of(header)) in _WINDOWS:
            return window
    return _SELLER_WINDOW


def _in_window(field: str | None, header: str, window: int) -> bool:
    return field not in _WINDOWED or known.window_of(header) in (None, window)


def _settle_dates(columns: dict[str, int], extra: list[int]) -> None:
    """Beside a day of its own a row's start and end dates are those of the campaign."""
    if "date" in columns:
        extra += [columns.pop(field) for field in ("start_date", "end_date") if field in columns]


def _check(report_type: ReportType, columns: dict[str, int]) -> None:
    missing = [field for field in _REQUIRED[report_type] if field not in columns]
    if "date" not in columns and not _all_in(columns, ("start_date", "end_date")):
        missing.insert(0, "date")
    if missing:
        raise ColumnsMissingError(missing)


def _all_in(columns: dict[str, int], fields: Iterable[str]) -> bool:
    return all(field in columns for field in fields)
