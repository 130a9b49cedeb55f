"""A sent file turned into fact rows: console tables and Ads API documents."""

from collections.abc import Mapping
from typing import IO

from services.ads.campaigns.operations import CampaignNames
from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.sheets.console import read_console_file
from services.ads.report_imports.sheets.records import MAX_RECORDS, Owner, read_records
from services.ads.report_imports.sheets.sent import UNPACKED_BYTES
from services.ads.reports.sheets import Shop
from shared.amazon.report_files import (
    OpenedFile,
    Table,
    capped,
    open_report,
    read_table,
    stream_table,
)

_WORKBOOK_BYTES = 64 * 1024 * 1024


class NoValidRowsError(ValueError):
    """The file has rows, and not one of them is good."""

    code = "no-valid-rows"
    detail = "Every row was rejected; see the errors of the import."


def read_file(
    file: IO[bytes],
    file_name: str,
    *,
    into: ReadFile,
    owner: Owner,
    shop: Shop,
    names: Mapping[str, CampaignNames],
) -> None:
    """Read a whole file; what was read so far stays in `into` when it fails.

    `names` are by ad product. Raises ReportFileError, ReportRefusedError and NoValidRowsError; a bad row raises
    nothing and is counted.
    """
    opened = open_report(file, file_name, max_bytes=UNPACKED_BYTES)
    found = into
    if opened.kind == "json":
        read_records(found, opened.chunks(), file_name, owner)
    else:
        read_console_file(lambda: _table_of(opened), file_name, into=found, shop=shop, names=names)
    if found.rows_read and not found.rows_imported:
        raise NoValidRowsError


def _table_of(opened: OpenedFile) -> Table:
    if opened.kind == "csv":
        return stream_table(opened.chunks(), max_rows=MAX_RECORDS)
    return read_table(b"".join(capped(opened.chunks(), max_bytes=_WORKBOOK_BYTES)), "xlsx")
