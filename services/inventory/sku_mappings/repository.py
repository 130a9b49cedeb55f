"""The SQL of SKU mappings, and of what there is to be mapped."""

import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, bindparam, exists, func, select, tuple_, union, update

from services.inventory.models import (
    ErpProduct,
    SellerMarketplace,
    SkuMapping,
    SkuMappingRefusal,
    Stock,
    StockHealth,
    Warehouse,
    is_own,
)
from services.inventory.sku_mappings.rules.parts import Good, Parts, joined, read, written
from services.inventory.sku_mappings.schemas import InventorySkuMappingQuery
from shared.bulk.results import Outcome
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_all_missing
from shared.http.filters import pattern_of
from shared.ids import uuid7s
from shared.positions import Order, Part, Polled, poll

_mapping, _refusal, _product = table_of(SkuMapping), table_of(SkuMappingRefusal), table_of(ErpProduct)
_place, _stock, _warehouse = table_of(SellerMarketplace), table_of(Stock), table_of(Warehouse)
_health = table_of(StockHealth)
_ORDER = Order(_mapping, ("mapping_id",))
_CHANGING = ("parts", "source", "changed_by", "created_at", "updated_at")
_changed = (
    update(_mapping)
    .where(_mapping.c.tenant_id == bindparam("of_tenant_id"), _mapping.c.mapping_id == bindparam("of_mapping_id"))
    .values(
        version=_mapping.c.version + 1,
        deleted_at=None,
        **{name: bindparam(f"new_{name}", type_=_mapping.c[name].type) for name in _CHANGING},
    )
)


class Key(NamedTuple):
    """What names a mapping within a tenant."""

    seller_id: str
    sku: str


class Stored(NamedTuple):
    """What became of a mapping that was told, and its parts before (None where there were none)."""

    mapping_id: str
    before: Parts | None
    outcome: Outcome


