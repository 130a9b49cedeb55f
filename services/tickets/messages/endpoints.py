"""HTTP of what is written in cases."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.tickets.macros.operations import MacroPlaceError
from services.tickets.messages import operations
from services.tickets.messages.operations import CaseClosedError
from services.tickets.messages.schemas import (
    TicketsMessagePage,
    TicketsMessageRead,
    TicketsNoteCreate,
    TicketsReplyCreate,
)
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS, PageQuery
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/tickets/cases", tags=["tickets: messages"])
_Reader = Annotated[Principal, requires("tickets:read")]
_Writer = Annotated[Principal, requires("tickets:write")]
_Id = Annotated[str, Path(min_length=1, max_length=36)]


@router.post(
    "/{case_id}/replies",
    status_code=201,
    response_model=TicketsMessageRead,
    responses=responses(NotFoundError, CaseClosedError, MacroPlaceError, IdempotencyKeyReusedError),
)
@idempotent
def create_tickets_reply(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    case_id: _Id,
    body: TicketsReplyCreate,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Write down what was answered; a person's first answer stops the clock. It is sent where the buyer wrote."""
    message = operations.create_tickets_reply(session, principal, case_id, body, now=now)
    return answers.created(message, location=f"/v1/tickets/cases/{case_id}/messages")


@router.post(
    "/{case_id}/notes",
    status_code=201,
    response_model=TicketsMessageRead,
    responses=responses(NotFoundError, IdempotencyKeyReusedError),
)
@idempotent
def create_tickets_note(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    case_id: _Id,
    body: TicketsNoteCreate,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Write a note for colleagues; it stops no clock."""
    message = operations.create_tickets_note(session, principal, case_id, body, now=now)
    return answers.created(message, location=f"/v1/tickets/cases/{case_id}/messages")


@router.get("/{case_id}/messages", responses=responses(NotFoundError, *CURSOR_ERRORS))
def list_tickets_messages(
    session: ReadSession, principal: _Reader, case_id: _Id, query: Annotated[PageQuery, Query()]
) -> TicketsMessagePage:
    """What was written in a case, oldest first."""
    return operations.list_tickets_messages(session, principal, case_id, query)
