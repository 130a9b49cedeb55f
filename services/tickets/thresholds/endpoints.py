"""HTTP of thresholds."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Response

from services.tickets.thresholds import operations
from services.tickets.thresholds.schemas import TicketsThresholdsRead, TicketsThresholdsUpdate
from shared.amazon.ids import SellerId
from shared.app.accounts import Accounts, require_account
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.problems import SellerAccountUnknownError, responses
from shared.seller_accounts import CALLS_AT_ONCE

router = APIRouter(prefix="/v1/tickets/thresholds", tags=["tickets: thresholds"])
_Reader = Annotated[Principal, requires("tickets:read")]
_Writer = Annotated[Principal, requires("tickets:write")]
_SellerId = Annotated[SellerId, Path()]


def _known_to_reader(accounts: Accounts, principal: _Reader, seller_id: _SellerId) -> None:
    """Ask the gateway before the endpoint begins its transaction. Raises SellerAccountUnknownError."""
    require_account(accounts, principal.tenant_id, seller_id, "path")


def _known_to_writer(
    accounts: Accounts, principal: _Writer, seller_id: _SellerId, body: TicketsThresholdsUpdate
) -> None:
    """The same for a change; named here, the body is judged before anybody is asked."""
    require_account(accounts, principal.tenant_id, seller_id, "path")


@router.get("/{seller_id}", response_model=TicketsThresholdsRead, responses=responses(SellerAccountUnknownError))
def get_tickets_thresholds(
    session: ReadSession,
    principal: _Reader,
    seller_id: _SellerId,
    _known: Annotated[None, Depends(_known_to_reader, max_concurrency=CALLS_AT_ONCE)],
) -> Response:
    """The bounds that the clocks of a seller account's cases run by."""
    found = operations.get_tickets_thresholds(session, principal, seller_id)
    return answers.shown(found, version=found.version)


@router.patch(
    "/{seller_id}",
    response_model=TicketsThresholdsRead,
    responses=responses(SellerAccountUnknownError, PreconditionFailedError),
)
def update_tickets_thresholds(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    seller_id: _SellerId,
    body: TicketsThresholdsUpdate,
    _known: Annotated[None, Depends(_known_to_writer, max_concurrency=CALLS_AT_ONCE)],
    if_match: IfMatch = None,
) -> Response:
    """Change some bounds; with `If-Match` only if nobody else did meanwhile."""
    changed = operations.update_tickets_thresholds(session, principal, seller_id, body, if_match=if_match, now=now)
    return answers.shown(changed, version=changed.version)
