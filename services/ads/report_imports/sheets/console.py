"""A file of the old advertising console turned into fact rows."""

from collections.abc import Callable
from typing import Any

from services.ads.campaigns.operations import CampaignNames
from services.ads.models.keys import WHOLE_CAMPAIGN
from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.sheets.context import ImportContext
from services.ads.report_types.rules import TYPES, ReportType
from services.ads.reports.amazon import LARGEST
from services.ads.reports.sheets import ConsoleFile, ConsoleRow, RowError, Shop, read_console, refusals
from shared.amazon.report_files import Table
from shared.money import to_micros

_TYPES: dict[tuple[str, str], ReportType] = {(one.ad_product, one.level): one for one in TYPES}


def read_console_file(
    open_table: Callable[[], Table],
    file_name: str,
    *,
    into: ReadFile,
    context: ImportContext,
) -> None:
    """Read all rows. Raises ReportFileError and, before anything is counted, ReportRefusedError."""
    own = context.shop.own
    console = read_console(open_table, file_name, Shop(own.country_code, own.currency))
    report = _type_of(console)
    into.report, into.attribution_days = report.name, console.attribution_days
    into.unknown_columns = list(console.unknown_columns)[:200]
    for row in console:
        into.rows_read += 1
        if isinstance(row, RowError):
            into.reject(row.line, row.column, row.code, row.message)
        else:
            _add(into, row, report, context.names(report.ad_product), console.attribution_days)
    into.rows_skipped = console.lines_skipped


def _type_of(console: ConsoleFile) -> ReportType:
    """What the file is stored as: whole or, if it cannot be, not at all. Raises ReportRefusedError."""
    report = _TYPES.get((console.ad_product, console.kind))
    if report is None:
        raise refusals.unsupported(console.kind, console.ad_product)
    if console.missing:
        raise refusals.columns_missing(console.kind, console.ad_product, console.missing)
    if console.spans_days:
        raise refusals.spans_days(console.kind, console.ad_product)
    return report


def _add(found: ReadFile, row: ConsoleRow, report: ReportType, names: CampaignNames, days: int) -> None:
    campaign, ad_group = names.key_of(row.campaign_name), WHOLE_CAMPAIGN
    told = found.names[report.ad_product]
    known = told.campaigns.get(campaign, (row.campaign_name, None))
    told.campaigns[campaign] = (row.campaign_name, row.status or known[1])
    if report.level != "campaign":
        ad_group = names.ad_group_key_of(row.campaign_name, row.ad_group_name)
        told.ad_groups[ad_group] = (campaign, row.ad_group_name)
    key: tuple[Any, ...] = (names.profile_key, row.date_on.isoformat(), report.ad_product, campaign, ad_group)
    if report.level == "search_term":
        key = (*key, row.targeting, row.match_type, row.search_term)
    money = to_micros(row.cost), to_micros(row.sales)
    numbers = (row.impressions, row.clicks, money[0], row.orders, row.units, money[1], days)
    if max(numbers) > LARGEST:
        found.reject(row.line, None, "number-too-large", "A number is too large to be a day's.")
    else:
        found.add(key + numbers)
