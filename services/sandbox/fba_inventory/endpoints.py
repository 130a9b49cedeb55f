"""GET /fba/inventory/v1/summaries."""

from typing import Annotated, Any

from fastapi import Query

from services.sandbox.fba_inventory import operations
from services.sandbox.fba_inventory.schemas import SummaryQuery
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.db import ReadSession

router = selling_partner_router()


@router.get("/fba/inventory/v1/summaries", operation_id="fbaInventory.getInventorySummaries")
def list_sandbox_inventory_summaries(
    session: ReadSession, caller: CallingSeller, query: Annotated[SummaryQuery, Query()]
) -> dict[str, Any]:
    """The stock at Amazon, page by page."""
    return operations.list_summaries(session, caller, query)
