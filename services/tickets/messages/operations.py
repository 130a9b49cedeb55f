"""What one can do in a case: take in what was received, reply, note, read."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.tickets import events
from services.tickets.cases.operations.holding import Held, change_status, hold, save
from services.tickets.cases.operations.noting import note_message
from services.tickets.cases.operations.opening import SYSTEM, moment_of, taken
from services.tickets.cases.operations.showing import description_of, read_clock
from services.tickets.cases.repository import CaseRepository
from services.tickets.cases.rules import digest_of
from services.tickets.clocks import operations as clocks
from services.tickets.clocks.operations import ENDED
from services.tickets.clocks.repository import INBOUND, REPLY
from services.tickets.macros.operations import FilledMacro, filled_macro
from services.tickets.messages.repository import NOTE, MessageRepository
from services.tickets.messages.schemas import (
    TicketsMessageCreate,
    TicketsMessagePage,
    TicketsMessageRead,
    TicketsNoteCreate,
    TicketsReplyCreate,
)
from services.tickets.models import Case, CaseMessage
from shared import pages
from shared.amazon.marketplaces import language_of_buyers
from shared.auth import Principal
from shared.db import Session
from shared.ids import uuid7
from shared.pages import PageQuery
from shared.problems import NotFoundError, Problem
from shared.texts import Language, Text

_CASE_PLACES = ("amazon_order_id", "asin", "sku", "subject")


class CaseClosedError(Problem):
    """A closed case takes no more messages and replies."""

    code, status = "case-closed", 409
    title = Text(en="The case is closed", zh="工单已关闭")


def create_tickets_message(
    session: Session,
    principal: Principal,
    case_id: str,
    data: TicketsMessageCreate,
    language: Language,
    *,
    now: datetime,
) -> tuple[TicketsMessageRead, bool]:
    """Take in what was received in a case, or give the message of this external id; and whether it is new.

    What waits for an answer opens the case again. What was received at the very moment at which the case was, is what
    opened it. Raises NotFoundError, CaseClosedError, ExternalIdTakenError, InvalidRequestError for a moment ahead.
    """
    held = hold(session, principal.tenant_id, case_id)
    digest = digest_of(data.model_dump(mode="json", exclude_none=True))
    if (known := _known(session, held.case, data.external_id, digest)) is not None:
        return _read(held.case, known, language), False
    if held.case.status == "closed":
        raise CaseClosedError
    received_at = moment_of(data.received_at, "received_at", now)
    opening = _opening(held, data)
    message = opening or _message(held.case, INBOUND, principal.actor_id, "", now=now)
    message.text, message.language, message.received_at = data.text, data.language, received_at
    message.external_id, message.external_digest = data.external_id, data.external_id and digest
    if opening is None:
        clocks.begin_answer(session, held.case, message)
        _add(session, message)
        _take_in(held, message, now=now)
    told = _told(held.case, message)
    save(session, held, events.CASE_MESSAGE_RECEIVED, now=now, more=told)
    note_message(session, principal, "received", held.case, message, now=now)
    return _read(held.case, message, language), True


def create_tickets_reply(
    session: Session,
    principal: Principal,
    case_id: str,
    data: TicketsReplyCreate,
    language: Language,
    *,
    now: datetime,
) -> tuple[TicketsMessageRead, bool]:
    """Write down a reply, or give the one of this external id; and whether it is new.

    One by a person answers what was received by the time it was sent, whenever we are told. Raises NotFoundError,
    CaseClosedError, ExternalIdTakenError, MacroPlaceError, and InvalidRequestError for a moment ahead.
    """
    held = hold(session, principal.tenant_id, case_id)
    digest = digest_of(data.model_dump(mode="json", exclude_none=True))
    if (known := _known(session, held.case, data.external_id, digest)) is not None:
        return _read(held.case, known, language), False
    if held.case.status == "closed":
        raise CaseClosedError
    sent_at = moment_of(data.sent_at, "sent_at", now)
    filled = FilledMacro(data.text, data.language, None) if data.text else _of_macro(session, held, data)
    reply = _message(held.case, REPLY, principal.actor_id, filled.text, automatic=data.automatic, now=now)
    reply.language, reply.wanted_language, reply.sent_at = filled.language, filled.wanted_language, sent_at
    reply.external_id, reply.external_digest = data.external_id, data.external_id and digest
    _add(session, reply)
    if not data.automatic:
        clocks.answer(held.inbound, reply)
    save(session, held, events.CASE_REPLIED, now=now, more=_told(held.case, reply) | {"automatic": data.automatic})
    note_message(session, principal, "replied", held.case, reply, now=now)
    return _read(held.case, reply, language), True


def create_tickets_note(
    session: Session,
    principal: Principal,
    case_id: str,
    data: TicketsNoteCreate,
    language: Language,
    *,
    now: datetime,
) -> TicketsMessageRead:
    """Write a note for colleagues. Raises NotFoundError."""
    held = hold(session, principal.tenant_id, case_id)
    message = _message(held.case, NOTE, principal.actor_id, data.text, now=now)
    _add(session, message)
    save(session, held, events.CASE_UPDATED, now=now, more=_told(held.case, message))
    note_message(session, principal, "noted", held.case, message, now=now)
    return _read(held.case, message, language)


def list_tickets_messages(
    session: Session, principal: Principal, case_id: str, query: PageQuery, language: Language
) -> TicketsMessagePage:
    """A page of what was written in a case. Raises NotFoundError."""
    case = _require_case(session, principal, case_id)
    after = pages.read_cursor(f"{principal.tenant_id}:{case_id}", query, width=2)
    if after is not None:
        after = [pages.moment_of(after[0]), after[1]]
    rows = MessageRepository(session, principal.tenant_id).page(case_id, query, after)
    shown, cursor, more = pages.cut(
        f"{principal.tenant_id}:{case_id}", query, rows, lambda row: (row.created_at.isoformat(), row.message_id)
    )
    items = [_read(case, message, language) for message in shown]
    return TicketsMessagePage(items=items, next_cursor=cursor, has_more=more)


def get_tickets_message(
    session: Session, principal: Principal, case_id: str, message_id: str, language: Language
) -> TicketsMessageRead:
    """One message of a case. Raises NotFoundError."""
    case = _require_case(session, principal, case_id)
    message = MessageRepository(session, principal.tenant_id).get(case_id, message_id)
    if message is None:
        raise NotFoundError
    return _read(case, message, language)


def add_system_note(session: Session, case: Case, text: str, *, source_key: str, now: datetime) -> bool:
    """Note something of our own in a locked case, once per source key; whether it was new."""
    message = _message(case, NOTE, SYSTEM, text, automatic=True, now=now)
    message.source_key = source_key
    return MessageRepository(session, case.tenant_id).add_missing(message)


def is_touched(session: Session, case: Case) -> bool:
    """Whether a person of ours has written in the case."""
    return MessageRepository(session, case.tenant_id).has_any_by_people(case.case_id)


def _require_case(session: Session, principal: Principal, case_id: str) -> Case:
    case = CaseRepository(session, principal.tenant_id).get(case_id)
    if case is None:
        raise NotFoundError
    return case


def _known(session: Session, case: Case, external_id: str | None, digest: str) -> CaseMessage | None:
    """The message that an account's system calls so, if there is one. Raises ExternalIdTakenError."""
    if external_id is None:
        return None
    message = MessageRepository(session, case.tenant_id).by_external_id(case.seller_id, external_id)
    if message is not None and (message.case_id, message.external_digest) != (case.case_id, digest):
        raise taken(message.case_id)
    return message


