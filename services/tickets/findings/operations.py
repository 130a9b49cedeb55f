"""What one can do with tickets findings; the work is the same in every service."""

from datetime import datetime

from services.tickets.findings.repository import findings_of
from services.tickets.findings.rules import TEXTS
from shared.auth import Principal
from shared.db import Session
from shared.findings import operations as shape
from shared.findings.events import tell_decision
from shared.findings.rules import Status
from shared.findings.schemas import FindingPage, FindingQuery, FindingRead
from shared.texts import Language


def list_tickets_findings(
    session: Session, principal: Principal, query: FindingQuery, language: Language
) -> FindingPage:
    """A page of the tenant's findings."""
    return shape.list_findings(findings_of(session, principal.tenant_id), principal, query, TEXTS, language)


def get_tickets_finding(session: Session, principal: Principal, finding_id: str, language: Language) -> FindingRead:
    """One finding. Raises NotFoundError."""
    found = shape.get_finding(findings_of(session, principal.tenant_id), finding_id)
    return shape.read(found, TEXTS, language)


def decide_tickets_finding(
    session: Session,
    principal: Principal,
    finding_id: str,
    status: Status,
    language: Language,
    *,
    now: datetime,
    reason: str | None = None,
    until: datetime | None = None,
) -> FindingRead:
    """Acknowledge, snooze, dismiss or reopen. Raises NotFoundError and FindingResolvedError."""
    repository = findings_of(session, principal.tenant_id)
    decided = shape.decide(repository, principal, finding_id, status=status, reason=reason, until=until, now=now)
    tell_decision(session, decided, TEXTS, now=now)
    return shape.read(decided, TEXTS, language)
