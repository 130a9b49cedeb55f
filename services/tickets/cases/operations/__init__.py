"""What one can do with cases: open, read, change, assign; all clocks are judged on the way."""

from datetime import datetime

from services.tickets import events
from services.tickets.cases.operations.holding import CaseStatusError, change_status, hold, save
from services.tickets.cases.operations.noting import members_of, note
from services.tickets.cases.operations.opening import ExternalIdTakenError, create_tickets_case, open_case
from services.tickets.cases.operations.showing import read
from services.tickets.cases.repository import CaseRepository
from services.tickets.cases.schemas import (
    CaseQuery,
    TicketsCasePage,
    TicketsCaseRead,
    TicketsCaseUpdate,
)
from shared.assignees import Assignee, asked_by, require_reach
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.problems import NotFoundError
from shared.texts import Language

__all__ = [
    "CaseStatusError",
    "ExternalIdTakenError",
    "assign_tickets_case",
    "create_tickets_case",
    "get_tickets_case",
    "list_tickets_cases",
    "open_case",
    "update_tickets_case",
]


def list_tickets_cases(
    session: Session, principal: Principal, query: CaseQuery, language: Language, *, now: datetime
) -> TicketsCasePage:
    """A page of the tenant's cases."""
    found = CaseRepository(session, principal.tenant_id).poll(asked_by(query, principal), now)
    return TicketsCasePage(items=[read(case, language) for case in found.rows], **found.envelope)


def get_tickets_case(session: Session, principal: Principal, case_id: str, language: Language) -> TicketsCaseRead:
    """One case. Raises NotFoundError."""
    case = CaseRepository(session, principal.tenant_id).get(case_id)
    if case is None:
        raise NotFoundError
    return read(case, language)


def update_tickets_case(
    session: Session,
    principal: Principal,
    case_id: str,
    data: TicketsCaseUpdate,
    language: Language,
    *,
    if_match: str | None,
    now: datetime,
) -> TicketsCaseRead:
    """Change a case. Raises NotFoundError, PreconditionFailedError and CaseStatusError."""
    held = hold(session, principal.tenant_id, case_id)
    check_match(if_match, held.case.version)
    before = members_of(held.case)
    changes = data.model_dump(exclude_unset=True)
    wanted = changes.pop("status", held.case.status)
    for name, value in changes.items():
        setattr(held.case, name, value)
    event = change_status(held, wanted, at=now, now=now)
    save(session, held, event, now=now)
    note(session, principal, "updated", held.case, before, now=now)
    return read(held.case, language)


def assign_tickets_case(
    session: Session,
    principal: Principal,
    case_id: str,
    assignee: Assignee | None,
    language: Language,
    *,
    now: datetime,
) -> TicketsCaseRead:
    """Give a case to somebody, or to nobody.

    Raises NotFoundError, and AssigneeUnknownError for who may not see its seller account.
    """
    held = hold(session, principal.tenant_id, case_id)
    require_reach(assignee, held.case.seller_id)
    before = members_of(held.case)
    held.case.assignee = None if assignee is None else assignee.actor_id
    held.case.assigned_by = principal.actor_id
    save(session, held, events.CASE_UPDATED, now=now)
    note(session, principal, "assigned", held.case, before, now=now)
    return read(held.case, language)
