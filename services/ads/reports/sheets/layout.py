"""Which report a header line belongs to, and where its fields stand."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Literal

from services.ads.reports.sheets import headers as known
from services.ads.reports.sheets import refusals
from services.ads.reports.sheets.elsewhere import report_of
from services.ads.reports.sheets.wordings import Words

Kind = Literal[
    "campaign",
    "ad_group",
    "search_term",
    "targeting",
    "placement",
    "advertised_product",
    "purchased_product",
    "matched_target",
    "audience",
    "impression_share",
    "budget",
    "gross_traffic",
    "performance_over_time",
]

MEASURES = ("impressions", "clicks", "cost", "sales", "orders")
_WINDOWS = (7, 14)
_DAYS = ("date", "start_date", "end_date")
_MARKS: tuple[tuple[Kind, tuple[tuple[str, ...], ...]], ...] = (
    ("impression_share", (("impression_share",),)),
    ("budget", (("time_in_budget",),)),
    ("purchased_product", (("purchased_asin",),)),
    ("matched_target", (("matched_target",),)),
    ("audience", (("audience",),)),
    ("advertised_product", (("advertised_asin",), ("advertised_sku",))),
    ("placement", (("placement",),)),
    ("search_term", (("search_term",),)),
    ("targeting", (("targeting", "match_type"), ("targeting", "ad_group_name"))),
    ("gross_traffic", (("gross_traffic",),)),
    ("ad_group", (("ad_group_name",),)),
    ("campaign", (("campaign_name",),)),
    ("performance_over_time", (("cost", "date"), ("cost", "start_date"))),
)
"""The first that fits: one of its groups of fields is there."""
_KEYS: dict[Kind, tuple[str, ...]] = {
    "campaign": ("campaign_name",),
    "ad_group": ("campaign_name", "ad_group_name"),
    "search_term": ("campaign_name", "search_term"),
    "targeting": ("campaign_name", "targeting"),
    "placement": ("campaign_name", "placement"),
    "advertised_product": ("campaign_name",),
    "purchased_product": ("campaign_name", "purchased_asin"),
    "performance_over_time": (),
}
_MEASURES_OF: dict[Kind, tuple[str, ...]] = {
    "purchased_product": ("sales", "orders"),
    "performance_over_time": ("clicks", "cost"),
}
"""Where a report does not have all MEASURES."""
_COMPARED = frozenset(
    {
        *(*_DAYS, *MEASURES, "units", "currency", "country", "campaign_type", "campaign_name", "ad_group_name"),
        *(
            "targeting",
            "match_type",
            "search_term",
            "advertised_asin",
            "advertised_sku",
            "purchased_asin",
            "placement",
        ),
    }
)
"""Fields whose columns have to agree. One status may be the campaign's and another that of what is in it."""
_OTHER_PRODUCTS = {"other_sales": "sales", "other_orders": "orders", "other_units": "units"}
"""Sponsored Products' purchased products are those that were not advertised: their sales are the other ones."""


@dataclass(frozen=True, slots=True)
class Layout:
    """Where things stand in a file: `columns` are column numbers by field, `twins` all of them where several mean
    the same.

    `window` are the days in which sales count, None where no header says it; `currency` is the one that the cost
    header names, if any. `numbers` are columns with numbers that are not read, but show how the file writes them.
    """

    kind: Kind
    window: int | None
    language: Words
    headers: list[str]
    columns: dict[str, int]
    twins: dict[str, list[int]]
    numbers: list[int]
    marks: frozenset[str]
    unknown_columns: list[str]
    currency: str | None

    @property
    def is_periodic(self) -> bool:
        """Whether rows carry the first and last day of a period instead of a day."""
        return "date" not in self.columns

    def is_required(self, field: str) -> bool:
        """Whether no row can do without the field."""
        return field in (*_KEYS.get(self.kind, ()), *measures_of(self.kind), *_DAYS)

    def missing(self) -> list[str]:
        """The fields that the report is read for and that the file lacks, `date` for its day or period."""
        missing = [
            field for field in (*_KEYS.get(self.kind, ()), *measures_of(self.kind)) if field not in self.columns
        ]
        has_days = "date" in self.columns or all(field in self.columns for field in ("start_date", "end_date"))
        return missing if has_days else ["date", *missing]


