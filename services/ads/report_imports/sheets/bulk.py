"""A bulk sheet of the console turned into campaigns and what is in them."""

from collections.abc import Iterable
from typing import Any

from services.ads.products import code_of
from services.ads.report_imports.rules import BULK, ReadFile
from services.ads.reports.sheets.bulk import BulkEntity, read_bulk
from services.ads.reports.sheets.rows import RowError
from shared.amazon.report_files import Table


def read_bulk_sheet(sheets: Iterable[tuple[str, Table]], found: ReadFile) -> None:
    """Read all entities. Raises ReportFileError, and ReportRefusedError for a sheet in another language."""
    found.report = BULK
    for row in read_bulk(sheets):
        found.rows_read += 1
        if isinstance(row, RowError):
            found.reject(row.line, row.column, row.code, row.message)
            continue
        found.rows_imported += 1
        found.entities[row.entity] += 1
        if row.entity == "campaign":
            found.campaigns[code_of(row.ad_product)].append(_campaign(row))


def _campaign(row: BulkEntity) -> dict[str, Any]:
    return {
        "campaign_key": row.campaign_id,
        "name": row.name or str(row.campaign_id),
        "state": row.state or None,
        "targeting_type": row.targeting_type or None,
        "budget_micros": row.budget_micros,
        "budget_type": row.budget_type or None,
        "start_on": row.start_on,
    }
