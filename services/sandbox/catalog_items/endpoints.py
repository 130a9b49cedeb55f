"""/catalog/2022-04-01/items."""

from typing import Annotated, Any

from fastapi import Query

from services.sandbox.catalog_items import operations
from services.sandbox.catalog_items.schemas import CatalogQuery, CatalogSearch
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.db import ReadSession

router = selling_partner_router()

_PATH = "/catalog/2022-04-01/items"


@router.get(_PATH, operation_id="catalogItems_2022-04-01.searchCatalogItems")
def search_sandbox_catalog_items(
    session: ReadSession, caller: CallingSeller, query: Annotated[CatalogSearch, Query()]
) -> dict[str, Any]:
    """Catalogue items by identifiers or keywords."""
    return operations.search_catalog_items(session, caller, query)


@router.get(_PATH + "/{asin}", operation_id="catalogItems_2022-04-01.getCatalogItem")
def get_sandbox_catalog_item(
    session: ReadSession, caller: CallingSeller, asin: str, query: Annotated[CatalogQuery, Query()]
) -> dict[str, Any]:
    """One catalogue item."""
    return operations.get_catalog_item(session, caller, asin, query)
