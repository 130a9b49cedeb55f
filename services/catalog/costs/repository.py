"""The SQL of unit costs."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from pydantic import BaseModel
from sqlalchemy import Row, Select, bindparam, func, select, tuple_, update

from services.catalog.costs.rules import Cost, Key, Stored
from services.catalog.costs.schemas import CatalogCostExportQuery, CatalogCostQuery, CatalogEffectiveCostQuery
from services.catalog.models import UnitCost
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_all_missing
from shared.ids import uuid7s
from shared.pages import cut, read_cursor
from shared.positions import Order, Part, Polled, poll

_cost = table_of(UnitCost)
_ORDER = Order(_cost, ("cost_id",))
_NAMED = [_cost.c[name] for name in Key._fields]
_FILTERS = {"seller_id", "sku", "kind", "source"}
_SOME = 500
_later = _cost.alias("later")
_changed = (
    update(_cost)
    .where(_cost.c.tenant_id == bindparam("of_tenant_id"), _cost.c.cost_id == bindparam("of_cost_id"))
    .values(
        version=_cost.c.version + 1,
        deleted_at=None,
        **{
            name: bindparam(f"new_{name}", type_=_cost.c[name].type)
            for name in ("amount_micros", "currency", "source", "changed_by", "created_at", "updated_at")
        },
    )
)


class CostRepository:
    """Unit costs of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def put(self, told: Mapping[Key, Cost], *, by: str, now: datetime) -> dict[Key, Stored]:
        """Store what an actor tells of each; what became of it. The caller knows the accounts.

        What is new is made first and what was there is locked then, both in one order, so that two who tell of the
        same costs at once wait for each other and never both.
        """
        keys = sorted(told)
        made = self._add_missing({key: told[key] for key in keys}, by=by, now=now)
        stored = {key: Stored(cost_id, 1, None, "created") for key, cost_id in made.items()}
        changes = []
        for row in self._locked([key for key in keys if key not in made]):
            key = Key(*(row[name] for name in Key._fields))
            before = None if row["deleted_at"] else Cost(row["amount_micros"], row["currency"], row["source"])
            if before == told[key]:
                stored[key] = Stored(row["cost_id"], row["version"], before, "unchanged")
                continue
            stored[key] = Stored(row["cost_id"], row["version"] + 1, before, "updated" if before else "created")
            changes.append(
                {
                    "of_tenant_id": self._tenant_id,
                    "of_cost_id": row["cost_id"],
                    "new_amount_micros": told[key].amount_micros,
                    "new_currency": told[key].currency,
                    "new_source": told[key].source,
                    "new_changed_by": by,
                    "new_created_at": row["created_at"] if before else now,
                    "new_updated_at": now,
                }
            )
        if changes:
            self._session.connection().execute(_changed, changes)
        return stored

    def find(self, cost_id: str, *, lock: bool = False) -> Row[Any] | None:
        """One that is not deleted; locked until the end of the transaction if it is to be changed."""
        query = select(_cost).where(*self._mine(), _cost.c.cost_id == cost_id, _cost.c.deleted_at.is_(None))
        return self._session.execute(query.with_for_update() if lock else query).one_or_none()

    def delete(self, cost_id: str, *, by: str, now: datetime) -> None:
        """Mark one as deleted."""
        gone = {"deleted_at": now, "updated_at": now, "changed_by": by, "version": _cost.c.version + 1}
        self._session.execute(update(_cost).where(*self._mine(), _cost.c.cost_id == cost_id).values(gone))

    def poll(self, query: CatalogCostQuery) -> Polled[Row[Any]]:
        """A page of the tenant's costs. Raises the errors of cursors."""
        statement = self._chosen(query, is_whole=query.include_deleted)

        def read(part: Part) -> list[Row[Any]]:
            return list(self._session.execute(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def effective(self, query: CatalogEffectiveCostQuery) -> tuple[Sequence[Row[Any]], str | None, bool]:
        """A page of those that count on a day, of each SKU and kind the newest. Raises the errors of cursors."""
        key = read_cursor(self._tenant_id, query, width=3)
        columns = tuple_(_cost.c.seller_id, _cost.c.sku, _cost.c.kind)
        statement = self._effective(query.on, self._chosen(query))
        if key is not None:
            statement = statement.where(columns > tuple_(*map(str, key)))
        ordered = statement.order_by(_cost.c.seller_id, _cost.c.sku, _cost.c.kind).limit(query.limit + 1)
        rows = self._session.execute(ordered).all()
        return cut(self._tenant_id, query, rows, lambda row: (row.seller_id, row.sku, row.kind))

    def every(self, query: CatalogCostExportQuery) -> Iterator[Row[Any]]:
        """All that are not deleted, by account, SKU, kind and day; some rows at a time."""
        statement = self._chosen(query).order_by(*_NAMED)
        yield from self._session.execute(statement.execution_options(yield_per=_SOME))

    def _add_missing(self, told: Mapping[Key, Cost], *, by: str, now: datetime) -> dict[Key, str]:
        rows = [
            {
                **key._asdict(),
                "tenant_id": self._tenant_id,
                "cost_id": cost_id,
                "amount_micros": cost.amount_micros,
                "currency": cost.currency,
                "source": cost.source,
                "version": 1,
                "changed_by": by,
                "created_at": now,
                "updated_at": now,
            }
            for (key, cost), cost_id in zip(told.items(), uuid7s(len(told)), strict=True)
        ]
        made = add_all_missing(self._session, _cost, rows, *Key._fields, "cost_id")
        return {Key(*row[:-1]): row[-1] for row in made}

    def _locked(self, keys: Sequence[Key]) -> Iterator[Mapping[str, Any]]:
        if not keys:
            return
        query = select(_cost).where(*self._mine(), tuple_(*_NAMED).in_(keys)).order_by(*_NAMED)
        for row in self._session.execute(query.with_for_update()):
            yield dict(row._mapping)

    def _effective(self, day: date, statement: Select[Any]) -> Select[Any]:
        same = (_later.c[name] == _cost.c[name] for name in ("tenant_id", "seller_id", "sku", "kind"))
        newest = select(func.max(_later.c.valid_from)).where(
            *same, _later.c.valid_from <= day, _later.c.deleted_at.is_(None)
        )
        return statement.where(_cost.c.valid_from == newest.scalar_subquery())

    def _chosen(self, query: BaseModel, *, is_whole: bool = False) -> Select[Any]:
        given = query.model_dump(include=_FILTERS, exclude_none=True)
        there = [] if is_whole else [_cost.c.deleted_at.is_(None)]
        return select(_cost).where(*self._mine(), *(_cost.c[name] == value for name, value in given.items()), *there)

    def _mine(self) -> tuple[Any, ...]:
        return (_cost.c.tenant_id == self._tenant_id,)
