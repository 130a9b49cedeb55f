"""/listings/2021-08-01/items: one listing, a search, and submissions."""

from typing import Annotated, Any

from fastapi import Path, Query

from services.sandbox.listings import operations
from services.sandbox.listings.schemas import (
    DeletionQuery,
    ItemQuery,
    ItemSearch,
    ListingPatch,
    ListingPut,
    SubmissionQuery,
)
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.db import ReadSession, WriteSession

router = selling_partner_router()

_ALL = "/listings/2021-08-01/items/{seller_id}"
_ONE = _ALL + "/{sku}"
_API = "listingsItems_2021-08-01."
_Sku = Annotated[str, Path(min_length=1, max_length=100, pattern=r"^[^\x00]*$")]


@router.get(_ALL, operation_id=_API + "searchListingsItems")
def search_sandbox_listings(
    session: ReadSession, caller: CallingSeller, seller_id: str, query: Annotated[ItemSearch, Query()]
) -> dict[str, Any]:
    """Listings by what they are and when they changed, page by page."""
    return operations.search_items(session, caller, seller_id, query)


@router.get(_ONE, operation_id=_API + "getListingsItem")
def get_sandbox_listing(
    session: ReadSession, caller: CallingSeller, seller_id: str, sku: _Sku, query: Annotated[ItemQuery, Query()]
) -> dict[str, Any]:
    """One listing, with the parts asked for."""
    return operations.get_item(session, caller, seller_id, sku, query)


@router.put(_ONE, operation_id=_API + "putListingsItem")
def put_sandbox_listing(
    session: WriteSession,
    caller: CallingSeller,
    seller_id: str,
    sku: _Sku,
    query: Annotated[SubmissionQuery, Query()],
    data: ListingPut,
) -> dict[str, Any]:
    """A whole listing, new or in place of what was there."""
    return operations.put_item(session, caller, seller_id, sku, query, data)


@router.patch(_ONE, operation_id=_API + "patchListingsItem")
def patch_sandbox_listing(
    session: WriteSession,
    caller: CallingSeller,
    seller_id: str,
    sku: _Sku,
    query: Annotated[SubmissionQuery, Query()],
    data: ListingPatch,
) -> dict[str, Any]:
    """Changes to some attributes of a listing."""
    return operations.patch_item(session, caller, seller_id, sku, query, data)


@router.delete(_ONE, operation_id=_API + "deleteListingsItem")
def delete_sandbox_listing(
    session: WriteSession, caller: CallingSeller, seller_id: str, sku: _Sku, query: Annotated[DeletionQuery, Query()]
) -> dict[str, Any]:
    """Delete a listing on one marketplace."""
    return operations.delete_item(session, caller, seller_id, sku, query)
