"""HTTP of macros."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.tickets.macros import operations
from services.tickets.macros.operations import MacroNameTakenError
from services.tickets.macros.schemas import (
    MacroQuery,
    TicketsMacroCreate,
    TicketsMacroPage,
    TicketsMacroRead,
    TicketsMacroUpdate,
)
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/tickets/macros", tags=["tickets: macros"])
_Reader = Annotated[Principal, requires("tickets:read")]
_Writer = Annotated[Principal, requires("tickets:write", whole_tenant=True)]  # all accounts write with them
_Id = Annotated[str, Path(min_length=1, max_length=36)]


@router.post(
    "",
    status_code=201,
    response_model=TicketsMacroRead,
    responses=responses(LimitedKeyError, MacroNameTakenError, IdempotencyKeyReusedError),
)
@idempotent
def create_tickets_macro(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: TicketsMacroCreate,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Keep a text for replies, in the languages of buyers."""
    macro = operations.create_tickets_macro(session, principal, body, now=now)
    return answers.created(macro, location=f"/v1/tickets/macros/{macro.macro_id}", version=macro.version)


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_tickets_macros(
    session: ReadSession, principal: _Reader, query: Annotated[MacroQuery, Query()]
) -> TicketsMacroPage:
    """Texts for replies, oldest change first."""
    return operations.list_tickets_macros(session, principal, query)


@router.get("/{macro_id}", response_model=TicketsMacroRead, responses=responses(NotFoundError))
def get_tickets_macro(session: ReadSession, principal: _Reader, macro_id: _Id) -> Response:
    """One text for replies."""
    macro = operations.get_tickets_macro(session, principal, macro_id)
    return answers.shown(macro, version=macro.version)


@router.patch(
    "/{macro_id}",
    response_model=TicketsMacroRead,
    responses=responses(LimitedKeyError, NotFoundError, PreconditionFailedError, MacroNameTakenError),
)
def update_tickets_macro(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    macro_id: _Id,
    body: TicketsMacroUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change a text for replies; with `If-Match` only if nobody else did meanwhile."""
    changed = operations.update_tickets_macro(session, principal, macro_id, body, if_match=if_match, now=now)
    return answers.shown(changed, version=changed.version)


@router.delete(
    "/{macro_id}", status_code=204, responses=responses(LimitedKeyError, NotFoundError, PreconditionFailedError)
)
def delete_tickets_macro(
    session: WriteSession, principal: _Writer, now: Now, macro_id: _Id, if_match: IfMatch = None
) -> None:
    """Forget a text for replies; what was written with it stays."""
    operations.delete_tickets_macro(session, principal, macro_id, if_match=if_match, now=now)
