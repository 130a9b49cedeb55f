"""A sent file turned into fact rows: console tables and Ads API documents."""

from collections.abc import Iterator
from typing import IO

from services.ads.report_imports.rules import ReadFile
from services.ads.report_imports.sheets.bulk import read_bulk_sheet
from services.ads.report_imports.sheets.console import read_console_file
from services.ads.report_imports.sheets.context import ImportContext
from services.ads.report_imports.sheets.records import Owner, read_records
from services.ads.report_imports.sheets.sent import UNPACKED_BYTES
from services.ads.report_imports.sheets.unified import read_unified_file
from services.ads.reports.sheets.bulk import is_bulk
from services.ads.reports.sheets.unified import is_unified
from shared.amazon.report_files import (
    OpenedFile,
    Table,
    capped,
    open_report,
    read_sheets,
    read_table,
    stream_table,
)
from shared.texts import Text

_WORKBOOK_BYTES, _MAX_ROWS = 64 * 1024 * 1024, 5_000_000


class NoValidRowsError(ValueError):
    """The file has rows, and not one of them is good."""

    code = "no-valid-rows"
    text = Text(
        en="Every row was rejected; see the errors of the import.", zh="所有行都未通过检查，原因见该导入的错误列表。"
    )
    detail = text.en


def read_file(file: IO[bytes], file_name: str, *, into: ReadFile, context: ImportContext) -> None:
    """Read a whole file; what was read so far stays in `into` when it fails.

    Raises ReportFileError, ReportRefusedError and NoValidRowsError; a bad row raises nothing and is counted.
    """
    opened = open_report(file, file_name, max_bytes=UNPACKED_BYTES)
    found = into
    if opened.kind == "xlsx" and is_bulk(_sheets_of(opened)):
        read_bulk_sheet(_sheets_of(opened), found)
    elif opened.kind == "json":
        own = context.shop.own
        owner = Owner(context.profile_key, own.marketplace_id, own.currency, context.products)
        read_records(found, opened.chunks(), file_name, owner)
    elif is_unified(_table_of(opened).headers):
        read_unified_file(lambda: _table_of(opened), found, context)
    else:
        read_console_file(lambda: _table_of(opened), file_name, into=found, context=context)
    if found.rows_read and not found.rows_imported:
        raise NoValidRowsError


def _sheets_of(opened: OpenedFile) -> Iterator[tuple[str, Table]]:
    return read_sheets(b"".join(capped(opened.chunks(), max_bytes=_WORKBOOK_BYTES)))


def _table_of(opened: OpenedFile) -> Table:
    if opened.kind == "csv":
        return stream_table(opened.chunks(), max_rows=_MAX_ROWS)
    return read_table(b"".join(capped(opened.chunks(), max_bytes=_WORKBOOK_BYTES)), "xlsx")
