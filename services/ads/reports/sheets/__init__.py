"""Report files of the advertising console (.xlsx, .csv) as rows, in any of the languages it speaks to sellers in.

`read_console` recognises the report by its headers; walking the result gives a row or an error per line.
"""

from services.ads.reports.sheets.console import ConsoleFile, read_console
from services.ads.reports.sheets.refusals import ReportRefusedError
from services.ads.reports.sheets.rows import ConsoleRow, RowError, Shop

__all__ = ["ConsoleFile", "ConsoleRow", "ReportRefusedError", "RowError", "Shop", "read_console"]
