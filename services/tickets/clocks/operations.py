"""What happens to the clocks of a case: begun, stopped by an answer, held and let go, judged.

Nothing here tells anybody: whoever changes a case does, once it stands as it will be shown (`cases.operations`). The
case must be locked by then, and what came in with it.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from services.tickets import events
from services.tickets.clocks import rules
from services.tickets.clocks.repository import INBOUND, ClockRepository
from services.tickets.clocks.rules import AMAZON_ANSWER, AMAZON_HOURS, ANSWER, RESOLUTION, Clock, Level
from services.tickets.findings.repository import SubjectFindingRepository
from services.tickets.findings.rules import TEXTS
from services.tickets.models import Case, CaseMessage
from services.tickets.thresholds.operations import thresholds_of
from shared.db import Session
from shared.findings.judging import Seen, judge
from shared.findings.operations import Scope
from shared.findings.rules import SEVERITY_ORDER, Severity, ask
from shared.texts import LANGUAGES, Text

ENDED = ("resolved", "closed")
_AMAZONS_OWN = ("policy_notice", "listing_removed")
"""Categories of cases in which Amazon writes, not a buyer: the 24 h are not counted there."""


@dataclass(frozen=True, slots=True)
class News:
    """A level that a clock has reached, and nobody was told of; the message that it is of, if it is one's."""

    level: Level
    clock: str
    message_id: str | None


def begin_clocks(session: Session, case: Case, author: str, *, automatic: bool) -> CaseMessage:
    """Start the clocks of a new case when it was received; the message that opened it, under the case's own id."""
    bounds = thresholds_of(session, case.tenant_id, case.seller_id)
    begin = case.received_at
    case.resolution_warn_at, case.resolution_due_at = rules.moments_of(begin, bounds.resolution_hours, bounds)
    opening = CaseMessage(
        message_id=case.case_id,
        tenant_id=case.tenant_id,
        seller_id=case.seller_id,
        case_id=case.case_id,
        kind=INBOUND,
        author=author,
        automatic=automatic,
        text="",
        received_at=begin,
        created_at=case.created_at,
    )
    begin_answer(session, case, opening)
    _show_answer(case, [opening])
    return opening


def begin_answer(session: Session, case: Case, message: CaseMessage) -> None:
    """Start the clocks of what came in when it was received; a reply that was sent since has answered it."""
    received_at = received(message)
    bounds = thresholds_of(session, case.tenant_id, case.seller_id)
    moments = rules.moments_of(received_at, bounds.first_response_hours, bounds)
    message.answer_warn_at, message.answer_due_at = moments
    if case.category not in _AMAZONS_OWN:
        moments = rules.moments_of(received_at, AMAZON_HOURS, bounds)
        message.amazon_answer_warn_at, message.amazon_answer_due_at = moments
    reply = ClockRepository(session, case.tenant_id).first_reply(case.case_id, received_at)
    if reply is not None:
        answer([message], reply)


def answer(inbound: Sequence[CaseMessage], reply: CaseMessage) -> None:
    """Stop the clocks of what a person's reply answers: all that was received by the time it was sent."""
    sent_at = _known(reply.sent_at)
    for message in inbound:
        is_earlier = message.answered_at is None or message.answered_at > sent_at
        if received(message) <= sent_at and is_earlier:
            message.answered_at, message.answer_id = sent_at, reply.message_id


def hold_over(case: Case, inbound: Sequence[CaseMessage], since: datetime, until: datetime) -> None:
    """Let the clocks go on after the end of a case: our time did not count meanwhile; Amazon's did."""
    for message in inbound:
        if message.answered_at is None:
            message.answer_warn_at = _known(message.answer_warn_at) + (until - since)
            message.answer_due_at = _known(message.answer_due_at) + (until - since)
    resume_resolution(case, since, until)


def resume_resolution(case: Case, since: datetime, until: datetime) -> None:
    """Let the clock of the resolution go on: the time between did not count."""
    case.resolution_warn_at += until - since
    case.resolution_due_at += until - since


def reach(case: Case, inbound: Sequence[CaseMessage], at: datetime) -> list[News]:
    """Note which levels the clocks have reached by a moment; those that are news."""
    news = []
    for row, clock in _clocks(case, inbound):
        message_id = row.message_id if isinstance(row, CaseMessage) else None
        for level in rules.news_of(clock, at):
            setattr(row, f"{clock.name}_level", level)
            news.append(News(level, clock.name, message_id))
    return news


