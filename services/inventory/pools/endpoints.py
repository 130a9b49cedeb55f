"""HTTP of pools."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.inventory.pools import operations
from services.inventory.pools.schemas import PoolPage, PoolQuery, PoolRead
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/inventory/pools", tags=["inventory: pools"])
_Reader = Annotated[Principal, requires("inventory:read")]
_PoolId = Annotated[str, Path(min_length=1, max_length=36)]


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_inventory_pools(session: ReadSession, principal: _Reader, query: Annotated[PoolQuery, Query()]) -> PoolPage:
    """Stocks of Amazon's that several marketplaces sell, oldest change first."""
    return operations.list_pools(session, principal, query)


@router.get("/{pool_id}", responses=responses(NotFoundError))
def get_inventory_pool(session: ReadSession, principal: _Reader, pool_id: _PoolId) -> PoolRead:
    """One pool; a dissolved one has `deleted_at`."""
    return operations.get_pool(session, principal, pool_id)