def _add(session: Session, message: CaseMessage) -> None:
    """Store a new message. Raises ExternalIdTakenError."""
    repository = MessageRepository(session, message.tenant_id)
    seller_id, external_id = message.seller_id, message.external_id
    if not repository.add(message):
        other = repository.by_external_id(seller_id, external_id or "")
        raise taken("" if other is None else other.case_id)


def _opening(held: Held, data: TicketsMessageCreate) -> CaseMessage | None:
    """What opened the case, if this is it and nobody has said its text yet."""
    for message in held.inbound:
        if message.message_id == held.case.case_id and not message.text and message.received_at == data.received_at:
            return message
    return None


def _take_in(held: Held, message: CaseMessage, *, now: datetime) -> None:
    """Put it among what came in; a case that was done with, or waited for the buyer, is open again."""
    if message.answered_at is None and held.case.status != "open":
        change_status(held, "open", at=clocks.received(message), now=now)
    held.inbound = sorted([*held.inbound, message], key=lambda each: (clocks.received(each), each.message_id))


def _of_macro(session: Session, held: Held, data: TicketsReplyCreate) -> FilledMacro:
    case = held.case
    known = {name: value for name in _CASE_PLACES if (value := getattr(case, name)) is not None}
    given = {each.name: each.value for each in data.values}
    said = [message.language for message in held.inbound if message.language]
    language = data.language or (said[-1] if said else language_of_buyers(case.marketplace_id))
    return filled_macro(session, case.tenant_id, data.macro_id or "", language, known | given)


def _message(case: Case, kind: str, author: str, text: str, *, automatic: bool = False, now: datetime) -> CaseMessage:
    return CaseMessage(
        message_id=uuid7(),
        tenant_id=case.tenant_id,
        seller_id=case.seller_id,
        case_id=case.case_id,
        kind=kind,
        author=author,
        automatic=automatic,
        text=text,
        created_at=now,
    )


def _told(case: Case, message: CaseMessage) -> dict[str, Any]:
    return {"message": _read(case, message, "en").model_dump(mode="json")}


def _read(case: Case, message: CaseMessage, language: Language) -> TicketsMessageRead:
    shown = clocks.message_clocks(message, ended=case.status in ENDED)
    same: Sequence[str] = sorted(TicketsMessageRead.model_fields.keys() - {"text", "answer", "amazon_answer"})
    return TicketsMessageRead(
        **{name: getattr(message, name) for name in same},
        text=message.text or description_of(case).in_language(language) or case.subject,
        **{name: read_clock(shown[name]) if name in shown else None for name in ("answer", "amazon_answer")},
    )
