"""HTTP of stops: admins stop their own accounts; the installation is stopped from the command line."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.gateway.stops import operations
from services.gateway.stops.schemas import StopRead, StopSet
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import WriteSession
from shared.problems import ForbiddenError, NotFoundError, responses

router = APIRouter(prefix="/v1/seller-accounts/{seller_id}/stop", tags=["gateway: seller accounts"])
_Admin = Annotated[Principal, requires("admin")]
_SellerId = Annotated[str, Path(max_length=20)]


@router.put("", responses=responses(ForbiddenError, NotFoundError))
def stop_seller_account(
    session: WriteSession, principal: _Admin, now: Now, seller_id: _SellerId, data: StopSet
) -> StopRead:
    """Keep this program from writing to Amazon for an account, or from calling it at all.

    No new access token is handed out from now on, and none that is in use works on for more than seconds.
    """
    return operations.stop_seller_account(session, principal, seller_id, data, now=now)


@router.delete("", status_code=204, responses=responses(ForbiddenError, NotFoundError))
def start_seller_account(session: WriteSession, principal: _Admin, now: Now, seller_id: _SellerId) -> None:
    """End the stop of an account; a stop of the whole installation remains."""
    operations.start_seller_account(session, principal, seller_id, now=now)
