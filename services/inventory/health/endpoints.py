"""HTTP of the health of stock; reading it is the hot path."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.inventory.health import operations
from services.inventory.health.schemas import StockHealthPage, StockHealthQuery
from shared.auth import Principal, requires
from shared.db import hot
from shared.db.sessions import database_of
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/inventory/stock-health", tags=["inventory: health"])


@router.get("", response_model=StockHealthPage, responses=responses(*CURSOR_ERRORS))
async def list_stock_health(
    request: Request,
    principal: Annotated[Principal, requires("inventory:read")],
    query: Annotated[StockHealthQuery, Query()],
) -> Response:
    """Days of cover, stock-out date and what to send of each SKU, oldest change first."""
    return hot.answer(await operations.list_stock_health(database_of(request), principal, query))
