"""HTTP of campaigns."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.ads.campaigns import operations
from services.ads.campaigns.schemas import AdsCampaignPage, CampaignQuery
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CursorError, CursorMismatchError
from shared.problems import responses

router = APIRouter(prefix="/v1/ads/campaigns", tags=["ads: campaigns"])


@router.get("", responses=responses(CursorError, CursorMismatchError))
def list_ads_campaigns(
    session: ReadSession,
    principal: Annotated[Principal, requires("ads:read")],
    query: Annotated[CampaignQuery, Query()],
) -> AdsCampaignPage:
    """Sponsored Products campaigns, oldest change first; poll it with `updated_after`."""
    return operations.list_ads_campaigns(session, principal, query)
