"""HTTP of what ERPs have told."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.inventory.erp_records import operations
from services.inventory.erp_records.schemas import ErpPlacePage, ErpPlaceQuery, ErpProductPage, ErpProductQuery
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/inventory", tags=["inventory: ERP"])
_Reader = Annotated[Principal, requires("inventory:read", whole_tenant=True)]


@router.get("/erp-products", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_erp_products(
    session: ReadSession, principal: _Reader, query: Annotated[ErpProductQuery, Query()]
) -> ErpProductPage:
    """The SKUs and bundles of the ERP with their costs, oldest change first; poll it with `updated_after`."""
    return operations.list_erp_products(session, principal, query)


@router.get("/erp-places", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_erp_places(
    session: ReadSession, principal: _Reader, query: Annotated[ErpPlaceQuery, Query()]
) -> ErpPlacePage:
    """The shops and warehouses of the ERP; a connection says which warehouses go into which of ours."""
    return operations.list_erp_places(session, principal, query)
