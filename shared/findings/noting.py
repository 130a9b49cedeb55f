"""What the audit trail is told of findings: what people decide about them, and whom they give them to."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.findings.columns import FindingMixin

_MEMBERS = ("status", "decision_reason", "snoozed_until", "assignee", "version")


def members_of(finding: FindingMixin) -> dict[str, Any]:
    """What people say of a finding."""
    return {name: getattr(finding, name) for name in _MEMBERS}


def decided(finding: FindingMixin, before: Mapping[str, Any]) -> Change:
    """A decision."""
    return _change("reopened" if finding.status == "open" else finding.status, finding, before)


def assigned(finding: FindingMixin, before: Mapping[str, Any]) -> Change:
    """Given to somebody, or to nobody."""
    return _change("assigned", finding, before)


def note_findings(session: Session, principal: Principal, changes: Iterable[Change], *, now: datetime) -> None:
    """Have these kept, once this transaction commits."""
    audit.note_all(session, principal, principal.tenant_id, changes, now=now)


def _change(done: str, finding: FindingMixin, before: Mapping[str, Any]) -> Change:
    place = (finding.finding_id, finding.seller_id, finding.marketplace_id)
    return Change("finding", done, *place, before=before, after=members_of(finding))
