"""What one can do in a case: reply, note, read what was written."""

from datetime import datetime

from services.tickets import events
from services.tickets.cases.operations import get_tickets_case, require_case, save_case
from services.tickets.macros.operations import filled_macro
from services.tickets.messages.repository import MessageRepository
from services.tickets.messages.schemas import (
    TicketsMessagePage,
    TicketsMessageRead,
    TicketsNoteCreate,
    TicketsReplyCreate,
)
from services.tickets.models import Case, CaseMessage
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.pages import PageQuery
from shared.problems import Problem
from shared.texts import Text

_REPLY, _NOTE = "reply", "note"
_SYSTEM = "system"
_CASE_PLACES = ("amazon_order_id", "asin", "sku", "subject")


class CaseClosedError(Problem):
    """A closed case takes no more replies."""

    code, status = "case-closed", 409
    title = Text(en="The case is closed", zh="工单已关闭")


def create_tickets_reply(
    session: Session, principal: Principal, case_id: str, data: TicketsReplyCreate, *, now: datetime
) -> TicketsMessageRead:
    """Write down a reply; one by a person stops the clock of the first response.

    Raises NotFoundError, CaseClosedError and MacroPlaceError.
    """
    case = require_case(session, principal.tenant_id, case_id, now=now)
    if case.status == "closed":
        raise CaseClosedError
    text = data.text or _text_of_macro(session, case, data)
    message = _message(case, _REPLY, principal.actor_id, text, automatic=data.automatic, now=now)
    MessageRepository(session, case.tenant_id).add_missing(message)
    if not data.automatic and case.first_responded_at is None:
        case.first_responded_at = now
    save_case(session, case, now=now)
    events.tell_case(session, events.CASE_REPLIED, case, now=now, automatic=data.automatic)
    return _read(message)


def create_tickets_note(
    session: Session, principal: Principal, case_id: str, data: TicketsNoteCreate, *, now: datetime
) -> TicketsMessageRead:
    """Write a note for colleagues. Raises NotFoundError."""
    case = require_case(session, principal.tenant_id, case_id, now=now)
    message = _message(case, _NOTE, principal.actor_id, data.text, automatic=False, now=now)
    MessageRepository(session, case.tenant_id).add_missing(message)
    save_case(session, case, now=now)
    return _read(message)


def list_tickets_messages(
    session: Session, principal: Principal, case_id: str, query: PageQuery
) -> TicketsMessagePage:
    """A page of what was written in a case. Raises NotFoundError."""
    get_tickets_case(session, principal, case_id)
    after = pages.read_cursor(f"{principal.tenant_id}:{case_id}", query, width=2)
    if after is not None:
        after = [pages.moment_of(after[0]), after[1]]
    rows = MessageRepository(session, principal.tenant_id).page(case_id, query, after)
    shown, cursor, more = pages.cut(
        f"{principal.tenant_id}:{case_id}", query, rows, lambda row: (row.created_at.isoformat(), row.message_id)
    )
    return TicketsMessagePage(items=[_read(message) for message in shown], next_cursor=cursor, has_more=more)


def add_system_note(session: Session, case: Case, text: str, *, source_key: str, now: datetime) -> bool:
    """Note something of our own in a locked case, once per source key; whether it was new."""
    message = _message(case, _NOTE, _SYSTEM, text, automatic=True, now=now)
    message.source_key = source_key
    return MessageRepository(session, case.tenant_id).add_missing(message)


def is_touched(session: Session, case: Case) -> bool:
    """Whether a person has written in the case."""
    return MessageRepository(session, case.tenant_id).has_any_by_people(case.case_id)


def _text_of_macro(session: Session, case: Case, data: TicketsReplyCreate) -> str:
    known = {name: value for name in _CASE_PLACES if (value := getattr(case, name)) is not None}
    given = {each.name: each.value for each in data.values}
    return filled_macro(session, case.tenant_id, data.macro_id or "", data.language, known | given)


def _message(case: Case, kind: str, author: str, text: str, *, automatic: bool, now: datetime) -> CaseMessage:
    return CaseMessage(
        message_id=uuid7(),
        tenant_id=case.tenant_id,
        case_id=case.case_id,
        kind=kind,
        author=author,
        automatic=automatic,
        text=text,
        created_at=now,
    )


def _read(message: CaseMessage) -> TicketsMessageRead:
    return TicketsMessageRead(**{name: getattr(message, name) for name in TicketsMessageRead.model_fields})
