"""HTTP of what is written in cases."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.tickets.cases.operations import ExternalIdTakenError
from services.tickets.macros.operations import MacroPlaceError
from services.tickets.messages import operations
from services.tickets.messages.operations import CaseClosedError
from services.tickets.messages.schemas import (
    TicketsMessageCreate,
    TicketsMessagePage,
    TicketsMessageRead,
    TicketsNoteCreate,
    TicketsReplyCreate,
)
from shared.app.language import CallerLanguage
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


def _path_of(message: TicketsMessageRead) -> str:
    return f"/v1/tickets/cases/{message.case_id}/messages/{message.message_id}"


@router.post(
    "/{case_id}/messages",
    status_code=201,
    response_model=TicketsMessageRead,
    responses=answers.known(TicketsMessageRead)
    | responses(NotFoundError, CaseClosedError, ExternalIdTakenError, IdempotencyKeyReusedError),
)
@idempotent
def create_tickets_message(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    case_id: _Id,
    body: TicketsMessageCreate,
    language: CallerLanguage,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Take in what a buyer or Amazon has written. It waits for an answer, and opens a resolved case again."""
    message, is_new = operations.create_tickets_message(session, principal, case_id, body, language, now=now)
    return answers.kept(message, _path_of(message), is_new=is_new)


@router.post(
    "/{case_id}/replies",
    status_code=201,
    response_model=TicketsMessageRead,
    responses=answers.known(TicketsMessageRead)
    | responses(NotFoundError, CaseClosedError, ExternalIdTakenError, MacroPlaceError, IdempotencyKeyReusedError),
)
@idempotent
def create_tickets_reply(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    case_id: _Id,
    body: TicketsReplyCreate,
    language: CallerLanguage,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Write down what was answered, by a person to all that was received by then. Zhuli sends nothing."""
    message, is_new = operations.create_tickets_reply(session, principal, case_id, body, language, now=now)
    return answers.kept(message, _path_of(message), is_new=is_new)


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
    language: CallerLanguage,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Write a note for colleagues; it stops no clock."""
    message = operations.create_tickets_note(session, principal, case_id, body, language, now=now)
    return answers.created(message, location=_path_of(message))


@router.get("/{case_id}/messages", responses=responses(NotFoundError, *CURSOR_ERRORS))
def list_tickets_messages(
    session: ReadSession,
    principal: _Reader,
    case_id: _Id,
    query: Annotated[PageQuery, Query()],
    language: CallerLanguage,
) -> TicketsMessagePage:
    """What was written in a case, in the order in which it was posted."""
    return operations.list_tickets_messages(session, principal, case_id, query, language)


@router.get("/{case_id}/messages/{message_id}", responses=responses(NotFoundError))
def get_tickets_message(
    session: ReadSession,
    principal: _Reader,
    case_id: _Id,
    message_id: Annotated[str, Path(min_length=1, max_length=36)],
    language: CallerLanguage,
) -> TicketsMessageRead:
    """One message with its clocks."""
    return operations.get_tickets_message(session, principal, case_id, message_id, language)
