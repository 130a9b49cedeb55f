"""The SQL of the seller's own warehouses."""

from collections.abc import Collection, Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, func, literal, update
from sqlalchemy import select as select_rows
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from services.inventory.models import OwnStockDay, Stock, Warehouse, is_own
from services.inventory.warehouses.schemas import InventoryWarehouseQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing, insert_of
from shared.positions import Order, Part, Polled, poll

_stock, _own_day, _warehouse = table_of(Stock), table_of(OwnStockDay), table_of(Warehouse)
_ORDER = Order(_warehouse, ("warehouse_id",))


def of_differing_counts(session: Session) -> list[tuple[str, str, int]]:
    """Warehouses of all tenants that had differing counts of some SKUs when they were made, and hold some of then.

    Seller account, name and the number of these SKUs; for the one who runs the servers.
    """
    own, held = _warehouse.c, (is_own(_stock), _stock.c.warehouse == _warehouse.c.warehouse_id)
    kept = exists().where(*held, _stock.c.deleted_at.is_(None), _stock.c.observed_at < own.created_at)
    query = select_rows(own.seller_id, own.name, own.differing_skus).where(own.differing_skus > 0, kept)
    found = session.execute(query.where(own.deleted_at.is_(None)).order_by(own.seller_id, own.name))
    return [(row[0], row[1], row[2]) for row in found]


class WarehouseRepository:
    """Own warehouses of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, warehouse: Warehouse) -> bool:
        """Store a new one unless its account has one of its name; whether it was stored."""
        return add_missing(self._session, _warehouse, warehouse.model_dump() | {"tenant_id": self._tenant_id})

    def save(self, warehouse: Warehouse) -> None:
        """Store a changed one."""
        self._session.add(warehouse)
        self._session.flush()

    def rename(self, warehouse: Warehouse, name: str) -> bool:
        """Name one anew; False when another of its account has this name, maybe since a moment ago."""
        try:
            with self._session.begin_nested():
                warehouse.name = name
                self.save(warehouse)
        except IntegrityError:
            return False
        return True

    def get(self, warehouse_id: str, *, lock: bool = False) -> Warehouse | None:
        """One that is there; locked until the end of the transaction if it is to be changed."""
        query = self._mine().where(Warehouse.warehouse_id == warehouse_id, col(Warehouse.deleted_at).is_(None))
        found: Warehouse | None = self._session.exec(query.with_for_update() if lock else query).one_or_none()
        return found

    def lock(self, warehouse_ids: Iterable[str]) -> dict[str, Warehouse]:
        """These, deleted ones too, by id; nobody else changes them or what they hold until the transaction ends."""
        query = self._mine().where(col(Warehouse.warehouse_id).in_(set(warehouse_ids)))
        ordered = query.order_by(col(Warehouse.warehouse_id)).with_for_update()
        found = self._session.exec(ordered.execution_options(populate_existing=True))
        return {warehouse.warehouse_id: warehouse for warehouse in found}

    def named(self, seller_ids: Collection[str], names: Collection[str]) -> dict[tuple[str, str], Warehouse]:
        """Those with one of these names, by account and name; of deleted ones of a name the last."""
        query = self._mine().where(col(Warehouse.seller_id).in_(seller_ids), col(Warehouse.name).in_(names))
        # What is there comes last, and stays.
        found = self._session.exec(query.order_by(col(Warehouse.deleted_at).is_(None), col(Warehouse.deleted_at)))
        return {(warehouse.seller_id, warehouse.name): warehouse for warehouse in found}

    def accounts_of(self, warehouse_ids: Collection[str]) -> dict[str, str]:
        """The account of each of these that is there, by its id."""
        query = select(Warehouse.warehouse_id, Warehouse.seller_id).where(
            Warehouse.tenant_id == self._tenant_id,
            col(Warehouse.warehouse_id).in_(warehouse_ids),
            col(Warehouse.deleted_at).is_(None),
        )
        return {warehouse_id: seller_id for warehouse_id, seller_id in self._session.exec(query)}

    def of_seller(self, seller_id: str) -> list[Warehouse]:
        """All of an account, deleted ones too: what they held is the past of its stock."""
        return list(self._session.exec(self._mine().where(Warehouse.seller_id == seller_id)))

    def poll(self, query: InventoryWarehouseQuery) -> Polled[Warehouse]:
        """A page of the tenant's warehouses. Raises the errors of cursors."""
        statement: Select[Any] = self._mine()
        if not query.include_deleted:
            statement = statement.where(col(Warehouse.deleted_at).is_(None))
        if query.seller_id is not None:
            statement = statement.where(col(Warehouse.seller_id) == query.seller_id)
        if query.name is not None:
            statement = statement.where(col(Warehouse.name) == query.name)

        def read(part: Part) -> list[Warehouse]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def empty(self, warehouse: Warehouse, *, by: str, now: datetime) -> None:
        """Mark as deleted what a warehouse that was read from here holds: it has had none since today."""
        held = (is_own(_stock), _stock.c.warehouse == warehouse.warehouse_id)
        there = (*held, _stock.c.deleted_at.is_(None))
        today = literal(now.date(), _own_day.c.date_on.type)
        days = select_rows(
            *(_stock.c.marketplace_key, _stock.c.sku, _stock.c.warehouse, today, literal(0)),
            func.coalesce(_stock.c.fulfillable_quantity, 0),
        ).where(*there)
        added = insert_of(self._session, _own_day).from_select([column.name for column in _own_day.columns], days)
        self._session.execute(
            added.on_conflict_do_update(index_elements=list(_own_day.primary_key), set_={"ending_quantity": 0})
        )
        gone = {"deleted_at": now, "updated_at": now, "observed_at": now, "changed_by": by}
        self._session.execute(update(_stock).where(*there).values(gone))

    def _mine(self) -> Any:
        return select(Warehouse).where(Warehouse.tenant_id == self._tenant_id)
