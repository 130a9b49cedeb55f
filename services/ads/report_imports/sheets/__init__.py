"""A sent file turned into fact rows: console tables and Ads API documents."""

from collections.abc import Iterator
from typing import IO, Any

from services.ads.campaigns.operations import CampaignNames
from services.ads.models.keys import WHOLE_CAMPAIGN
from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.sheets.sent import UNPACKED_BYTES
from services.ads.report_types.rules import AD_GROUPS, CAMPAIGNS, SEARCH_TERMS, type_of
from services.ads.reports import sheets
from services.ads.reports.amazon import LARGEST, Facts, Record, RecordError
from services.ads.reports.sheets import ConsoleRow, RowError
from shared.amazon.report_files import (
    OpenedFile,
    Table,
    capped,
    iter_json_records,
    open_report,
    read_table,
    stream_table,
)
from shared.money import to_micros

_WORKBOOK_BYTES, _MAX_ROWS = 64 * 1024 * 1024, 1_000_000


class NoValidRowsError(ValueError):
    """The file has rows, and not one of them is good."""

    code = "no-valid-rows"
    detail = "Every row was rejected; see the errors of the import."


def read_file(
    file: IO[bytes], file_name: str, *, into: ReadFile, profile_key: int, currency: str, names: CampaignNames
) -> None:
    """Read a whole file; what was read so far stays in `into` when it fails.

    Raises ReportFileError, ReportTypeUnknownError, ColumnsMissingError and NoValidRowsError; a bad row
    raises nothing and is counted.
    """
    opened = open_report(file, file_name, max_bytes=UNPACKED_BYTES)
    found = into
    if opened.kind == "json":
        _read_records(found, opened.chunks(), profile_key=profile_key)
    else:
        table = _table_of(opened)
        console = sheets.read_console(table, fallback_currency=currency)
        found.report = SEARCH_TERMS if console.report_type == "spSearchTerm" else CAMPAIGNS
        found.attribution_days = console.attribution_window
        found.unknown_columns = list(console.unknown_columns)[:200]
        for row in console:
            _read_console_row(found, row, profile_key=profile_key, currency=currency, names=names)
        found.rows_skipped = console.totals_skipped
    if found.rows_read and not found.rows_imported:
        raise NoValidRowsError


def _read_console_row(
    found: ReadFile, row: ConsoleRow | RowError, *, profile_key: int, currency: str, names: CampaignNames
) -> None:
    found.rows_read += 1
    if isinstance(row, RowError):
        found.reject(row.line, row.column, row.code, row.message)
    elif row.currency != currency:
        found.reject(row.line, None, "currency-mismatch", f"The account's currency here is {currency}.")
    elif row.end_on not in (None, row.date_on):
        found.reject(row.line, None, "row-spans-days", "Download the report with the time unit Daily.")
    else:
        _add_console_row(found, row, profile_key, names)


def _add_console_row(found: ReadFile, row: ConsoleRow, profile_key: int, names: CampaignNames) -> None:
    campaign, ad_group = names.key_of(row.campaign_name), WHOLE_CAMPAIGN
    known = found.names.campaigns.get(campaign, (row.campaign_name, None))
    found.names.campaigns[campaign] = (row.campaign_name, row.status or known[1])
    key: tuple[Any, ...] = (profile_key, row.date_on.isoformat(), names.ad_product, campaign)
    if found.report == SEARCH_TERMS:
        ad_group = names.ad_group_key_of(row.campaign_name, row.ad_group_name)
        found.names.ad_groups[ad_group] = (campaign, row.ad_group_name)
        key = (*key, ad_group, row.targeting, row.match_type, row.search_term)
    else:
        key = (*key, ad_group)
    numbers = (
        row.impressions,
        row.clicks,
        to_micros(row.cost),
        row.orders,
        row.units or 0,
        to_micros(row.sales),
        found.attribution_days or 7,
    )
    if max(numbers) > LARGEST:
        found.reject(row.line, None, "number-too-large", "A number is too large to be a day's.")
    else:
        found.add(key + numbers)


def _table_of(opened: OpenedFile) -> Table:
    if opened.kind == "csv":
        return stream_table(opened.chunks(), max_rows=_MAX_ROWS)
    return read_table(b"".join(capped(opened.chunks(), max_bytes=_WORKBOOK_BYTES)), "xlsx")


def _read_records(found: ReadFile, chunks: Iterator[bytes], *, profile_key: int) -> None:
    facts: Facts | None = None
    refused: dict[int, str] = {}
    index = 0
    for batch in iter_json_records(
        chunks, Record, gzipped=False, max_bytes=UNPACKED_BYTES, max_rows=_MAX_ROWS, on_error=refused.__setitem__
    ):
        for record in batch:
            while index in refused:  # those before this record have been told by now
                index += 1
            facts = facts or Facts(type_of(_report_of(record)), profile_key)
            try:
                facts.add_one(record)
            except RecordError as error:
                refused[index] = str(error)
            else:
                found.add(facts.rows.pop())
            index += 1
    for position in sorted(refused):
        found.reject(position + 1, None, "record-invalid", refused[position])
    found.rows_read = found.rows_imported + found.rows_rejected
    if facts is not None:
        found.report, found.names = facts.report.name, facts.names
    windows = {numbers[-1] for numbers in found.rows.values()}
    found.attribution_days = windows.pop() if len(windows) == 1 else None


def _report_of(record: Record) -> str:
    if record.search_term is not None:
        return SEARCH_TERMS
    return CAMPAIGNS if record.ad_group_id is None else AD_GROUPS
