"""What the inventory service tells outside."""

from collections.abc import Iterable
from datetime import datetime

from shared.db import Session
from shared.findings.columns import FindingMixin
from shared.findings.operations import Outcome
from shared.outbox import add_event

STOCK_FLAGGED = "stock.flagged"
STOCK_CLEARED = "stock.cleared"


def tell_findings(session: Session, outcome: Outcome, *, now: datetime) -> None:
    """Events of the findings that opened (or came back) and of those that resolved."""
    _tell(session, STOCK_FLAGGED, outcome.opened, now=now)
    _tell(session, STOCK_CLEARED, outcome.resolved, now=now)


def _tell(session: Session, name: str, findings: Iterable[FindingMixin], *, now: datetime) -> None:
    for finding in findings:
        add_event(
            session,
            name=name,
            tenant_id=finding.tenant_id,
            subject=f"{finding.subject_type}:{finding.seller_id}:{finding.marketplace_id}:{finding.subject_id}"[:300],
            data={
                "finding_id": finding.finding_id,
                "code": finding.code,
                "severity": finding.severity,
                "seller_id": finding.seller_id,
                "marketplace_id": finding.marketplace_id,
                "subject_type": finding.subject_type,
                "subject_id": finding.subject_id,
            },
            now=now,
        )
