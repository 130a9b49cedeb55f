"""HTTP of campaigns: the hot path, asynchronous and without a response model at run time."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.ads.campaigns import operations
from services.ads.campaigns.schemas import AdsCampaignPage, AdsCampaignRead, CampaignQuery
from shared.auth import Principal, requires
from shared.db import hot
from shared.db.sessions import database_of
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/ads/campaigns", tags=["ads: campaigns"])
_Reader = Annotated[Principal, requires("ads:read")]


@router.get("", response_model=AdsCampaignPage, responses=responses(*CURSOR_ERRORS))
async def list_ads_campaigns(
    request: Request, principal: _Reader, query: Annotated[CampaignQuery, Query()]
) -> Response:
    """Campaigns of all ad products, oldest change first; poll it with `updated_after`."""
    return hot.answer(await operations.list_ads_campaigns(database_of(request), principal, query))


@router.get("/{campaign_id}", response_model=AdsCampaignRead, responses=responses(NotFoundError))
async def get_ads_campaign(
    request: Request, principal: _Reader, campaign_id: Annotated[str, Path(min_length=1, max_length=30)]
) -> Response:
    """One campaign."""
    return hot.answer(await operations.get_ads_campaign(database_of(request), principal, campaign_id))
