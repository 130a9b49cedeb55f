"""HTTP of marketplaces."""

from typing import Annotated

from fastapi import APIRouter

from services.gateway.marketplaces import operations
from services.gateway.marketplaces.schemas import MarketplaceList
from shared.auth import Principal, requires
from shared.problems import UnauthorizedError, responses

router = APIRouter(prefix="/v1/marketplaces", tags=["gateway: marketplaces"])


@router.get("", responses=responses(UnauthorizedError))
def list_marketplaces(_principal: Annotated[Principal, requires()]) -> MarketplaceList:
    """All of Amazon's marketplaces: id, country, name, currency, time zone and endpoints; any key may ask."""
    return operations.list_marketplaces()