def measures_of(kind: Kind) -> tuple[str, ...]:
    """The numbers that a report is read for."""
    return _MEASURES_OF.get(kind, MEASURES)


def layout_of(headers: list[str]) -> Layout:
    """Recognise a header line. Raises ReportRefusedError: report-type-unknown."""
    fields = [known.field_of(header) for header in headers]
    kind = _kind_of(set(fields))
    if kind is None:
        other = report_of(headers)
        raise refusals.elsewhere(other) if other else refusals.unknown(*_nearest(fields))
    if kind == "purchased_product" and "sales" not in fields:
        fields = [_OTHER_PRODUCTS.get(field or "", field) for field in fields]
    window = _window_of(headers, fields)
    columns: dict[str, int] = {}
    for index, field in enumerate(fields):
        if field is not None and field not in columns and _in_window(field, headers[index], window):
            columns[field] = index
    if "date" in columns:  # beside a day of its own a row's start and end dates are those of the campaign
        columns = {field: index for field, index in columns.items() if field not in ("start_date", "end_date")}
    twins = _twins_of(headers, fields, columns)
    return Layout(
        kind=kind,
        window=window,
        language=known.language_of(headers),
        headers=headers,
        columns=columns,
        twins=twins,
        numbers=_numbers_of(fields, columns, twins),
        marks=frozenset(mark for header in headers for mark in known.marks_of(header)),
        unknown_columns=[
            header for header, field in zip(headers, fields, strict=True) if field is None and header.strip()
        ],
        currency=known.currency_of(headers[columns["cost"]]) if "cost" in columns else None,
    )


def _numbers_of(fields: list[str | None], columns: dict[str, int], twins: dict[str, list[int]]) -> list[int]:
    others = {place for field in (*MEASURES, "units") for place in twins.get(field, ()) if place != columns[field]}
    return [index for index, field in enumerate(fields) if field == known.DERIVED or index in others]


def _twins_of(headers: list[str], fields: list[str | None], columns: dict[str, int]) -> dict[str, list[int]]:
    """Columns by field where some of those that are read mean the same: of one window and one currency."""

    def meaning(index: int) -> tuple[str | None, int | None, str | None]:
        return fields[index], known.window_of(headers[index]), known.currency_of(headers[index])

    places = {
        field: [index for index in range(len(headers)) if meaning(index) == meaning(first)]
        for field, first in columns.items()
        if field in _COMPARED
    }
    return {field: found for field, found in places.items() if len(found) > 1}


def _nearest(fields: Iterable[str | None]) -> tuple[Kind, list[str]]:
    """The report that lacks the fewest fields, and these fields."""
    found = set(fields)
    lacking: list[tuple[Kind, list[str]]] = [
        (kind, [field for field in ("date", *key, *measures_of(kind)) if field not in found])
        for kind, key in _KEYS.items()
        if key and kind not in _MEASURES_OF
    ]
    return min(lacking, key=lambda pair: len(pair[1]))


def _kind_of(fields: Collection[str | None]) -> Kind | None:
    for kind, groups in _MARKS:
        if any(all(field in fields for field in group) for group in groups):
            return kind
    return None


def _window_of(headers: list[str], fields: list[str | None]) -> int | None:
    """7 or 14 days: what the first usable sales column says."""
    for header, field in zip(headers, fields, strict=True):
        if field == "sales" and (window := known.window_of(header)) in _WINDOWS:
            return window
    return None


def _in_window(field: str, header: str, window: int | None) -> bool:
    days = known.window_of(header)
    return field not in known.WINDOWED or days is None or (days == window if window else days in _WINDOWS)
