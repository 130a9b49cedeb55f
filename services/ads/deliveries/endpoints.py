"""HTTP of deliveries."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.ads.deliveries import operations
from services.ads.deliveries.schemas import AdsDeliveryPage, DeliveryQuery
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/ads/deliveries", tags=["ads: deliveries"])


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_ads_deliveries(
    session: ReadSession,
    principal: Annotated[Principal, requires("ads:read")],
    query: Annotated[DeliveryQuery, Query()],
    now: Now,
) -> AdsDeliveryPage:
    """Which days of which report have arrived, from where, and whether in time."""
    return operations.list_ads_deliveries(session, principal, query, now=now)
