"""What one can do with macros: keep them, and fill one for a reply."""

from collections.abc import Mapping
from datetime import datetime

from services.tickets.macros import rules
from services.tickets.macros.repository import MacroRepository
from services.tickets.macros.schemas import (
    MacroQuery,
    TicketsMacroCreate,
    TicketsMacroPage,
    TicketsMacroRead,
    TicketsMacroUpdate,
)
from services.tickets.models import Macro
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.problems import FieldError, NotFoundError, Problem
from shared.texts import Language, Text


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
        macro_id=uuid7(), tenant_id=principal.tenant_id, created_at=now, updated_at=now, **data.model_dump()
    )
    if not MacroRepository(session, principal.tenant_id).add_missing(macro):
        raise MacroNameTakenError
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
    changes = data.model_dump(exclude_unset=True)
    if repository.is_taken(changes.get("name", macro.name), macro_id):
        raise MacroNameTakenError
    for name, value in changes.items():
        setattr(macro, name, value)
    macro.version += 1
    macro.updated_at = now
    repository.save(macro)
    return _read(macro)


def delete_tickets_macro(
    session: Session, principal: Principal, macro_id: str, *, if_match: str | None, now: datetime
) -> None:
    """Forget a macro; replies made from it stay. Raises NotFoundError and PreconditionFailedError."""
    repository = MacroRepository(session, principal.tenant_id)
    macro = _require(repository, macro_id, lock=True)
    check_match(if_match, macro.version)
    repository.delete(macro, now)


def filled_macro(
    session: Session, tenant_id: str, macro_id: str, language: Language, values: Mapping[str, str]
) -> str:
    """The text of a macro with its places filled. Raises NotFoundError and MacroPlaceError."""
    macro = _require(MacroRepository(session, tenant_id), macro_id)
    text = macro.text_zh if language == "zh" else macro.text_en
    missing = [place for place in rules.places_of(text) if place not in values]
    if missing:
        raise MacroPlaceError(
            f"No value for: {', '.join(missing)}",
            errors=[
                FieldError(location="body", pointer="/values", code="missing", message=place) for place in missing
            ],
        )
    return rules.fill(text, values)


def _require(repository: MacroRepository, macro_id: str, *, lock: bool = False) -> Macro:
    macro = repository.get(macro_id, lock=lock)
    if macro is None:
        raise NotFoundError
    return macro


def _read(macro: Macro) -> TicketsMacroRead:
    same = {name: getattr(macro, name) for name in TicketsMacroRead.model_fields.keys() - {"places"}}
    return TicketsMacroRead(**same, places=rules.places_of(f"{macro.text_en}\n{macro.text_zh}"))
