"""/definitions/2020-09-01/productTypes, and the file store that keeps the schemas."""

from typing import Annotated, Any

from fastapi import Query, Request, Response

from services.sandbox.product_types import operations
from services.sandbox.product_types.schemas import DefinitionQuery, ProductTypeSearch, Requirements
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router

router = selling_partner_router()

_PATH = "/definitions/2020-09-01/productTypes"
_API = "definitionsProductTypes_2020-09-01."


@router.get(_PATH, operation_id=_API + "searchDefinitionsProductTypes")
def search_sandbox_product_types(
    caller: CallingSeller, query: Annotated[ProductTypeSearch, Query()]
) -> dict[str, Any]:
    """Product types by keywords."""
    return operations.search_product_types(caller.seller, query)


@router.get(_PATH + "/{product_type}", operation_id=_API + "getDefinitionsProductType")
def get_sandbox_product_type(
    caller: CallingSeller, product_type: str, query: Annotated[DefinitionQuery, Query()], request: Request
) -> dict[str, Any]:
    """One product type and where its schema lies."""
    return operations.get_product_type(caller.seller, product_type, query, str(request.base_url))


@router.get("/product-type-schemas/{product_type}.json")
def get_sandbox_product_type_schema(product_type: str, requirements: Requirements, enforced: bool) -> Response:
    """The schema itself; the link is all it takes."""
    return Response(operations.get_schema(product_type, requirements, enforced), media_type="application/json")
