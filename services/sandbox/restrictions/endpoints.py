"""GET /listings/2021-08-01/restrictions."""

from typing import Annotated, Any

from fastapi import Query

from services.sandbox.restrictions import operations
from services.sandbox.restrictions.schemas import RestrictionQuery
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router

router = selling_partner_router()


@router.get(
    "/listings/2021-08-01/restrictions", operation_id="listingsRestrictions_2021-08-01.getListingsRestrictions"
)
def list_sandbox_restrictions(caller: CallingSeller, query: Annotated[RestrictionQuery, Query()]) -> dict[str, Any]:
    """Why the caller may not list a product, if there is a reason."""
    return operations.list_restrictions(caller, query)
