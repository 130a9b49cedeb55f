"""What people decide about a finding, told outside in the same transaction."""

from collections.abc import Callable, Mapping
from datetime import datetime

from shared.assignees import Assignee, require_reach
from shared.auth import Principal
from shared.db import Session
from shared.findings.events import tell_decision
from shared.findings.operations import read, touch
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import FindingText, Status
from shared.findings.schemas import FindingRead
from shared.problems import InvalidRequestError, NotFoundError, Problem, field_error
from shared.texts import Language, Text

_PAST = Text(en="Must lie in the future", zh="须晚于当前时间")


class FindingResolvedError(Problem):
    """The finding has resolved; there is nothing to decide."""

    code, status = "finding-resolved", 409
    title = Text(en="The finding is already resolved", zh="该问题已解决")


def decide_finding(
    findings_of: Callable[[Session, str], FindingRepository[F]],
    texts: Mapping[str, FindingText],
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
    """Acknowledge, snooze, dismiss or reopen a finding of the service that `findings_of` and `texts` are of.

    The same decision once more changes and tells nothing, whoever says it. Raises NotFoundError,
    FindingResolvedError, and InvalidRequestError for an `until` that is not ahead.
    """
    if until is not None and until <= now:
        past = field_error("/until", "in-the-past", _PAST)
        raise InvalidRequestError(errors=[past])
    repository = findings_of(session, principal.tenant_id)
    finding = _unresolved(repository, finding_id)
    if (finding.status, finding.decision_reason, finding.snoozed_until) == (status, reason, until):
        return read(finding, texts, language)
    now = max(now, finding.updated_at)  # who read the clock first may have got the lock last
    finding.status = status
    finding.decided_by = principal.actor_id
    finding.decision_reason = reason
    finding.snoozed_until = until
    finding.dismissed_measure = finding.measure if status == "dismissed" else None
    touch(finding, now=now)
    repository.save()
    tell_decision(session, finding, texts, now=now)
    return read(finding, texts, language)


def assign_finding(
    findings_of: Callable[[Session, str], FindingRepository[F]],
    texts: Mapping[str, FindingText],
    session: Session,
    principal: Principal,
    finding_id: str,
    assignee: Assignee | None,
    language: Language,
    *,
    now: datetime,
) -> FindingRead:
    """Give a finding to somebody, or to nobody; to whom has it already changes and tells nothing.

    Raises NotFoundError, FindingResolvedError, and AssigneeUnknownError for who may not see its seller account.
    """
    repository = findings_of(session, principal.tenant_id)
    finding = _unresolved(repository, finding_id)
    require_reach(assignee, finding.seller_id)
    taker = None if assignee is None else assignee.actor_id
    if finding.assignee != taker:
        now = max(now, finding.updated_at)
        finding.assignee, finding.assigned_by = taker, principal.actor_id
        touch(finding, now=now)
        repository.save()
        tell_decision(session, finding, texts, now=now)
    return read(finding, texts, language)


def _unresolved(repository: FindingRepository[F], finding_id: str) -> F:
    """The finding, locked. Raises NotFoundError and FindingResolvedError."""
    finding = repository.get(finding_id, lock=True)
    if finding is None:
        raise NotFoundError
    if finding.status == "resolved":
        raise FindingResolvedError
    return finding