def settle(session: Session, case: Case, inbound: Sequence[CaseMessage], *, now: datetime) -> None:
    """Make case and findings say how the clocks stand, and when they are to be looked at next."""
    _show_answer(case, inbound)
    clocks = [clock for _, clock in _clocks(case, inbound)]
    case.next_check_at = rules.next_check(clocks, now)
    case.due_at = rules.due_at(clocks)
    told = {clock.name for clock in clocks if clock.level != "running"}
    for clock in _judged(case, inbound):
        if clock.name in told:
            _reconcile(session, case, clock, now=now)


def pressing(case: Case, inbound: Sequence[CaseMessage], now: datetime) -> tuple[Severity, Text] | None:
    """How grave the most pressing clock of a case is, and what is to be said of it; None while there is time."""
    found = [
        each for clock in _judged(case, inbound) for each in rules.observe(clock, case.case_id, case.subject, now)
    ]
    worst = min(found, key=lambda each: SEVERITY_ORDER.index(each.severity), default=None)
    if worst is None:
        return None
    reason = TEXTS[f"{worst.key.code}:{worst.key.subject_type}"].reason
    return worst.severity, Text(*(reason.in_language(language, **worst.facts) for language in LANGUAGES))


def answer_clock(case: Case) -> Clock:
    """The clock of the oldest message that waits, or of the last one, as the case shows it: not when it began."""
    return Clock(
        ANSWER,
        case.received_at,
        case.answer_warn_at,
        case.answer_due_at,
        case.answer_level,
        done_at=case.answered_at,
        is_stopped=case.status in ENDED or case.answered_at is not None,
    )


def resolution_clock(case: Case) -> Clock:
    """The clock of the whole case, which stands while it is pending."""
    return Clock(
        RESOLUTION,
        case.received_at,
        case.resolution_warn_at,
        case.resolution_due_at,
        case.resolution_level,
        stood_at=case.pending_since,
        is_stopped=case.status in ENDED,
    )


def message_clocks(message: CaseMessage, *, ended: bool) -> dict[str, Clock]:
    """The clocks of what came in by name: ours, and Amazon's where it counts; none of other messages."""
    found = {}
    for name in (ANSWER, AMAZON_ANSWER):
        warn_at, due_at, level = (getattr(message, f"{name}_{part}") for part in ("warn_at", "due_at", "level"))
        if due_at is not None:
            found[name] = Clock(
                name,
                received(message),
                warn_at,
                due_at,
                level,
                done_at=message.answered_at,
                is_stopped=ended or message.answered_at is not None,
            )
    return found


def _clocks(case: Case, inbound: Sequence[CaseMessage]) -> Iterator[tuple[Any, Clock]]:
    """Every clock of a case with the row that holds it."""
    for message in inbound:
        for clock in message_clocks(message, ended=case.status in ENDED).values():
            yield message, clock
    yield case, resolution_clock(case)


def _show_answer(case: Case, inbound: Sequence[CaseMessage]) -> None:
    """The case shows the clock of the oldest message that waits, or of the last one when none does."""
    shown = _shown(inbound)
    case.answer_warn_at, case.answer_due_at = _known(shown.answer_warn_at), _known(shown.answer_due_at)
    case.answer_level, case.answered_at = shown.answer_level, shown.answered_at


def _shown(inbound: Sequence[CaseMessage]) -> CaseMessage:
    waiting = [message for message in inbound if message.answered_at is None]
    return waiting[0] if waiting else inbound[-1]


def _judged(case: Case, inbound: Sequence[CaseMessage]) -> tuple[Clock, Clock]:
    """The clocks that findings are about."""
    clocks = message_clocks(_shown(inbound), ended=case.status in ENDED)
    return clocks[ANSWER], resolution_clock(case)


def _reconcile(session: Session, case: Case, clock: Clock, *, now: datetime) -> None:
    subject_type = rules.SUBJECTS[clock.name]
    findings = SubjectFindingRepository(session, case.tenant_id, subject_type, case.case_id)
    judge(
        findings,
        Scope(case.seller_id, case.marketplace_id),
        rules.JUDGES,
        lambda sitting: Seen(ask(sitting.judges, [(clock, case.case_id, case.subject, now)])),
        lambda outcome, moment: events.tell_findings(session, outcome, TEXTS, now=moment),
        now=now,
    )


def received(message: CaseMessage) -> datetime:
    """When a message came in. Raises ValueError for one that did not."""
    return _known(message.received_at)


def _known(moment: datetime | None) -> datetime:
    """A moment that what came in, or a reply, always has. Raises ValueError."""
    if moment is None:
        raise ValueError("this message has no such moment")
    return moment
