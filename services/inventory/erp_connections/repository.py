"""The SQL of the connections of ERPs."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, Table, func
from sqlalchemy import select as select_rows
from sqlmodel import col, select

from services.inventory.erp_connections.schemas import ErpConnectionQuery
from services.inventory.models import ErpConnection, ErpDeadLetter, ErpProduct
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.positions import Order, Part, Polled, poll

_product, _letter = table_of(ErpProduct), table_of(ErpDeadLetter)
_ORDER = Order(table_of(ErpConnection), ("connection_id",))
_IS_KEPT = col(ErpConnection.deleted_at).is_(None)


class Told(NamedTuple):
    """What is known from a connection: products, and records that cannot be read."""

    products: int = 0
    open_dead_letters: int = 0


def all_due(session: Session, *, now: datetime) -> list[ErpConnection]:
    """The connections of all tenants that are to be read now."""
    query = select(ErpConnection).where(_IS_KEPT, col(ErpConnection.enabled), col(ErpConnection.next_run_at) <= now)
    return list(session.exec(query.order_by(col(ErpConnection.connection_id))))


class ErpConnectionRepository:
    """Connections of one tenant, live or twin."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, connection: ErpConnection) -> bool:
        """Store a new one; False when the tenant has one of this account."""
        return add_missing(self._session, table_of(ErpConnection), connection.model_dump())

    def has_other(self, connection: ErpConnection, app_key: str) -> bool:
        """Whether another connection of the tenant's is of this account of the ERP."""
        query = self._mine().where(ErpConnection.erp == connection.erp, ErpConnection.app_key == app_key, _IS_KEPT)
        other = query.where(ErpConnection.connection_id != connection.connection_id)
        return self._session.exec(other).first() is not None

    def save(self, connection: ErpConnection) -> None:
        """Store a changed one."""
        self._session.add(connection)
        self._session.flush()

    def get(self, connection_id: str, *, lock: bool = False) -> ErpConnection | None:
        """One that is there; locked until the end of the transaction if it is to be changed."""
        query = self._mine().where(ErpConnection.connection_id == connection_id, _IS_KEPT)
        found: ErpConnection | None = self._session.exec(query.with_for_update() if lock else query).one_or_none()
        return found

    def poll(self, query: ErpConnectionQuery) -> Polled[ErpConnection]:
        """A page of the tenant's connections. Raises the errors of cursors."""
        statement: Select[Any] = self._mine()
        if not query.include_deleted:
            statement = statement.where(_IS_KEPT)

        def read(part: Part) -> list[ErpConnection]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def told(self) -> Mapping[str, Told]:
        """How much is known from each of the tenant's connections."""
        products = self._counted(_product)
        letters = self._counted(_letter, _letter.c.status == "open")
        known = products.keys() | letters.keys()
        return {each: Told(products.get(each, 0), letters.get(each, 0)) for each in known}

    def _counted(self, table: Table, *given: ColumnElement[bool]) -> dict[str, int]:
        query = select_rows(table.c.connection_id, func.count()).where(table.c.tenant_id == self._tenant_id, *given)
        return {row[0]: row[1] for row in self._session.execute(query.group_by(table.c.connection_id))}

    def _mine(self) -> Any:
        return select(ErpConnection).where(ErpConnection.tenant_id == self._tenant_id)
