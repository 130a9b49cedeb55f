"""What the tickets service tells outside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.tickets.models import Case, Macro
from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText
from shared.outbox import add_event

CASE_OPENED = "case.opened"
CASE_UPDATED = "case.updated"
CASE_MESSAGE_RECEIVED = "case.message_received"
CASE_REPLIED = "case.replied"
CASE_AT_RISK = "case.at_risk"
CASE_BREACHED = "case.breached"
CASE_RESOLVED = "case.resolved"
CASE_REOPENED = "case.reopened"
MACRO_CREATED = "macro.created"
MACRO_UPDATED = "macro.updated"
MACRO_DELETED = "macro.deleted"
ACCOUNT_FLAGGED = "account.flagged"
ACCOUNT_CLEARED = "account.cleared"


def tell_case(session: Session, name: str, case: Case, data: Mapping[str, Any], *, now: datetime) -> None:
    """An event about a case; `data` is the case as it is shown, and what else is to say."""
    add_event(session, name=name, tenant_id=case.tenant_id, subject=f"case:{case.case_id}", data=data, now=now)


def tell_macro(session: Session, name: str, macro: Macro, *, now: datetime) -> None:
    """An event about a macro, by whoever changed it last."""
    data = {"macro_id": macro.macro_id, "version": macro.version, "by_actor_id": macro.changed_by}
    add_event(session, name=name, tenant_id=macro.tenant_id, subject=f"macro:{macro.macro_id}", data=data, now=now)


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=ACCOUNT_FLAGGED, cleared=ACCOUNT_CLEARED, now=now)
