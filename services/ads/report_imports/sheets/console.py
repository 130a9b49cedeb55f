"""A file of the old advertising console turned into rows: facts of days that are judged, else breakdowns."""

from collections.abc import Callable
from typing import Any, cast

from services.ads.breakdowns.rules import DAILY_ELSEWHERE, SUBJECT, Kind, subject_key_of
from services.ads.models.keys import WHOLE_CAMPAIGN
from services.ads.report_imports.rules import BREAKDOWN, ReadFile
from services.ads.report_imports.rules.folding import KEPT, Line
from services.ads.report_imports.sheets.context import ImportContext
from services.ads.report_types.rules import Level, ReportType, type_at
from services.ads.reports.amazon import LARGEST
from services.ads.reports.sheets import ConsoleFile, ConsoleRow, RowError, Shop, read_console, refusals, texts
from shared.amazon.report_files import Table
from shared.money import to_micros

_KINDS: dict[str, Kind] = {
    "campaign": "campaign",
    "ad_group": "ad_group",
    "search_term": "search_term",
    "targeting": "targeting",
    "placement": "placement",
    "advertised_product": "advertised_product",
    "purchased_product": "purchased_product",
    "performance_over_time": "account",
}
"""What a report of the console is stored as; the others are not read."""

_UNPROMOTED = (None, None, None)


def read_console_file(
    open_table: Callable[[], Table], file_name: str, *, into: ReadFile, context: ImportContext
) -> None:
    """Read all rows. Raises ReportFileError and, before anything is counted, ReportRefusedError."""
    own = context.shop.own
    console = read_console(open_table, file_name, Shop(own.country_code, own.currency))
    reader = _Reader(console, into, context)
    into.unknown_columns = list(console.unknown_columns)[:200]
    into.attribution_days = console.attribution_days
    for row in console:
        into.rows_read += 1
        if isinstance(row, RowError):
            into.reject(row.line, row.column, row.code, row.text)
        else:
            reader.add(row)
    into.rows_skipped = console.lines_skipped


class _Reader:
    """Adds rows to what a file holds: to a report's facts, or to a breakdown of days or of a period.

    The file is taken whole or not at all. Raises ReportRefusedError.
    """

    def __init__(self, console: ConsoleFile, found: ReadFile, context: ImportContext) -> None:
        if console.kind not in _KINDS:
            raise refusals.unsupported(console.kind, console.ad_product)
        if console.missing:
            raise refusals.columns_missing(console.kind, console.ad_product, console.missing)
        self._kind = _KINDS[console.kind]
        self._product = console.ad_product
        self._days = console.attribution_days
        self._is_period = console.spans_days
        self._report: ReportType | None = None
        self._found = found
        self._context = context
        self._names = context.names(console.ad_product)
        if self._kind in DAILY_ELSEWHERE and not console.spans_days:
            self._report = type_at(console.ad_product, cast(Level, self._kind))
            found.report = self._report.name
        else:
            found.kind, found.ad_product = self._kind, console.ad_product

    def add(self, row: ConsoleRow) -> None:
        """Add a row, or reject what is too large."""
        money = to_micros(row.cost), to_micros(row.sales)
        numbers = (row.impressions, row.clicks, money[0], row.orders, row.units, money[1])
        if max(numbers) > LARGEST:
            self._found.reject(row.line, None, "number-too-large", texts.TOO_LARGE)
        elif self._report is not None:
            self._found.add((*self._fact_key(row, self._report), *numbers, self._days))
        else:
            if self._is_period:
                self._found.widen(row.from_on, row.to_on)
            self._found.fold(self._breakdown(row, numbers))

    def _fact_key(self, row: ConsoleRow, report: ReportType) -> tuple[Any, ...]:
        key = (self._names.profile_key, row.from_on.isoformat(), self._product, *self._owner(row))
        return (*key, row.targeting, row.match_type, row.search_term) if report.level == "search_term" else key

    def _breakdown(self, row: ConsoleRow, numbers: tuple[int, ...]) -> Line:
        texts = dict.fromkeys(SUBJECT, "") | {
            "targeting": row.targeting,
            "match_type": row.match_type,
            "search_term": row.search_term,
            "asin": row.asin[:40],
            "sku": row.sku[:100],
            "placement": row.placement,
        }
        subject = tuple(texts.values())
        from_on = row.from_on.isoformat()
        place = (self._context.profile_key, self._kind, self._context.import_id, from_on, self._product)
        key = (*place, *self._owner(row), subject_key_of(subject), row.to_on.isoformat(), *subject)
        return Line(BREAKDOWN, from_on, key, self._product, (), "-", "", (*numbers, *_UNPROMOTED), (None,) * KEPT)

    def _owner(self, row: ConsoleRow) -> tuple[int, int]:
        """The keys of campaign and ad group; both are known by their names only, which are kept."""
        if not row.campaign_name:
            return 0, WHOLE_CAMPAIGN
        told = self._found.names[self._product]
        campaign, ad_group = self._names.key_of(row.campaign_name), WHOLE_CAMPAIGN
        known = told.campaigns.get(campaign, (row.campaign_name, None))
        told.campaigns[campaign] = (row.campaign_name, row.status or known[1])
        if row.ad_group_name or self._kind in ("ad_group", "search_term"):
            ad_group = self._names.ad_group_key_of(row.campaign_name, row.ad_group_name)
            told.ad_groups[ad_group] = (campaign, row.ad_group_name)
        return campaign, ad_group
