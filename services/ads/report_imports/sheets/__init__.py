"""A sent file turned into fact rows: console tables and Ads API documents."""

from collections.abc import Iterator, Mapping
from typing import IO

from services.ads.campaigns.operations import CampaignNames
from services.ads.products import SP
from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.sheets.console import read_console_file
from services.ads.report_imports.sheets.sent import UNPACKED_BYTES
from services.ads.report_types.rules import AD_GROUPS, CAMPAIGNS, SEARCH_TERMS, type_of
from services.ads.reports.amazon import Facts, Record, RecordError
from services.ads.reports.sheets import Shop
from shared.amazon.report_files import (
    OpenedFile,
    Table,
    capped,
    iter_json_records,
    open_report,
    read_table,
    stream_table,
)

_WORKBOOK_BYTES, _MAX_ROWS = 64 * 1024 * 1024, 1_000_000


class NoValidRowsError(ValueError):
    """The file has rows, and not one of them is good."""

    code = "no-valid-rows"
    detail = "Every row was rejected; see the errors of the import."


def read_file(
    file: IO[bytes], file_name: str, *, into: ReadFile, shop: Shop, names: Mapping[str, CampaignNames]
) -> None:
    """Read a whole file; what was read so far stays in `into` when it fails.

    `names` are by ad product. Raises ReportFileError, ReportRefusedError and NoValidRowsError; a bad row raises
    nothing and is counted.
    """
    opened = open_report(file, file_name, max_bytes=UNPACKED_BYTES)
    found = into
    if opened.kind == "json":
        _read_records(found, opened.chunks(), profile_key=names[SP].profile_key)
    else:
        read_console_file(lambda: _table_of(opened), file_name, into=found, shop=shop, names=names)
    if found.rows_read and not found.rows_imported:
        raise NoValidRowsError


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
