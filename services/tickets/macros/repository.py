"""The SQL of macros."""

from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlmodel import col, select

from services.tickets.macros.schemas import MacroQuery
from services.tickets.models import Macro
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.positions import Order, Part, Polled, poll

_ORDER = Order(table_of(Macro), ("macro_id",))


class MacroRepository:
    """Macros of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, macro: Macro) -> bool:
        """Store a new macro unless there is one of its name; whether it was stored."""
        return add_missing(self._session, table_of(Macro), macro.model_dump() | {"tenant_id": self._tenant_id})

    def save(self, macro: Macro) -> None:
        """Store a changed macro."""
        self._session.add(macro)
        self._session.flush()

    def delete(self, macro: Macro, now: datetime) -> None:
        """Mark a macro as deleted that was read from this repository; its name is free again."""
        macro.name, macro.deleted_at, macro.updated_at = macro.macro_id, now, now
        macro.version += 1
        self.save(macro)

    def get(self, macro_id: str, *, lock: bool = False) -> Macro | None:
        """One macro; locked until the end of the transaction if it is to be changed."""
        mine = (Macro.tenant_id == self._tenant_id, Macro.macro_id == macro_id, col(Macro.deleted_at).is_(None))
        query = select(Macro).where(*mine)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def is_taken(self, name: str, macro_id: str) -> bool:
        """Whether another macro has this name."""
        query = select(Macro.macro_id).where(
            Macro.tenant_id == self._tenant_id, Macro.name == name, Macro.macro_id != macro_id
        )
        return self._session.exec(query).first() is not None

    def poll(self, query: MacroQuery) -> Polled[Macro]:
        """A page of the tenant's macros. Raises the errors of cursors."""
        statement: Select[Any] = select(Macro).where(Macro.tenant_id == self._tenant_id)
        if not query.include_deleted:
            statement = statement.where(col(Macro.deleted_at).is_(None))
        if query.name is not None:
            statement = statement.where(col(Macro.name) == query.name)

        def read(part: Part) -> list[Macro]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)
