"""A case that is held for a change: locked, changed, judged, stored, listed and told, in this order."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from services.tickets import events
from services.tickets.cases import rules
from services.tickets.cases.operations.showing import reported
from services.tickets.cases.repository import CaseRepository
from services.tickets.clocks import operations as clocks
from services.tickets.clocks.operations import ENDED, News
from services.tickets.clocks.repository import ClockRepository
from services.tickets.models import Case, CaseMessage
from services.tickets.worklist import operations as worklist
from services.tickets.worklist.schemas import Listed
from shared.db import Session
from shared.findings.schemas import FindingSubject
from shared.problems import NotFoundError, Problem
from shared.texts import Text


class CaseStatusError(Problem):
    """The case cannot come from its status to the one wanted."""

    code, status = "case-status", 409
    title = Text(en="The case cannot change to this status", zh="工单无法变更为该状态")


@dataclass
class Held:
    """A locked case, what came in in it in its order, and what is to be told once it is stored."""

    case: Case
    inbound: list[CaseMessage]
    news: list[News] = field(default_factory=list)

    def reach(self, at: datetime) -> None:
        """Note which levels the clocks have reached by a moment: an end that comes then hides none of them."""
        self.news += clocks.reach(self.case, self.inbound, at)


def hold(session: Session, tenant_id: str, case_id: str) -> Held:
    """The case, locked for change. Raises NotFoundError."""
    case = CaseRepository(session, tenant_id).get(case_id, lock=True)
    if case is None:
        raise NotFoundError
    return held_of(session, case)


def hold_source(session: Session, tenant_id: str, source_key: str) -> Held | None:
    """The case that an event or notice opened, locked for change; None if there is none."""
    case = CaseRepository(session, tenant_id).by_source_key(source_key)
    return None if case is None else held_of(session, case)


def held_of(session: Session, case: Case) -> Held:
    """A case that is locked already, with what came in in it."""
    return Held(case, ClockRepository(session, case.tenant_id).inbound(case.case_id))


def change_status(held: Held, wanted: str, *, at: datetime, now: datetime) -> str:
    """Bring a case to a status that it took at a moment; the event that says so. Raises CaseStatusError.

    Time spent pending or resolved does not count.
    """
    case, before = held.case, held.case.status
    if before == wanted:
        return events.CASE_UPDATED
    if not rules.may_follow(before, wanted):
        raise CaseStatusError(f"{before} cannot become {wanted}")
    held.reach(now)
    case.status = wanted
    if wanted in ENDED:
        case.resolved_at = case.resolved_at or now
        return events.CASE_UPDATED if before in ENDED else events.CASE_RESOLVED
    if case.resolved_at is not None:
        _resume(held, case.pending_since or case.resolved_at, case.resolved_at, max(at, case.resolved_at))
    elif case.pending_since is not None:
        clocks.resume_resolution(case, case.pending_since, max(at, case.pending_since))
    case.resolved_at = None
    case.pending_since = now if wanted == "pending" else None
    return events.CASE_REOPENED if before in ENDED else events.CASE_UPDATED


def _resume(held: Held, stood_since: datetime, ended_at: datetime, until: datetime) -> None:
    """A case that was pending when it ended has stood since then; its messages only since its end."""
    clocks.hold_over(held.case, held.inbound, ended_at, until)
    clocks.resume_resolution(held.case, stood_since, ended_at)


def save(
    session: Session, held: Held, event: str | None, *, now: datetime, more: Mapping[str, Any] | None = None
) -> None:
    """Store a changed case as its next version, and tell what has happened, `event` with `more` first."""
    held.case.version += 1
    held.case.updated_at = now
    tell(session, held, event, now=now, more=more)


def tell(
    session: Session, held: Held, event: str | None, *, now: datetime, more: Mapping[str, Any] | None = None
) -> None:
    """Judge the clocks of a case, store it, list it, and tell it as it is shown from now on."""
    held.reach(now)
    clocks.settle(session, held.case, held.inbound, now=now)
    CaseRepository(session, held.case.tenant_id).save(held.case)
    _list(session, held, now=now)
    data = reported(held.case)
    if event is not None:
        events.tell_case(session, event, held.case, data | dict(more or {}), now=now)
    for each in held.news:
        name = {"at_risk": events.CASE_AT_RISK, "breached": events.CASE_BREACHED}[each.level]
        told = data | {"clock": each.clock, "message_id": each.message_id}
        events.tell_case(session, name, held.case, told, now=now)
    held.news.clear()


def _list(session: Session, held: Held, *, now: datetime) -> None:
    """Let the worklist say how a case stands; while a clock of it runs, somebody has to act."""
    case, text = held.case, rules.TEXTS[held.case.category]
    severity, reason = case.severity, text.reason
    if pressing := clocks.pressing(case, held.inbound, now):
        severity, reason = rules.worse(severity, pressing[0]), pressing[1]
    listed = Listed(
        item_id=case.case_id,
        kind="case",
        code=f"tickets.case_{case.category}",
        severity=severity,
        status="open" if case.due_at else case.status,
        seller_id=case.seller_id,
        marketplace_id=case.marketplace_id,
        subject=FindingSubject(type="case", id=case.case_id, name=case.subject),
        title=Text(en=f"{text.title.en}: {case.subject}", zh=f"{text.title.zh}：{case.subject}"),
        reason=reason,
        action=text.action,
        href=f"/v1/tickets/cases/{case.case_id}",
        due_at=case.due_at,
        money=None,
        first_seen_at=case.created_at,
        version=case.version,
        matter=rules.finding_of(case.source_key),
        assignee=case.assignee,
    )
    worklist.put_item(session, case.tenant_id, listed, now=now)
