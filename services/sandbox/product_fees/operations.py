"""Estimating fees."""

from typing import Any

from services.sandbox.product_fees import rules
from services.sandbox.product_fees.schemas import FeesEstimateBody
from services.sandbox.sellers.operations import require_shelf
from services.sandbox.tokens.rules import Caller


def estimate_fees(caller: Caller, id_type: rules.IdType, id_value: str, body: FeesEstimateBody) -> dict[str, Any]:
    """The estimate. Raises SellingPartnerRefusal (400) for a marketplace where the caller does not sell."""
    request = body.FeesEstimateRequest
    require_shelf(caller.seller, [request.MarketplaceId])
    return rules.estimate_json(caller.seller, id_type, id_value, request.model_dump(exclude_none=True))
