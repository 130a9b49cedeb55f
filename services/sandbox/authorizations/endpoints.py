"""/apps/authorize/consent of Seller Central, and /ap/oa of Amazon Ads."""

from typing import Annotated

from fastapi import APIRouter, Query, Response

from services.sandbox.authorizations import operations, rules
from services.sandbox.authorizations.schemas import ConsentQuery
from services.sandbox.settings import SandboxSettings, Settings
from shared.clock import Now

router = APIRouter()
_Query = Annotated[ConsentQuery, Query()]


@router.get("/apps/authorize/consent")
def show_sandbox_seller_consent(settings: Settings, now: Now, query: _Query) -> Response:
    """Consent for the Selling Partner API; with a `seed` the seller has signed in and answered."""
    return _answered(settings, query, now, is_ads=False)


@router.get("/ap/oa")
def show_sandbox_ads_consent(settings: Settings, now: Now, query: _Query) -> Response:
    """The same for the Ads API."""
    return _answered(settings, query, now, is_ads=True)


def _answered(settings: SandboxSettings, query: ConsentQuery, now: Now, *, is_ads: bool) -> Response:
    location = operations.answer_consent(settings, query, is_ads=is_ads, now=now)
    if location is not None:
        return Response(status_code=302, headers={"Location": location})
    asked = query.model_dump(exclude={"seed", "size", "decision"})
    return Response(rules.page_of(asked), media_type="text/html")
