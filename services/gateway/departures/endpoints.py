"""HTTP of departures: admins delete their accounts, our services end what they hold of them."""

from typing import Annotated

from fastapi import APIRouter, Path

from services.gateway.departures import operations
from services.gateway.departures.schemas import Departed, DepartingAccounts, SellerAccountDeparture
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.auth.principal import INTERNAL_SCOPE
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/seller-accounts", tags=["gateway: seller accounts"])
internal = APIRouter(prefix="/internal", include_in_schema=False)
_Admin = Annotated[Principal, requires("admin")]
_Service = Annotated[Principal, requires(INTERNAL_SCOPE)]


@router.delete("/{seller_id}", responses=responses(LimitedKeyError, NotFoundError, PreconditionFailedError))
def delete_seller_account(
    session: WriteSession,
    principal: _Admin,
    now: Now,
    seller_id: Annotated[str, Path(max_length=20)],
    if_match: IfMatch = None,
) -> SellerAccountDeparture:
    """Disconnect an account and delete what is held of it; the answer says what goes.

    Refresh tokens are destroyed at once, and no call to Amazon leaves any more. Within minutes its listings, stock,
    campaigns and metrics are deleted (their lists show it with `include_deleted`) and its findings end; cases and the
    audit trail stay. Connected again, it starts anew.
    """
    return operations.delete_seller_account(session, principal, seller_id, if_match=if_match, now=now)


@internal.get("/departures")
def list_departing(session: ReadSession, service: _Service, now: Now) -> DepartingAccounts:
    """Accounts of which the service that asks has to end what it holds."""
    return operations.list_departing(session, service.key_id, now=now)


@internal.post("/departures")
def end_departure(session: WriteSession, service: _Service, now: Now, data: Departed) -> DepartingAccounts:
    """The service that tells it has ended what it held of an account; what is left for it."""
    operations.end_departure(session, service.key_id, data)
    return operations.list_departing(session, service.key_id, now=now)
