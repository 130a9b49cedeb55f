"""What happens to the clocks of cases: begun, judged, held and let go."""

from datetime import datetime, timedelta

from services.tickets import events
from services.tickets.findings.repository import SubjectFindingRepository
from services.tickets.findings.rules import FIRST_RESPONSE, RESOLUTION, SLA_CODES, TEXTS
from services.tickets.models import Case
from services.tickets.sla import rules
from services.tickets.sla.repository import get_locked, lock_due, put_off
from services.tickets.sla.rules import Clock
from services.tickets.thresholds.operations import thresholds_of
from shared.db import Session
from shared.findings.operations import Scope, reconcile_findings
from shared.jobs.each import each_alone

BATCH = 200
"""Cases of one transaction of the scan."""

_LOOK_AGAIN = timedelta(minutes=10)
"""For so long a case that cannot be judged is left out of the scan."""

ENDED = ("resolved", "closed")
_EVENTS = {"at_risk": events.CASE_AT_RISK, "breached": events.CASE_BREACHED}
_NAMES = {FIRST_RESPONSE: "first_response", RESOLUTION: "resolution"}


def begin_clocks(session: Session, case: Case, *, now: datetime) -> None:
    """Start both clocks of a new case by the bounds of its seller account."""
    bounds = thresholds_of(session, case.tenant_id, case.seller_id)
    case.first_response_warn_at, case.first_response_due_at = rules.moments_of(
        now, bounds.first_response_hours, bounds
    )
    case.resolution_warn_at, case.resolution_due_at = rules.moments_of(now, bounds.resolution_hours, bounds)
    set_checks(case, now=now)


def judge_clocks(session: Session, case: Case, *, now: datetime) -> None:
    """Tell what the clocks have reached, each level once, and make the findings say how they stand.

    The case must be locked: of two who judge, the second finds everything told.
    """
    clocks = clocks_of(case)
    for clock in clocks:
        name = _NAMES[clock.subject_type]
        for level in rules.news_of(clock, now):
            setattr(case, f"{name}_level", level)
            events.tell_case(session, _EVENTS[level], case, now=now, clock=name)
        if getattr(case, f"{name}_level") != "running":
            _reconcile(session, case, clock, now=now)
    set_checks(case, now=now)


def scan_clocks(session: Session, *, now: datetime) -> int:
    """Judge the next cases whose moment has come, of all tenants; how many. Fewer than a batch are all.

    A case that raises is passed over for a while: it keeps nobody else's clock from being told.
    """
    due = lock_due(session, now, BATCH)

    def judge(case_id: str) -> None:
        judge_clocks(session, get_locked(session, case_id), now=now)

    for case_id in each_alone("tickets.scan_clocks", due, judge, session=session).passed_over:
        put_off(session, case_id, now + _LOOK_AGAIN)
    return len(due)


def resume_resolution(case: Case, since: datetime, *, now: datetime) -> None:
    """Let the clock of the resolution go on: the time since then did not count."""
    case.resolution_warn_at += now - since
    case.resolution_due_at += now - since


def resume_first_response(case: Case, since: datetime, *, now: datetime) -> None:
    """The same for a first response that is still owed."""
    if case.first_responded_at is None:
        case.first_response_warn_at += now - since
        case.first_response_due_at += now - since


def clocks_of(case: Case) -> tuple[Clock, Clock]:
    """Both clocks of a case as the rules see them."""
    ended = case.status in ENDED
    response = Clock(
        FIRST_RESPONSE,
        case.first_response_warn_at,
        case.first_response_due_at,
        case.first_response_level,
        stood_at=None,
        is_stopped=ended or case.first_responded_at is not None,
    )
    resolution = Clock(
        RESOLUTION,
        case.resolution_warn_at,
        case.resolution_due_at,
        case.resolution_level,
        stood_at=case.pending_since,
        is_stopped=ended,
    )
    return response, resolution


def set_checks(case: Case, *, now: datetime) -> None:
    """Write down when the clocks are to be looked at next, and which moment is due first."""
    clocks = clocks_of(case)
    case.next_check_at = rules.next_check(clocks, now)
    case.due_at = rules.due_at(clocks)


def _reconcile(session: Session, case: Case, clock: Clock, *, now: datetime) -> None:
    findings = SubjectFindingRepository(session, case.tenant_id, clock.subject_type, case.case_id)
    observed = rules.observe(clock, case.case_id, case.subject, case.created_at, now)
    scope = Scope(case.seller_id, case.marketplace_id, SLA_CODES)
    outcome = reconcile_findings(findings, case.tenant_id, scope, observed, now=now)
    events.tell_findings(session, outcome, TEXTS, now=now)
