"""POST /sp/campaigns/list, POST /sb/v4/campaigns/list, GET /sd/campaigns."""

from typing import Annotated

from fastapi import APIRouter, Depends, Header, Query
from fastapi.responses import JSONResponse

from services.sandbox.campaigns import operations
from services.sandbox.campaigns.schemas import (
    BRANDS_TYPE,
    MEDIA_TYPE,
    BrandsPage,
    BrandsQuery,
    CampaignPage,
    CampaignQuery,
    DisplayCampaign,
    DisplayQuery,
)
from services.sandbox.tokens.endpoints import CallingProfile

router = APIRouter()


class _CampaignResponse(JSONResponse):
    media_type = MEDIA_TYPE


class _BrandsResponse(JSONResponse):
    media_type = BRANDS_TYPE


def _products_type(content_type: Annotated[str, Header()] = "") -> None:
    operations.require_media_type(content_type, MEDIA_TYPE)


def _brands_type(content_type: Annotated[str, Header()] = "") -> None:
    operations.require_media_type(content_type, BRANDS_TYPE)


@router.post(
    "/sp/campaigns/list",
    dependencies=[Depends(_products_type)],
    response_class=_CampaignResponse,
    response_model_exclude_none=True,
)
def list_sandbox_campaigns(profile: CallingProfile, query: CampaignQuery) -> CampaignPage:
    """The profile's Sponsored Products campaigns, page by page."""
    return operations.list_campaigns(profile, query)


@router.post(
    "/sb/v4/campaigns/list",
    dependencies=[Depends(_brands_type)],
    response_class=_BrandsResponse,
    response_model_exclude_none=True,
)
def list_sandbox_brands_campaigns(profile: CallingProfile, query: BrandsQuery) -> BrandsPage:
    """The profile's Sponsored Brands campaigns, page by page."""
    return operations.list_brands_campaigns(profile, query)


@router.get("/sd/campaigns")
def list_sandbox_display_campaigns(
    profile: CallingProfile, query: Annotated[DisplayQuery, Query()]
) -> list[DisplayCampaign]:
    """The profile's Sponsored Display campaigns: a bare array, ids as numbers, words in lower case."""
    return operations.list_display_campaigns(profile, query)