class MappingRepository:
    """Mappings of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def put(
        self, told: Mapping[Key, tuple[Parts, str]], *, by: str, now: datetime, only_new: bool = False
    ) -> dict[Key, Stored]:
        """Store parts and source of each; what became of it. With `only_new` what says something else stays.

        What is new is made first and what was there is locked then, both in one order, so that two who tell of the
        same SKUs at once wait for each other and never both. The caller knows the accounts.
        """
        keys = sorted(told)
        rows = [
            self._row(key, *told[key], new_id, by, now) for key, new_id in zip(keys, uuid7s(len(keys)), strict=True)
        ]
        made = add_all_missing(self._session, _mapping, rows, "seller_id", "sku", "mapping_id")
        stored = {Key(*row[:2]): Stored(row[2], None, "created") for row in made}
        changes = []
        for row in self._locked([key for key in keys if key not in stored]):
            key, before = Key(row.seller_id, row.sku), None if row.deleted_at else read(row.parts)
            parts, source = told[key]
            if before == parts:
                stored[key] = Stored(row.mapping_id, before, "unchanged")
            elif before is not None and only_new:
                stored[key] = Stored(row.mapping_id, before, "outdated")
            else:
                stored[key] = Stored(row.mapping_id, before, "created" if before is None else "updated")
                moments = {"created_at": now if before is None else row.created_at, "updated_at": now}
                new = {"parts": written(parts), "source": source, "changed_by": by, **moments}
                own = {"of_tenant_id": self._tenant_id, "of_mapping_id": row.mapping_id}
                changes.append(own | {f"new_{name}": value for name, value in new.items()})
        if changes:
            self._session.connection().execute(_changed, changes)
        return stored

    def find(self, mapping_id: str, *, lock: bool = False) -> Row[Any] | None:
        """One that is not deleted; locked until the end of the transaction if it is to be changed."""
        query = self._there().where(_mapping.c.mapping_id == mapping_id)
        return self._session.execute(query.with_for_update() if lock else query).one_or_none()

    def delete(self, mapping_id: str, *, by: str, now: datetime) -> None:
        """Mark one as deleted."""
        gone = {"deleted_at": now, "updated_at": now, "changed_by": by, "version": _mapping.c.version + 1}
        mine = (_mapping.c.tenant_id == self._tenant_id, _mapping.c.mapping_id == mapping_id)
        self._session.execute(update(_mapping).where(*mine).values(gone))

    def poll(self, query: InventorySkuMappingQuery) -> Polled[Row[Any]]:
        """A page of the tenant's mappings. Raises the errors of cursors."""
        statement = self._mine() if query.include_deleted else self._there()
        if query.seller_id is not None:
            statement = statement.where(_mapping.c.seller_id == query.seller_id)
        if query.sku is not None:
            statement = statement.where(_mapping.c.sku == query.sku)
        if query.erp_sku is not None:
            # As it is stored: in its quotes, which a name that holds this one does not have there.
            named = pattern_of(f"[{json.dumps(query.erp_sku, ensure_ascii=False)},")
            statement = statement.where(_mapping.c.parts.like(named, escape="\\"))

        def rows(part: Part) -> list[Row[Any]]:
            return list(self._session.execute(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, rows)

    def every(self, seller_id: str | None = None) -> Iterator[Row[Any]]:
        """All that are there, by account and SKU."""
        statement = self._there().order_by(_mapping.c.seller_id, _mapping.c.sku)
        if seller_id is not None:
            statement = statement.where(_mapping.c.seller_id == seller_id)
        yield from self._session.execute(statement)

    def refuse(self, refused: Collection[tuple[Key, Parts]], *, by: str, now: datetime) -> set[tuple[Key, Parts]]:
        """Keep parts from being suggested of SKUs; those that were not kept yet."""
        rows = [
            {
                **key._asdict(),
                "tenant_id": self._tenant_id,
                "parts": written(parts),
                "changed_by": by,
                "created_at": now,
            }
            for key, parts in sorted(refused)
        ]
        made = add_all_missing(self._session, _refusal, rows, "seller_id", "sku", "parts")
        return {(Key(*row[:2]), read(row[2])) for row in made}

    def refused(self) -> set[tuple[Key, Parts]]:
        """All that is not to be suggested."""
        query = select(_refusal.c.seller_id, _refusal.c.sku, _refusal.c.parts)
        rows = self._session.execute(query.where(_refusal.c.tenant_id == self._tenant_id))
        return {(Key(row[0], row[1]), read(row[2])) for row in rows}

    def unmapped(self, seller_id: str | None, after: Key | None, limit: int | None) -> list[Key]:
        """SKUs that stock at Amazon or in own warehouses names and no mapping does, by account and SKU."""
        own = (_warehouse.c.tenant_id == self._tenant_id, _warehouse.c.deleted_at.is_(None))
        mine = _place.c.tenant_id == self._tenant_id
        named = union(
            *(
                select(_place.c.seller_id, each.c.sku)
                .select_from(_place)
                .join(each, each.c.marketplace_key == _place.c.marketplace_key)
                .where(mine, each.c.deleted_at.is_(None))
                for each in (_stock, _health)
            ),
            select(_warehouse.c.seller_id, _stock.c.sku)
            .select_from(_warehouse)
            .join(_stock, is_own(_stock) & (_stock.c.warehouse == _warehouse.c.warehouse_id))
            .where(*own, _stock.c.deleted_at.is_(None)),
        ).subquery()
        same = (_mapping.c.seller_id == named.c.seller_id, _mapping.c.sku == named.c.sku)
        mapped = exists().where(_mapping.c.tenant_id == self._tenant_id, *same, _mapping.c.deleted_at.is_(None))
        query = select(named.c.seller_id, named.c.sku).where(~mapped)
        if seller_id is not None:
            query = query.where(named.c.seller_id == seller_id)
        if after is not None:
            query = query.where(tuple_(named.c.seller_id, named.c.sku) > tuple_(*after))
        found = self._session.execute(query.order_by(named.c.seller_id, named.c.sku).limit(limit))
        return [Key(*row) for row in found]

    def goods(self) -> list[tuple[str, str | None, Parts | None]]:
        """The ERP's SKUs by name, each with its Chinese name and, of a bundle, its parts."""
        query = select(_product.c.erp_sku, _product.c.name_cn, _product.c.is_bundle, _product.c.parts)
        rows = self._session.execute(
            query.where(_product.c.tenant_id == self._tenant_id).order_by(_product.c.erp_sku)
        )
        return [(row[0], row[1], _bundled(row[3]) if row[2] else None) for row in rows]

    def priced(self) -> dict[str, Good]:
        """The ERP's own goods, with what a unit in stock costs or was bought for."""
        cost = func.coalesce(_product.c.stock_cost_micros, _product.c.purchase_price_micros)
        columns = (_product.c.erp_sku, _product.c.name_cn, cost, _product.c.currency)
        mine = select(*columns).where(_product.c.tenant_id == self._tenant_id, _product.c.is_bundle.is_(False))
        return {row[0]: Good(row[1], row[2], row[3]) for row in self._session.execute(mine)}

    def _row(self, key: Key, parts: Parts, source: str, new_id: str, by: str, now: datetime) -> dict[str, Any]:
        given = {"mapping_id": new_id, "parts": written(parts), "source": source, "version": 1, "changed_by": by}
        return {"tenant_id": self._tenant_id, **key._asdict(), **given, "created_at": now, "updated_at": now}

    def _locked(self, keys: Sequence[Key]) -> Iterator[Row[Any]]:
        if keys:
            named = (_mapping.c.seller_id, _mapping.c.sku)
            query = self._mine().where(tuple_(*named).in_(keys)).order_by(*named)
            yield from self._session.execute(query.with_for_update())

    def _there(self) -> Select[Any]:
        return self._mine().where(_mapping.c.deleted_at.is_(None))

    def _mine(self) -> Select[Any]:
        return select(_mapping).where(_mapping.c.tenant_id == self._tenant_id)


def _bundled(stored: str | None) -> Parts:
    """The parts of a bundle as the ERP's connector keeps them."""
    return joined((part["erp_sku"], part["quantity"]) for part in json.loads(stored or "[]"))
