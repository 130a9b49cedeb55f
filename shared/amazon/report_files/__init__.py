"""Report files as people and Amazon hand them over: what they are, and the rows in them.

Nothing here knows a column; that is the business of the feature which reads the report.
"""

from shared.amazon.report_files._errors import ColumnMissingError, ForeignRowError, ReportFileError, RowError
from shared.amazon.report_files._flat import FlatFile, iter_flat_records
from shared.amazon.report_files._gunzip import capped, unpacked
from shared.amazon.report_files._headers import Column, Header, normalise_header
from shared.amazon.report_files._opened import OpenedFile, open_report
from shared.amazon.report_files._records import OnError, iter_json_records
from shared.amazon.report_files._sniff import Kind, sniff
from shared.amazon.report_files._tables import Table, TableRow, read_sheets, read_table, stream_table
from shared.amazon.report_files._text import as_utf8, decoded

__all__ = [
    "Column",
    "ColumnMissingError",
    "FlatFile",
    "ForeignRowError",
    "Header",
    "Kind",
    "OnError",
    "OpenedFile",
    "ReportFileError",
    "RowError",
    "Table",
    "TableRow",
    "as_utf8",
    "capped",
    "decoded",
    "iter_flat_records",
    "iter_json_records",
    "normalise_header",
    "open_report",
    "read_sheets",
    "read_table",
    "sniff",
    "stream_table",
    "unpacked",
]
