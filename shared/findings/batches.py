"""Decisions about many findings in one request, each for itself."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from shared.auth import Principal
from shared.bulk.items import InvalidItem
from shared.bulk.results import Outcome, Results
from shared.db import Session
from shared.findings.decisions import Decision, FindingResolvedError
from shared.findings.events import tell_changed
from shared.findings.noting import decided, members_of, note_findings
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import FindingText, Status
from shared.findings.schemas import DecisionWord, FindingDecision
from shared.problems import FieldError, NotFoundError, field_error

_STATUSES: dict[DecisionWord, Status] = {
    "acknowledge": "acknowledged",
    "snooze": "snoozed",
    "dismiss": "dismissed",
    "reopen": "open",
}
_UNDECIDED = {"finding_status": None, "version": None}


def decide_findings(
    findings_of: Callable[[Session, str], FindingRepository[F]],
    texts: Mapping[str, FindingText],
    session: Session,
    principal: Principal,
    items: Sequence[FindingDecision | InvalidItem],
    *,
    now: datetime,
) -> dict[str, Any]:
    """Decide on findings of the service, in the order of the items: `FindingDecisionResults`.

    What is refused alone is refused here, and blocks no other; a decision that stands changes and tells nothing.
    """
    results = Results([{"finding_id": _id_of(item)} for item in items], **_UNDECIDED)
    repository = findings_of(session, principal.tenant_id)
    found = repository.those([item.finding_id for item in items if isinstance(item, FindingDecision)])
    before = {name: members_of(finding) for name, finding in found.items()}
    first: dict[str, int] = {}
    changed: dict[str, F] = {}
    for index, item in enumerate(items):
        settled = _decide(item, found, principal.actor_id, now=now)
        if isinstance(settled, list):
            results.refuse(index, settled)
            continue
        finding, is_changed = settled
        name = finding.finding_id
        if is_changed:
            changed[name] = finding
        outcome: Outcome = "updated" if name in changed else "unchanged"
        results.settle(first.setdefault(name, index), outcome, finding_status=finding.status, version=finding.version)
        if first[name] != index:
            results.repeat(index, first[name])
    if changed:
        repository.save()
        moment = max(each.updated_at for each in changed.values())
        tell_changed(session, changed.values(), texts, now=moment)
        kept = (decided(finding, before[name]) for name, finding in changed.items())
        note_findings(session, principal, kept, now=moment)
    return results.content()


def _id_of(item: FindingDecision | InvalidItem) -> str | None:
    return item.given.get("finding_id") if isinstance(item, InvalidItem) else item.finding_id


def _decide(
    item: FindingDecision | InvalidItem, found: Mapping[str, F], actor_id: str, *, now: datetime
) -> tuple[F, bool] | list[FieldError]:
    """The finding, and whether the decision changed it; or what is wrong."""
    if isinstance(item, InvalidItem):
        return item.errors
    finding = found.get(item.finding_id)
    if finding is None:
        return NotFoundError.of("/finding_id").errors
    if finding.status == "resolved":
        return [field_error("/finding_id", FindingResolvedError.code, FindingResolvedError.title)]
    decision = Decision(_STATUSES[item.decision], item.reason, item.until)
    if fault := decision.fault(now):
        return [fault]
    return finding, decision.settle(finding, actor_id, now=now)
