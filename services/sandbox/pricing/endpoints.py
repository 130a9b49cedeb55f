"""/batches/products/pricing/2022-05-01."""

from typing import Any

from services.sandbox.pricing import operations
from services.sandbox.pricing.schemas import ExpectedPriceBatch, SummaryBatch
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router
from shared.db import ReadSession

router = selling_partner_router()

_PATH, _API = "/batches/products/pricing/2022-05-01", "productPricing_2022-05-01."


@router.post(_PATH + "/offer/featuredOfferExpectedPrice", operation_id=_API + "getFeaturedOfferExpectedPriceBatch")
def list_sandbox_expected_prices(
    session: ReadSession, caller: CallingSeller, batch: ExpectedPriceBatch
) -> dict[str, Any]:
    """At which price offers may be featured."""
    return operations.list_expected_prices(session, caller, batch)


@router.post(_PATH + "/items/competitiveSummary", operation_id=_API + "getCompetitiveSummary")
def list_sandbox_competitive_summaries(
    session: ReadSession, caller: CallingSeller, batch: SummaryBatch
) -> dict[str, Any]:
    """Who else sells some products, and at which price."""
    return operations.list_competitive_summaries(session, caller, batch)
