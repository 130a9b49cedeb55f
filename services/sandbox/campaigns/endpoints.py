"""POST /sp/campaigns/list."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header
from fastapi.responses import JSONResponse

from services.sandbox.campaigns import operations
from services.sandbox.campaigns.schemas import MEDIA_TYPE, CampaignPage, CampaignQuery
from services.sandbox.tokens.endpoints import CallingProfile

router = APIRouter()


class _CampaignResponse(JSONResponse):
    media_type = MEDIA_TYPE


def _media_type(content_type: Annotated[str, Header()] = "") -> None:
    operations.require_media_type(content_type)


@router.post(
    "/sp/campaigns/list",
    dependencies=[Depends(_media_type)],
    response_class=_CampaignResponse,
    response_model_exclude_none=True,
)
def list_sandbox_campaigns(profile: CallingProfile, query: CampaignQuery) -> CampaignPage:
    """The profile's Sponsored Products campaigns, page by page."""
    return operations.list_campaigns(profile, query)
