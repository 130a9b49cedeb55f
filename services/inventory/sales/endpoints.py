"""HTTP of sales."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.inventory.sales import operations
from services.inventory.sales.schemas import SalesPage, SalesQuery
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import UNKNOWN_ACCOUNT, NotFoundError, responses

router = APIRouter(prefix="/v1/inventory/sales", tags=["inventory: sales"])


@router.get("", responses=responses(*CURSOR_ERRORS, *UNKNOWN_ACCOUNT, NotFoundError))
def list_inventory_sales(
    session: ReadSession,
    principal: Annotated[Principal, requires("inventory:read")],
    query: Annotated[SalesQuery, Query()],
) -> SalesPage:
    """Units and sales by SKU and day of the marketplace; the totals are over all pages."""
    return operations.list_inventory_sales(session, principal, query)
