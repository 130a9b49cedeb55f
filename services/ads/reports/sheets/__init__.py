"""Report files of the advertising console (.xlsx, .csv) as rows, in any of the languages it speaks to sellers in.

`read_console` recognises the report by its headers; walking the result gives a row or an error per line.
"""

from services.ads.reports.sheets.console import ConsoleFile, read_console
from services.ads.reports.sheets.layout import ColumnsMissingError, ReportTypeUnknownError
from services.ads.reports.sheets.rows import ConsoleRow, RowError

__all__ = [
    "ColumnsMissingError",
    "ConsoleFile",
    "ConsoleRow",
    "ReportTypeUnknownError",
    "RowError",
    "read_console",
]
