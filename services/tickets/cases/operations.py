"""What one can do with cases: open, read, change, assign; all clocks are judged on the way."""

from dataclasses import asdict
from datetime import datetime
from typing import Any

from services.tickets import events
from services.tickets.cases import rules
from services.tickets.cases.repository import CaseRepository
from services.tickets.cases.rules import CaseContent
from services.tickets.cases.schemas import (
    CaseQuery,
    TicketsCaseAssign,
    TicketsCaseCreate,
    TicketsCasePage,
    TicketsCaseRead,
    TicketsCaseUpdate,
    TicketsClock,
)
from services.tickets.models import Case
from services.tickets.sla import operations as sla
from services.tickets.sla.operations import ENDED
from services.tickets.worklist import operations as worklist
from services.tickets.worklist.schemas import Listed
from shared.auth import Principal
from shared.db import Session
from shared.findings.schemas import FindingSubject
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.problems import NotFoundError, Problem
from shared.texts import Text


class CaseStatusError(Problem):
    """The case cannot come from its status to the one wanted."""

    code, status = "case-status", 409
    title = Text(en="The case cannot change to this status", zh="工单无法变更为该状态")


def create_tickets_case(
    session: Session, principal: Principal, data: TicketsCaseCreate, *, now: datetime
) -> TicketsCaseRead:
    """Open a case that a caller describes."""
    given: dict[str, Any] = data.model_dump()
    given["severity"] = data.severity or rules.SEVERITIES[data.category]
    case, _ = open_case(session, principal.tenant_id, CaseContent(**given, source="rest"), now=now)
    return read(case)


def open_case(session: Session, tenant_id: str, content: CaseContent, *, now: datetime) -> tuple[Case, bool]:
    """Open a case and start its clocks, or give the one of the same source key, locked; and whether it is new."""
    repository = CaseRepository(session, tenant_id)
    case = Case(
        case_id=uuid7(), tenant_id=tenant_id, status="open", created_at=now, updated_at=now, **asdict(content)
    )
    sla.begin_clocks(session, case, now=now)
    if not repository.add_missing(case):
        return _require_source(repository, content.source_key), False
    _list(session, case, now=now)
    events.tell_case(session, events.CASE_OPENED, case, now=now)
    return case, True


def list_tickets_cases(session: Session, principal: Principal, query: CaseQuery, *, now: datetime) -> TicketsCasePage:
    """A page of the tenant's cases."""
    found = CaseRepository(session, principal.tenant_id).poll(query, now)
    return TicketsCasePage(items=[read(case) for case in found.rows], **found.envelope)


def get_tickets_case(session: Session, principal: Principal, case_id: str) -> TicketsCaseRead:
    """One case. Raises NotFoundError."""
    case = CaseRepository(session, principal.tenant_id).get(case_id)
    if case is None:
        raise NotFoundError
    return read(case)


def update_tickets_case(
    session: Session,
    principal: Principal,
    case_id: str,
    data: TicketsCaseUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> TicketsCaseRead:
    """Change a case. Raises NotFoundError, PreconditionFailedError and CaseStatusError."""
    case = require_case(session, principal.tenant_id, case_id, now=now)
    check_match(if_match, case.version)
    changes = data.model_dump(exclude_unset=True)
    wanted = changes.pop("status", case.status)
    for name, value in changes.items():
        setattr(case, name, value)
    change_status(session, case, wanted, now=now)
    save_case(session, case, now=now)
    return read(case)


def assign_tickets_case(
    session: Session, principal: Principal, case_id: str, data: TicketsCaseAssign, *, now: datetime
) -> TicketsCaseRead:
    """Give a case to somebody, or to nobody. Raises NotFoundError."""
    case = require_case(session, principal.tenant_id, case_id, now=now)
    case.assignee = data.assignee
    save_case(session, case, now=now)
    return read(case)


def require_case(session: Session, tenant_id: str, case_id: str, *, now: datetime) -> Case:
    """The case, locked for change. Raises NotFoundError.

    What its clocks have reached by now is told first, so that an answer that comes too late hides nothing.
    """
    case = CaseRepository(session, tenant_id).get(case_id, lock=True)
    if case is None:
        raise NotFoundError
    sla.judge_clocks(session, case, now=now)
    return case


def find_source(session: Session, tenant_id: str, source_key: str, *, now: datetime) -> Case | None:
    """The case that an event or notice opened, locked for change as by `require_case`; None if there is none."""
    case = CaseRepository(session, tenant_id).by_source_key(source_key)
    if case is not None:
        sla.judge_clocks(session, case, now=now)
    return case


def change_status(session: Session, case: Case, wanted: str, *, now: datetime) -> None:
    """Bring a locked case to a status; time spent pending or resolved does not count. Raises CaseStatusError."""
    before = case.status
    if before == wanted:
        return
    if not rules.may_follow(before, wanted):
        raise CaseStatusError(f"{before} cannot become {wanted}")
    case.status = wanted
    if wanted in ENDED:
        case.resolved_at = case.resolved_at or now
        if before not in ENDED:
            events.tell_case(session, events.CASE_RESOLVED, case, now=now)
        return
    if case.resolved_at is not None:
        sla.resume_first_response(case, case.resolved_at, now=now)
    if since := case.pending_since or case.resolved_at:
        sla.resume_resolution(case, since, now=now)
    case.resolved_at = None
    case.pending_since = now if wanted == "pending" else None


def save_case(session: Session, case: Case, *, now: datetime) -> None:
    """Store a changed case: its clocks judged, its version raised."""
    sla.judge_clocks(session, case, now=now)
    case.version += 1
    case.updated_at = now
    CaseRepository(session, case.tenant_id).save(case)
    _list(session, case, now=now)


def read(case: Case) -> TicketsCaseRead:
    """The case on the wire."""
    response, resolution = sla.clocks_of(case)
    return TicketsCaseRead(
        **{name: getattr(case, name) for name in _SAME_NAMES},
        first_response=TicketsClock(
            due_at=response.due_at,
            level=response.level,
            is_running=response.is_running,
            done_at=case.first_responded_at,
        ),
        resolution=TicketsClock(
            due_at=resolution.due_at,
            level=resolution.level,
            is_running=resolution.is_running,
            done_at=case.resolved_at,
        ),
    )


_SAME_NAMES = tuple(TicketsCaseRead.model_fields.keys() - {"first_response", "resolution"})


def _require_source(repository: CaseRepository, source_key: str | None) -> Case:
    case = repository.by_source_key(source_key or "")
    if case is None:
        raise NotFoundError
    return case


def _list(session: Session, case: Case, *, now: datetime) -> None:
    """Let the worklist say how a case stands; while a clock of it runs, somebody has to act."""
    text = rules.TEXTS[case.category]
    listed = Listed(
        item_id=case.case_id,
        kind="case",
        code=f"tickets.case_{case.category}",
        severity=case.severity,
        status="open" if case.due_at else case.status,
        seller_id=case.seller_id,
        marketplace_id=case.marketplace_id,
        subject=FindingSubject(type="case", id=case.case_id, name=case.subject),
        title=Text(en=f"{text.title.en}: {case.subject}", zh=f"{text.title.zh}：{case.subject}"),
        reason=text.reason,
        action=text.action,
        href=f"/v1/tickets/cases/{case.case_id}",
        due_at=case.due_at,
        money=None,
        first_seen_at=case.created_at,
        version=case.version,
    )
    worklist.put_item(session, case.tenant_id, listed, now=now)
