"""What people decide about findings and whom they give them to, told outside in the same transaction."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from shared.assignees import Assignee, require_reach
from shared.auth import Principal
from shared.db import Session
from shared.findings.columns import FindingMixin
from shared.findings.events import tell_changed
from shared.findings.noting import assigned, decided, members_of, note_findings
from shared.findings.operations import read, touch
from shared.findings.repository import F, FindingRepository
from shared.findings.rules import FindingText, Status
from shared.findings.schemas import FindingRead
from shared.problems import FieldError, InvalidRequestError, NotFoundError, Problem, field_error
from shared.texts import Language, Text

_PAST = Text(en="Must lie in the future", zh="须晚于当前时间")


class FindingResolvedError(Problem):
    """The finding has resolved; there is nothing to decide."""

    code, status = "finding-resolved", 409
    title = Text(en="The finding is already resolved", zh="该问题已解决")


@dataclass(frozen=True, slots=True)
class Decision:
    """What is decided: the status from now on, why it is dismissed, until when it is snoozed."""

    status: Status
    reason: str | None = None
    until: datetime | None = None

    def fault(self, now: datetime) -> FieldError | None:
        """What is wrong with it: an `until` that is not ahead."""
        if self.until is not None and self.until <= now:
            return field_error("/until", "in-the-past", _PAST)
        return None

    def stands(self, finding: FindingMixin) -> bool:
        """Whether the finding was decided just so, by whomever."""
        return (finding.status, finding.decision_reason, finding.snoozed_until) == (
            self.status,
            self.reason,
            self.until,
        )

    def settle(self, finding: FindingMixin, actor_id: str, *, now: datetime) -> bool:
        """Let a locked finding be decided so; whether that changed it."""
        if self.stands(finding):
            return False
        finding.status = self.status
        finding.decided_by = actor_id
        finding.decision_reason = self.reason
        finding.snoozed_until = self.until
        finding.dismissed_measure = finding.measure if self.status == "dismissed" else None
        # The clock may have been set back.
        touch(finding, now=max(now, finding.updated_at))
        return True


def decide_finding(
    findings_of: Callable[[Session, str], FindingRepository[F]],
    texts: Mapping[str, FindingText],
    session: Session,
    principal: Principal,
    finding_id: str,
    decision: Decision,
    language: Language,
    *,
    clock: Callable[[], datetime],
) -> FindingRead:
    """Acknowledge, snooze, dismiss or reopen a finding of the service that `findings_of` and `texts` are of.

    The same decision once more changes and tells nothing, whoever says it. Raises NotFoundError,
    FindingResolvedError, and InvalidRequestError for an `until` that is not ahead.
    """
    repository = findings_of(session, principal.tenant_id)
    finding, now = _unresolved(repository, finding_id), clock()
    if fault := decision.fault(now):
        raise InvalidRequestError(errors=[fault])
    before = members_of(finding)
    if decision.settle(finding, principal.actor_id, now=now):
        repository.save()
        tell_changed(session, [finding], texts, now=finding.updated_at)
        note_findings(session, principal, [decided(finding, before)], now=finding.updated_at)
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
    clock: Callable[[], datetime],
) -> FindingRead:
    """Give a finding to somebody, or to nobody; to whom has it already changes and tells nothing.

    Raises NotFoundError, FindingResolvedError, and AssigneeUnknownError for who may not see its seller account.
    """
    repository = findings_of(session, principal.tenant_id)
    finding, now = _unresolved(repository, finding_id), clock()
    require_reach(assignee, finding.seller_id)
    taker = None if assignee is None else assignee.actor_id
    if finding.assignee != taker:
        before = members_of(finding)
        finding.assignee, finding.assigned_by = taker, principal.actor_id
        touch(finding, now=max(now, finding.updated_at))
        repository.save()
        tell_changed(session, [finding], texts, now=finding.updated_at)
        note_findings(session, principal, [assigned(finding, before)], now=finding.updated_at)
    return read(finding, texts, language)


def _unresolved(repository: FindingRepository[F], finding_id: str) -> F:
    """The finding, locked; the clock is looked at after that, so that events of its subject come in order.

    Raises NotFoundError and FindingResolvedError.
    """
    finding = repository.get(finding_id, lock=True)
    if finding is None:
        raise NotFoundError
    if finding.status == "resolved":
        raise FindingResolvedError
    return finding
