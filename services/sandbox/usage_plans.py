"""What an answer of the Selling Partner API tells of its operation's usage plan.

Every route of that API has its operation's name as `operation_id`; `announce` is the one place that knows
it for a request, before anything else happens.
"""

from uuid import uuid4

from fastapi import APIRouter, Depends, Request, Response

from services.sandbox.rates import RATES

PATHS = (
    *("/sellers/", "/listings/", "/definitions/", "/catalog/", "/fba/", "/orders/", "/reports/", "/feeds/"),
    *("/batches/", "/products/", "/notifications/", "/messaging/"),
)
"""How the paths of the Selling Partner API begin."""


def announce(request: Request, response: Response) -> None:
    """Note the operation in `request.state.operation`, and put Amazon's headers on the answer."""
    request.state.operation = request.scope["route"].operation_id
    response.headers.update(headers_of(request))


def headers_of(request: Request) -> dict[str, str]:
    """Amazon's headers for an answer to this request, refusals too; none for what is not of this API."""
    if not request.url.path.startswith(PATHS):
        return {}
    is_hidden = getattr(request.state, "is_rate_hidden", False)
    rate = None if is_hidden else RATES.get(getattr(request.state, "operation", ""))
    reported = {"x-amzn-RateLimit-Limit": f"{float(rate) * request.app.state.settings.plan_factor:g}"} if rate else {}
    return {"x-amzn-RequestId": str(uuid4())} | reported


def selling_partner_router() -> APIRouter:
    """A router whose routes are operations of the Selling Partner API."""
    return APIRouter(dependencies=[Depends(announce)])
