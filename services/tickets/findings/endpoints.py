"""HTTP of tickets findings."""

from typing import Annotated

from fastapi import APIRouter, Path, Query

from services.tickets.findings import operations
from shared.app.language import CallerLanguage
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.findings.operations import FindingResolvedError
from shared.findings.schemas import FindingDismiss, FindingPage, FindingQuery, FindingRead, FindingSnooze
from shared.pages import CursorError, CursorMismatchError
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/tickets/findings", tags=["tickets: findings"])
_Reader = Annotated[Principal, requires("tickets:read")]
_Writer = Annotated[Principal, requires("tickets:write")]
_Id = Annotated[str, Path(min_length=1, max_length=36)]
_DECIDING = responses(NotFoundError, FindingResolvedError)


@router.get("", responses=responses(CursorError, CursorMismatchError))
def list_tickets_findings(
    session: ReadSession, principal: _Reader, query: Annotated[FindingQuery, Query()], language: CallerLanguage
) -> FindingPage:
    """What asks for a decision, oldest change first; poll it with `updated_after`."""
    return operations.list_tickets_findings(session, principal, query, language)


@router.get("/{finding_id}", responses=responses(NotFoundError))
def get_tickets_finding(
    session: ReadSession, principal: _Reader, finding_id: _Id, language: CallerLanguage
) -> FindingRead:
    """One finding with its evidence."""
    return operations.get_tickets_finding(session, principal, finding_id, language)


@router.post("/{finding_id}/acknowledge", responses=_DECIDING)
def acknowledge_tickets_finding(
    session: WriteSession, principal: _Writer, now: Now, finding_id: _Id, language: CallerLanguage
) -> FindingRead:
    """Somebody is at it."""
    return operations.decide_tickets_finding(session, principal, finding_id, "acknowledged", language, now=now)


@router.post("/{finding_id}/snooze", responses=_DECIDING)
def snooze_tickets_finding(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    finding_id: _Id,
    body: FindingSnooze,
    language: CallerLanguage,
) -> FindingRead:
    """Be quiet until a moment; it opens again then if the problem still stands."""
    return operations.decide_tickets_finding(
        session, principal, finding_id, "snoozed", language, now=now, until=body.until
    )


@router.post("/{finding_id}/dismiss", responses=_DECIDING)
def dismiss_tickets_finding(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    finding_id: _Id,
    body: FindingDismiss,
    language: CallerLanguage,
) -> FindingRead:
    """It is accepted or wrong, for a reason; it comes back when the facts change materially."""
    return operations.decide_tickets_finding(
        session, principal, finding_id, "dismissed", language, now=now, reason=body.reason
    )


@router.post("/{finding_id}/reopen", responses=_DECIDING)
def reopen_tickets_finding(
    session: WriteSession, principal: _Writer, now: Now, finding_id: _Id, language: CallerLanguage
) -> FindingRead:
    """Take a decision back."""
    return operations.decide_tickets_finding(session, principal, finding_id, "open", language, now=now)
