"""Report files as people and Amazon hand them over: what they are, and the rows in them.

Nothing here knows a column; that is the business of the feature which reads the report.
"""

from shared.amazon.report_files._errors import ReportFileError
from shared.amazon.report_files._headers import normalise_header
from shared.amazon.report_files._records import OnError, iter_json_records
from shared.amazon.report_files._sniff import Kind, sniff
from shared.amazon.report_files._tables import Table, TableRow, read_table

__all__ = [
    "Kind",
    "OnError",
    "ReportFileError",
    "Table",
    "TableRow",
    "iter_json_records",
    "normalise_header",
    "read_table",
    "sniff",
]
