"""HTTP of daily numbers."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.ads.performance import operations
from services.ads.performance.schemas import AdsPerformancePage, PerformanceQuery
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import UNKNOWN_ACCOUNT, responses

router = APIRouter(prefix="/v1/ads/performance", tags=["ads: performance"])


@router.get("", responses=responses(*CURSOR_ERRORS, *UNKNOWN_ACCOUNT))
def list_ads_performance(
    session: ReadSession,
    principal: Annotated[Principal, requires("ads:read")],
    query: Annotated[PerformanceQuery, Query()],
    now: Now,
) -> AdsPerformancePage:
    """Impressions to ROAS by campaign, ad group or search term, by day or summed; the totals are over all pages."""
    return operations.list_ads_performance(session, principal, query, now=now)
