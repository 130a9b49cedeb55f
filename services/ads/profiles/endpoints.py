"""HTTP of profiles."""

from typing import Annotated

from fastapi import APIRouter, Query

from services.ads.profiles import operations
from services.ads.profiles.schemas import AdsProfilePage, ProfileQuery
from shared.auth import Principal, requires
from shared.db import ReadSession
from shared.pages import CURSOR_ERRORS
from shared.problems import responses

router = APIRouter(prefix="/v1/ads/profiles", tags=["ads: profiles"])


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_ads_profiles(
    session: ReadSession,
    principal: Annotated[Principal, requires("ads:read")],
    query: Annotated[ProfileQuery, Query()],
) -> AdsProfilePage:
    """The advertisers that are known: by a sync or by an imported file."""
    return operations.list_ads_profiles(session, principal, query)
