"""HTTP of order lines; reading them is the hot path."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response

from services.inventory.orders import operations
from services.inventory.orders.schemas import OrderLinePage, OrderLineQuery
from shared.auth import Principal, requires
from shared.db import hot
from shared.db.sessions import database_of
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/inventory/order-lines", tags=["inventory: orders"])


@router.get("", response_model=OrderLinePage, responses=responses(*CURSOR_ERRORS))
async def list_order_lines(
    request: Request,
    principal: Annotated[Principal, requires("inventory:read")],
    query: Annotated[OrderLineQuery, Query()],
) -> Response:
    """What was ordered at Amazon, oldest change first; poll it with `updated_after`."""
    return hot.answer(await operations.list_order_lines(database_of(request), principal, query))
