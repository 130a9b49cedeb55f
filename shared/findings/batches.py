"""Decisions about many findings in one request, each for itself."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic

from shared.auth import Principal
from shared.bulk.items import InvalidItem
from shared.bulk.results import Outcome, Results
from shared.db import Session
from shared.findings.decisions import Decision, FindingResolvedError
from shared.findings.events import tell_changed
from shared.findings.noting import decided, members_of, note_findings
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import ASKING, FindingText, Status, text_of
from shared.findings.schemas import DecisionWord, FindingDecision
from shared.problems import FieldError, NotFoundError, field_error

_STATUSES: dict[DecisionWord, Status] = {
    "acknowledge": "acknowledged",
    "snooze": "snoozed",
    "dismiss": "dismissed",
    "reopen": "open",
}
_UNDECIDED = {"finding_status": None, "version": None, "alike": ()}


@dataclass(frozen=True, slots=True)
class _Decided(Generic[F]):
    """The finding of an item, the ids of those that were decided with it, and which of all these changed."""

    finding: F
    alike: list[str]
    changed: set[str]


@dataclass(frozen=True, slots=True)
class _Refused:
    errors: Sequence[FieldError]


def decide_findings(
    findings_of: Callable[[Session, str], FindingRepository[F]],
    texts: Mapping[str, FindingText],
    session: Session,
    principal: Principal,
    items: Sequence[FindingDecision | InvalidItem],
    *,
    clock: Callable[[], datetime],
) -> dict[str, Any]:
    """Decide on findings of the service, in the order of the items: `FindingDecisionResults`.

    What is refused alone is refused here, and blocks no other; a decision that stands changes and tells nothing.
    """
    results = Results([{"finding_id": _id_of(item)} for item in items], **_UNDECIDED)
    repository = findings_of(session, principal.tenant_id)
    alike = _alike(repository, texts, items)
    named = {item.finding_id for item in items if isinstance(item, FindingDecision)}
    found, now = repository.those(named.union(*alike.values()), lock=True), clock()
    before = {name: members_of(finding) for name, finding in found.items()}
    first: dict[str, int] = {}
    changed: set[str] = set()
    for index, item in enumerate(items):
        settled = _decide(item, found, alike, principal.actor_id, now=now)
        if isinstance(settled, _Refused):
            results.refuse(index, settled.errors)
            continue
        changed |= settled.changed
        finding = settled.finding
        outcome: Outcome = "updated" if finding.finding_id in changed else "unchanged"
        place = first.setdefault(finding.finding_id, index)
        told = {"finding_status": finding.status, "version": finding.version, "alike": settled.alike}
        results.settle(place, outcome, **told)
        if place != index:
            results.repeat(index, place)
    if changed:
        repository.save()
        told_of = [found[name] for name in found if name in changed]
        moment = max(each.updated_at for each in told_of)
        tell_changed(session, told_of, texts, now=moment)
        note_findings(session, principal, [decided(each, before[each.finding_id]) for each in told_of], now=moment)
    return results.content()


def _alike(
    repository: FindingRepository[F], texts: Mapping[str, FindingText], items: Sequence[FindingDecision | InvalidItem]
) -> dict[str, list[str]]:
    """The ids of the other findings that call for the same, of those that shall be decided with them."""
    wanted = {item.finding_id for item in items if isinstance(item, FindingDecision) and item.with_alike}
    found = repository.those(wanted) if wanted else {}
    return {name: _those_asking(repository, texts, finding) for name, finding in found.items()}


def _those_asking(repository: FindingRepository[F], texts: Mapping[str, FindingText], finding: F) -> list[str]:
    asks = text_of(texts, finding.code, finding.subject_type).asks
    codes = [
        code
        for code in sorted({name.partition(":")[0] for name in texts})
        if text_of(texts, code, finding.subject_type).asks == asks
    ]
    return repository.alike(finding, codes)


def _id_of(item: FindingDecision | InvalidItem) -> str | None:
    return item.given.get("finding_id") if isinstance(item, InvalidItem) else item.finding_id


def _decide(
    item: FindingDecision | InvalidItem,
    found: Mapping[str, F],
    alike: Mapping[str, Sequence[str]],
    actor_id: str,
    *,
    now: datetime,
) -> _Decided[F] | _Refused:
    """Settle an item; those alike are decided with it that ask as it does: in the worklist, or in its status."""
    if isinstance(item, InvalidItem):
        return _Refused(item.errors)
    finding = found.get(item.finding_id)
    if finding is None:
        return _Refused(NotFoundError.of("/finding_id").errors)
    if finding.status == "resolved":
        return _Refused([field_error("/finding_id", FindingResolvedError.code, FindingResolvedError.title)])
    decision = Decision(_STATUSES[item.decision], item.reason, item.until)
    if fault := decision.fault(now):
        return _Refused([fault])
    asking = ASKING if finding.status in ASKING else (finding.status,)
    others = [found[name] for name in alike.get(item.finding_id, ()) if item.with_alike and name in found]
    together = [finding, *(other for other in others if other.status in asking)]
    changed = {each.finding_id for each in together if decision.settle(each, actor_id, now=now)}
    return _Decided(finding, [other.finding_id for other in together[1:]], changed)
