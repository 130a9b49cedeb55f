"""A bulk sheet of the console turned into campaigns and what is in them."""

from collections.abc import Iterable
from typing import Any

from services.ads.products import code_of
from services.ads.report_imports.rules import BULK, FIRST_ENTITIES, ReadFile
from services.ads.reports.sheets.bulk import BulkEntity, read_bulk
from services.ads.reports.sheets.rows import RowError
from shared.amazon.report_files import Table


def read_bulk_sheet(sheets: Iterable[tuple[str, Table]], found: ReadFile) -> None:
    """Read all entities. Raises ReportFileError, and ReportRefusedError for a sheet in another language."""
    found.report = BULK
    for row in read_bulk(sheets):
        found.rows_read += 1
        if isinstance(row, RowError):
            found.reject(row.line, row.column, row.code, row.text)
            continue
        found.rows_imported += 1
        found.entities[row.entity] += 1
        if len(found.first_entities[row.entity]) < FIRST_ENTITIES:
            found.first_entities[row.entity].append(_shown(row))
        if row.entity == "campaign":
            found.campaigns[code_of(row.ad_product)].append(_campaign(row))


def _shown(row: BulkEntity) -> dict[str, Any]:
    """What an import shows of an entity; the bid in micros."""
    return {
        "sheet": row.sheet[:100],
        "line": row.line,
        "ad_product": row.ad_product,
        "campaign_id": str(row.campaign_id),
        "ad_group_id": str(row.ad_group_id) if row.ad_group_id else None,
        "entity_id": str(row.own_id) if row.own_id else None,
        "name": row.name or None,
        "state": row.state or None,
        "text": row.text or None,
        "match_type": row.match_type or None,
        "bid": row.bid_micros,
        "percentage": row.percentage,
    }


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
