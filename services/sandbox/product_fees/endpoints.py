"""/products/fees/v0."""

from typing import Annotated, Any

from fastapi import Path

from services.sandbox.product_fees import operations
from services.sandbox.product_fees.schemas import FeesEstimateBody
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router

router = selling_partner_router()

_Id = Annotated[str, Path(min_length=1, max_length=100)]


@router.post("/products/fees/v0/listings/{sku}/feesEstimate", operation_id="productFees.getMyFeesEstimateForSKU")
def estimate_sandbox_fees_of_sku(caller: CallingSeller, sku: _Id, body: FeesEstimateBody) -> dict[str, Any]:
    """The fees of a SKU at a price."""
    return {"payload": operations.estimate_fees(caller, "SKU", sku, body)}


@router.post("/products/fees/v0/items/{asin}/feesEstimate", operation_id="productFees.getMyFeesEstimateForASIN")
def estimate_sandbox_fees_of_asin(caller: CallingSeller, asin: _Id, body: FeesEstimateBody) -> dict[str, Any]:
    """The fees of a product at a price."""
    return {"payload": operations.estimate_fees(caller, "ASIN", asin, body)}
