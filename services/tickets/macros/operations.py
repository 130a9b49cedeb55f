"""What one can do with macros: keep them, and fill one for a reply."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson

from services.tickets import events
from services.tickets.macros import rules
from services.tickets.macros.repository import MacroRepository
from services.tickets.macros.schemas import (
    MacroQuery,
    TicketsMacroCreate,
    TicketsMacroPage,
    TicketsMacroRead,
    TicketsMacroText,
    TicketsMacroUpdate,
)
from services.tickets.models import Macro
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.problems import NotFoundError, Problem, field_error
from shared.texts import Text


@dataclass(frozen=True, slots=True)
class FilledMacro:
    """A text to send, its language (None if nobody says), and the one that was wanted of a macro."""

    text: str
    language: str | None
    wanted_language: str | None


_NO_VALUE = Text(en="Needs a value for {place}", zh="缺少 {place} 的值")


class MacroNameTakenError(Problem):
    """Another macro of the tenant has this name."""

    code, status = "macro-name-taken", 409
    title = Text(en="Another macro has this name", zh="已有同名的回复模板")


class MacroPlaceError(Problem):
    """The macro has places that neither the case nor the request fills; nothing half filled is sent."""

    code, status = "macro-place-unknown", 422
    title = Text(en="A place of the macro has no value", zh="回复模板中有未填充的占位符")


def create_tickets_macro(
    session: Session, principal: Principal, data: TicketsMacroCreate, *, now: datetime
) -> TicketsMacroRead:
    """Keep a new macro. Raises MacroNameTakenError."""
    macro = Macro(
        macro_id=uuid7(),
        tenant_id=principal.tenant_id,
        name=data.name,
        texts=_stored(data.texts),
        changed_by=principal.actor_id,
        created_at=now,
        updated_at=now,
    )
    if not MacroRepository(session, principal.tenant_id).add_missing(macro):
        raise MacroNameTakenError
    _tell(session, principal, macro, events.MACRO_CREATED, None, now=now)
    return _read(macro)


def list_tickets_macros(session: Session, principal: Principal, query: MacroQuery) -> TicketsMacroPage:
    """A page of the tenant's macros."""
    found = MacroRepository(session, principal.tenant_id).poll(query)
    return TicketsMacroPage(items=[_read(macro) for macro in found.rows], **found.envelope)


def get_tickets_macro(session: Session, principal: Principal, macro_id: str) -> TicketsMacroRead:
    """One macro. Raises NotFoundError."""
    return _read(_require(MacroRepository(session, principal.tenant_id), macro_id))


def update_tickets_macro(
    session: Session,
    principal: Principal,
    macro_id: str,
    data: TicketsMacroUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> TicketsMacroRead:
    """Change a macro. Raises NotFoundError, PreconditionFailedError and MacroNameTakenError."""
    repository = MacroRepository(session, principal.tenant_id)
    macro = _require(repository, macro_id, lock=True)
    check_match(if_match, macro.version)
    given, before = data.model_fields_set, _members(macro)
    if "name" in given and repository.is_taken(data.name, macro_id):
        raise MacroNameTakenError
    macro.name = data.name if "name" in given else macro.name
    macro.texts = _stored(data.texts) if "texts" in given else macro.texts
    macro.version += 1
    macro.changed_by = principal.actor_id
    macro.updated_at = now
    repository.save(macro)
    _tell(session, principal, macro, events.MACRO_UPDATED, before, now=now)
    return _read(macro)


def delete_tickets_macro(
    session: Session, principal: Principal, macro_id: str, *, if_match: str | None, now: datetime
) -> None:
    """Forget a macro; replies made from it stay. Raises NotFoundError and PreconditionFailedError."""
    repository = MacroRepository(session, principal.tenant_id)
    macro = _require(repository, macro_id, lock=True)
    check_match(if_match, macro.version)
    before = _members(macro)
    macro.changed_by = principal.actor_id
    repository.delete(macro, now)
    _tell(session, principal, macro, events.MACRO_DELETED, before, now=now)


def filled_macro(
    session: Session, tenant_id: str, macro_id: str, wanted: str, values: Mapping[str, str]
) -> FilledMacro:
    """A macro in the language wanted, or the nearest it has, its places filled.

    Raises NotFoundError and MacroPlaceError.
    """
    macro = MacroRepository(session, tenant_id).get(macro_id)
    if macro is None:
        raise NotFoundError.of("/macro_id")
    texts: dict[str, str] = orjson.loads(macro.texts)
    language = rules.nearest(wanted, texts)
    text = texts[language]
    missing = [place for place in rules.places_of(text) if place not in values]
    if missing:
        raise MacroPlaceError(
            errors=[field_error("/values", "missing", _NO_VALUE.filled(place=place)) for place in missing]
        )
    return FilledMacro(rules.fill(text, values), language, wanted)


def _require(repository: MacroRepository, macro_id: str, *, lock: bool = False) -> Macro:
    macro = repository.get(macro_id, lock=lock)
    if macro is None:
        raise NotFoundError
    return macro


def _members(macro: Macro) -> dict[str, Any]:
    return {"name": macro.name, "texts": orjson.loads(macro.texts), "version": macro.version}


def _tell(
    session: Session,
    principal: Principal,
    macro: Macro,
    name: str,
    before: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    """Tell the outside that a macro was made, changed or deleted, and the audit trail from what to what."""
    after = None if macro.deleted_at else _members(macro)
    events.tell_macro(session, name, macro, now=now)
    change = Change("macro", name.removeprefix("macro."), macro.macro_id, before=before, after=after)
    audit.note(session, principal, macro.tenant_id, change, now=now)


def _read(macro: Macro) -> TicketsMacroRead:
    same = {name: getattr(macro, name) for name in TicketsMacroRead.model_fields.keys() - {"places", "texts"}}
    texts: dict[str, str] = orjson.loads(macro.texts)
    return TicketsMacroRead.model_validate(
        same
        | {
            "texts": [{"language": language, "text": text} for language, text in texts.items()],
            "places": rules.places_of("\n".join(texts.values())),
        }
    )


def _stored(texts: Sequence[TicketsMacroText]) -> str:
    return orjson.dumps({each.language: each.text for each in texts}).decode()
