"""The SQL of macros."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from services.tickets.macros.schemas import MacroQuery
from services.tickets.models import Macro
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing


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

    def delete(self, macro: Macro) -> None:
        """Delete a macro that was read from this repository."""
        self._session.delete(macro)
        self._session.flush()

    def get(self, macro_id: str, *, lock: bool = False) -> Macro | None:
        """One macro; locked until the end of the transaction if it is to be changed."""
        query = select(Macro).where(Macro.tenant_id == self._tenant_id, Macro.macro_id == macro_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def is_taken(self, name: str, macro_id: str) -> bool:
        """Whether another macro has this name."""
        query = select(Macro.macro_id).where(
            Macro.tenant_id == self._tenant_id, Macro.name == name, Macro.macro_id != macro_id
        )
        return self._session.exec(query).first() is not None

    def page(self, query: MacroQuery, after: Sequence[Any] | None) -> list[Macro]:
        """Up to `limit + 1` macros by (updated_at, macro_id)."""
        statement = select(Macro).where(Macro.tenant_id == self._tenant_id)
        if query.name is not None:
            statement = statement.where(Macro.name == query.name)
        if query.updated_after is not None:
            statement = statement.where(col(Macro.updated_at) > query.updated_after)
        order = (col(Macro.updated_at), col(Macro.macro_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
