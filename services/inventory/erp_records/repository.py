"""The SQL of what an ERP has told."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, bindparam, select, update

from services.inventory.erp_records.rules import Rows
from services.inventory.erp_records.schemas import ErpPlaceQuery, ErpProductQuery
from services.inventory.models import ErpCount, ErpPlace, ErpProduct
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert
from shared.positions import Order, Part, Polled, poll

_product, _place, _count = table_of(ErpProduct), table_of(ErpPlace), table_of(ErpCount)
_PRODUCTS, _PLACES = Order(_product, ("erp_sku",)), Order(_place, ("connection_id", "kind", "erp_id"))


class ErpRecordRepository:
    """What a tenant's ERP has told."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def products(self, skus: Collection[str]) -> dict[str, Mapping[str, Any]]:
        """What is known of these SKUs."""
        query = select(_product).where(_product.c.tenant_id == self._tenant_id, _product.c.erp_sku.in_(skus))
        return {row.erp_sku: dict(row._mapping) for row in self._session.execute(query)}

    def skus(self, connection_id: str) -> list[str]:
        """The SKUs of a connection that are no bundles, in order."""
        query = select(_product.c.erp_sku).where(_product.c.tenant_id == self._tenant_id, ~_product.c.is_bundle)
        query = query.where(_product.c.connection_id == connection_id).order_by(_product.c.erp_sku)
        return list(self._session.execute(query).scalars())

    def store_products(self, connection_id: str, rows: Rows, *, now: datetime) -> None:
        """Store what is new or has changed of SKUs."""
        of = {"tenant_id": self._tenant_id, "connection_id": connection_id, "updated_at": now}
        given = [{**of, "erp_sku": sku, **row} for sku, row in sorted(rows.items())]
        upsert(self._session, _product, given, key=("tenant_id", "erp_sku"))

    def store_in_transit(self, units: Mapping[str, int | None], *, now: datetime) -> None:
        """Store what is on its way of SKUs that are known."""
        mine = (_product.c.tenant_id == self._tenant_id, _product.c.erp_sku == bindparam("sku"))
        statement = update(_product).where(*mine).values(in_transit_quantity=bindparam("units"), updated_at=now)
        given = [{"sku": sku, "units": quantity} for sku, quantity in sorted(units.items())]
        if given:
            self._session.connection().execute(statement, given)

    def places(self, connection_id: str, kind: str) -> dict[str, Mapping[str, Any]]:
        """The shops or warehouses of a connection by their ids."""
        query = select(_place).where(_place.c.tenant_id == self._tenant_id, _place.c.kind == kind)
        found = self._session.execute(query.where(_place.c.connection_id == connection_id))
        return {row.erp_id: dict(row._mapping) for row in found}

    def store_places(self, connection_id: str, kind: str, rows: Rows, *, now: datetime) -> None:
        """Store what is new or has changed of shops or warehouses."""
        of = {"tenant_id": self._tenant_id, "connection_id": connection_id, "kind": kind, "updated_at": now}
        given = [{**of, "erp_id": erp_id, **row} for erp_id, row in sorted(rows.items())]
        upsert(self._session, _place, given, key=("tenant_id", "connection_id", "kind", "erp_id"))

    def counts(self, connection_id: str, skus: Collection[str]) -> dict[tuple[str, str], Mapping[str, Any]]:
        """What the ERP's warehouses have of these SKUs, by SKU and warehouse."""
        query = select(_count).where(_count.c.tenant_id == self._tenant_id, _count.c.erp_sku.in_(skus))
        found = self._session.execute(query.where(_count.c.connection_id == connection_id))
        return {(row.erp_sku, row.erp_warehouse_id): dict(row._mapping) for row in found}

    def store_counts(self, connection_id: str, rows: Sequence[Mapping[str, Any]]) -> None:
        """Store counts: SKU, warehouse, units and when they were told."""
        of = {"tenant_id": self._tenant_id, "connection_id": connection_id}
        upsert(
            self._session,
            _count,
            [of | dict(row) for row in rows],
            key=("tenant_id", "connection_id", "erp_sku", "erp_warehouse_id"),
        )

    def poll_products(self, query: ErpProductQuery) -> Polled[Mapping[str, Any]]:
        """A page of the tenant's SKUs. Raises the errors of cursors."""
        statement: Select[Any] = select(_product).where(_product.c.tenant_id == self._tenant_id)
        for name in ("connection_id", "erp_sku", "is_bundle"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(_product.c[name] == value)
        return poll(self._session, self._tenant_id, query, _PRODUCTS, self._reader(statement, _PRODUCTS))

    def poll_places(self, query: ErpPlaceQuery) -> Polled[Mapping[str, Any]]:
        """A page of the tenant's shops and warehouses. Raises the errors of cursors."""
        statement: Select[Any] = select(_place).where(_place.c.tenant_id == self._tenant_id)
        for name in ("connection_id", "kind"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(_place.c[name] == value)
        return poll(self._session, self._tenant_id, query, _PLACES, self._reader(statement, _PLACES))

    def _reader(self, statement: Select[Any], order: Order) -> Any:
        def read(part: Part) -> list[dict[str, Any]]:
            return [dict(row._mapping) for row in self._session.execute(order.apply(statement, part))]

        return read
