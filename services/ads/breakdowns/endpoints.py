"""HTTP of breakdowns."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.ads.breakdowns import operations
from services.ads.breakdowns.schemas import (
    AdsBreakdownPage,
    AdsBreakdownPeriodPage,
    BreakdownPeriodQuery,
    BreakdownQuery,
)
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import UNKNOWN_ACCOUNT, NotFoundError, responses

router = APIRouter(prefix="/v1/ads", tags=["ads: breakdowns"])
_Reader = Annotated[Principal, requires("ads:read")]


@router.get("/breakdowns", responses=responses(*CURSOR_ERRORS, *UNKNOWN_ACCOUNT, NotFoundError))
def list_ads_breakdowns(
    session: ReadSession, principal: _Reader, query: Annotated[BreakdownQuery, Query()]
) -> AdsBreakdownPage:
    """Impressions to ROAS by target, product, placement or term; the totals are over all pages, of one kind only."""
    return operations.list_ads_breakdowns(session, principal, query)


@router.get("/breakdown-periods", responses=responses(*CURSOR_ERRORS))
def list_ads_breakdown_periods(
    session: ReadSession, principal: _Reader, query: Annotated[BreakdownPeriodQuery, Query()]
) -> AdsBreakdownPeriodPage:
    """Files over several days, each with its own totals: no two of them add up, and none is a part of a day."""
    return operations.list_ads_breakdown_periods(session, principal, query)
