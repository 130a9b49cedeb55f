"""HTTP of cases."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.tickets.cases import operations
from services.tickets.cases.operations import CaseStatusError, ExternalIdTakenError
from services.tickets.cases.schemas import (
    CaseQuery,
    TicketsCaseCreate,
    TicketsCasePage,
    TicketsCaseRead,
    TicketsCaseUpdate,
)
from shared.app.accounts import Accounts, require_marketplace
from shared.app.assignees import require_active
from shared.app.language import CallerLanguage
from shared.assignees import Assignee, AssigneeUnknownError, Assignment
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import UNKNOWN_ACCOUNT, NotFoundError, responses
from shared.seller_accounts import CALLS_AT_ONCE

router = APIRouter(prefix="/v1/tickets/cases", tags=["tickets: cases"])
_Reader = Annotated[Principal, requires("tickets:read")]
_Writer = Annotated[Principal, requires("tickets:write")]
_Id = Annotated[str, Path(min_length=1, max_length=36)]


def _known_account(accounts: Accounts, principal: _Writer, body: TicketsCaseCreate) -> None:
    """Ask the gateway before the endpoint begins its transaction, so that no lock is held meanwhile."""
    require_marketplace(accounts, principal.tenant_id, body.seller_id, body.marketplace_id)


def _known_assignee(request: Request, principal: _Writer, body: Assignment) -> Assignee | None:
    return require_active(request.app.state.actors, principal, body)


@router.post(
    "",
    status_code=201,
    response_model=TicketsCaseRead,
    responses=answers.known(TicketsCaseRead)
    | responses(*UNKNOWN_ACCOUNT, ExternalIdTakenError, IdempotencyKeyReusedError),
)
@idempotent
def create_tickets_case(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: TicketsCaseCreate,
    _known: Annotated[None, Depends(_known_account, max_concurrency=CALLS_AT_ONCE)],
    language: CallerLanguage,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Open a case; its clocks start when it was received. An `external_id` that is known gives its case, with 200."""
    case, is_new = operations.create_tickets_case(session, principal, body, language, now=now)
    return answers.kept(case, f"/v1/tickets/cases/{case.case_id}", is_new=is_new, version=case.version)


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_tickets_cases(
    session: ReadSession, principal: _Reader, now: Now, query: Annotated[CaseQuery, Query()], language: CallerLanguage
) -> TicketsCasePage:
    """Cases, oldest change first; poll it with `updated_after`."""
    return operations.list_tickets_cases(session, principal, query, language, now=now)


@router.get("/{case_id}", response_model=TicketsCaseRead, responses=responses(NotFoundError))
def get_tickets_case(session: ReadSession, principal: _Reader, case_id: _Id, language: CallerLanguage) -> Response:
    """One case with its clocks."""
    case = operations.get_tickets_case(session, principal, case_id, language)
    return answers.shown(case, version=case.version)


@router.patch(
    "/{case_id}",
    response_model=TicketsCaseRead,
    responses=responses(NotFoundError, PreconditionFailedError, CaseStatusError),
)
def update_tickets_case(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    case_id: _Id,
    body: TicketsCaseUpdate,
    language: CallerLanguage,
    if_match: IfMatch = None,
) -> Response:
    """Change status, severity, category or subject; with `If-Match` only if nobody else did meanwhile."""
    changed = operations.update_tickets_case(session, principal, case_id, body, language, if_match=if_match, now=now)
    return answers.shown(changed, version=changed.version)


@router.post(
    "/{case_id}/assign", response_model=TicketsCaseRead, responses=responses(NotFoundError, AssigneeUnknownError)
)
def assign_tickets_case(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    case_id: _Id,
    body: Assignment,
    assignee: Annotated[Assignee | None, Depends(_known_assignee, max_concurrency=CALLS_AT_ONCE)],
    language: CallerLanguage,
) -> Response:
    """Give the case to somebody who may see its seller account, or to nobody."""
    case = operations.assign_tickets_case(session, principal, case_id, assignee, language, now=now)
    return answers.shown(case, version=case.version)
