"""GET /sellers/v1: where the caller sells, and who it is."""

from typing import Any

from services.sandbox.participations import rules
from services.sandbox.tokens.endpoints import CallingSeller
from services.sandbox.usage_plans import selling_partner_router

router = selling_partner_router()


@router.get("/sellers/v1/marketplaceParticipations", operation_id="sellers.getMarketplaceParticipations")
def list_sandbox_participations(caller: CallingSeller) -> dict[str, Any]:
    """The marketplaces that the caller sells on."""
    return {"payload": rules.participations_of(caller.seller)}


@router.get("/sellers/v1/account", operation_id="sellers.getAccount")
def get_sandbox_account(caller: CallingSeller) -> dict[str, Any]:
    """The caller's account."""
    return {"payload": rules.account_of(caller.seller)}
