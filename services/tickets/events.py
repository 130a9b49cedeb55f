"""What the tickets service tells outside."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from services.tickets.models import Case
from shared.db import Session
from shared.findings import events
from shared.findings.operations import Outcome
from shared.findings.rules import FindingText
from shared.outbox import add_event

CASE_OPENED = "case.opened"
CASE_REPLIED = "case.replied"
CASE_AT_RISK = "case.at_risk"
CASE_BREACHED = "case.breached"
CASE_RESOLVED = "case.resolved"
ACCOUNT_FLAGGED = "account.flagged"
ACCOUNT_CLEARED = "account.cleared"

_COLUMNS = (
    *("case_id", "seller_id", "marketplace_id", "category", "severity", "status", "subject", "source"),
    *("source_key", "amazon_order_id", "asin", "sku", "assignee", "version"),
)
_MOMENTS = ("first_response_due_at", "first_responded_at", "resolution_due_at", "resolved_at", "created_at")


def tell_case(session: Session, name: str, case: Case, *, now: datetime, **more: Any) -> None:
    """An event about a case: the case without its description, and what else is to say."""
    data: dict[str, Any] = {name: getattr(case, name) for name in _COLUMNS} | more
    data |= {moment: getattr(case, moment) for moment in _MOMENTS}
    add_event(session, name=name, tenant_id=case.tenant_id, subject=f"case:{case.case_id}", data=data, now=now)


def tell_findings(session: Session, outcome: Outcome, texts: Mapping[str, FindingText], *, now: datetime) -> None:
    """Events of the findings that opened (or came back), changed, and resolved."""
    events.tell_findings(session, outcome, texts, flagged=ACCOUNT_FLAGGED, cleared=ACCOUNT_CLEARED, now=now)
