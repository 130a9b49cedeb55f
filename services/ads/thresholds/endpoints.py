"""HTTP of thresholds."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.ads.thresholds import operations
from services.ads.thresholds.schemas import AdsThresholdsRead, AdsThresholdsUpdate
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/ads/thresholds", tags=["ads: thresholds"])
_SellerId = Annotated[str, Path(min_length=1, max_length=20)]


@router.get("/{seller_id}", response_model=AdsThresholdsRead, responses=responses(NotFoundError))
def get_ads_thresholds(
    session: ReadSession, principal: Annotated[Principal, requires("ads:read")], seller_id: _SellerId
) -> Response:
    """The bounds that a seller account's campaigns are judged by."""
    found = operations.get_ads_thresholds(session, principal, seller_id)
    return answers.shown(found, version=found.version)


@router.patch(
    "/{seller_id}",
    response_model=AdsThresholdsRead,
    responses=responses(NotFoundError, PreconditionFailedError),
)
def update_ads_thresholds(
    session: WriteSession,
    principal: Annotated[Principal, requires("ads:write")],
    now: Now,
    seller_id: _SellerId,
    body: AdsThresholdsUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change some bounds; with `If-Match` only if nobody else did meanwhile."""
    changed = operations.update_ads_thresholds(session, principal, seller_id, body, if_match=if_match, now=now)
    return answers.shown(changed, version=changed.version)
