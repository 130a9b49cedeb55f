"""What the audit trail is told of cases and of what is written in them: no words of buyers or of ours."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.tickets.models import Case, CaseMessage
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session

_MEMBERS = ("status", "severity", "category", "assignee", "version")


def members_of(case: Case) -> dict[str, Any]:
    """What of a case may be kept for good."""
    return {name: getattr(case, name) for name in _MEMBERS}


def note(
    session: Session, principal: Principal, done: str, case: Case, before: Mapping[str, Any] | None, *, now: datetime
) -> None:
    """Have a change of a case kept, once this transaction commits."""
    place = (case.case_id, case.seller_id, case.marketplace_id)
    change = Change("case", done, *place, before=before, after=members_of(case))
    audit.note(session, principal, case.tenant_id, change, now=now)


def note_message(
    session: Session, principal: Principal, done: str, case: Case, message: CaseMessage, *, now: datetime
) -> None:
    """The same of something written in a case, which stands there itself."""
    written = {
        "case_id": case.case_id,
        "case_status": case.status,
        "language": message.language,
        "automatic": message.automatic,
        "characters": len(message.text),
    }
    place = (message.message_id, case.seller_id, case.marketplace_id)
    audit.note(session, principal, case.tenant_id, Change("message", done, *place, after=written), now=now)
