"""Rows of some seller accounts only, in every statement of a session at once.

A caller may be limited to some of its tenant's seller accounts. Each statement names the tenant, as tests of every
operation prove; wherever the table of that condition has a seller, the limit is added beside it. So no repository
can forget it, and a statement of ours for all tenants stays as it is.
"""

from collections.abc import Sequence
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Executable, and_, event
from sqlalchemy.orm import ORMExecuteState
from sqlalchemy.sql import visitors
from sqlalchemy.sql.elements import BinaryExpression
from sqlmodel import Session

OF_ALL = ""
"""The `seller_id` of a row that concerns every account, such as a stop of the whole installation."""

_S = TypeVar("_S", bound=Executable)


def limit(session: Session, seller_ids: frozenset[str]) -> None:
    """Let the session see and change no rows of other seller accounts, nor those of none (null).

    Statements that go around it, by its `connection()`, have to take their keys from rows read before.
    """
    sellers = sorted({*seller_ids, OF_ALL})

    def limited(state: ORMExecuteState) -> None:
        state.statement = within(state.statement, sellers)

    event.listen(session, "do_orm_execute", limited)


def within(statement: _S, sellers: Sequence[Any]) -> _S:
    """The statement, limited to these seller ids (or bind parameters for them) wherever it names the tenant."""

    def replaced(element: Any, **_options: Any) -> ColumnElement[bool] | None:
        table = getattr(element.left, "table", None) if isinstance(element, BinaryExpression) else None
        if table is None or element.left.name != "tenant_id" or "seller_id" not in table.c:
            return None
        return and_(element, table.c.seller_id.in_(sellers))

    found: _S = visitors.replacement_traverse(statement, {}, replaced)  # type: ignore[call-overload]
    return found
