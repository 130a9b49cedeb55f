"""The SQL of stock."""

from collections.abc import Iterable, Set
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, String, Table, column, exists, func, or_, select, true, update, values

from services.inventory.marketplaces.repository import each_of, note_absent, owned_key, owned_keys
from services.inventory.models import (
    OF_NO_MARKETPLACE,
    OwnStockDay,
    SalesDay,
    Stock,
    StockDay,
    StockDayElsewhere,
    Warehouse,
    is_own,
)
from services.inventory.stock.rules import AFN, MFN, Day, Key, Observation, OwnDay
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of

_stock, _day, _elsewhere = table_of(Stock), table_of(StockDay), table_of(StockDayElsewhere)
_sales, _warehouse = table_of(SalesDay), table_of(Warehouse)
INBOUND = ("inbound_working_quantity", "inbound_shipped_quantity", "inbound_receiving_quantity")
KEY = ("marketplace_key", "sku", "channel", "warehouse")
QUANTITIES = (
    "fulfillable_quantity",
    *INBOUND,
    "reserved_quantity",
    "unfulfillable_quantity",
)
_ENDS = ("absent_since", "deleted_at")
_STORED, _GIVEN = (", ".join(f"{row}.{name}" for name in (*QUANTITIES, *_ENDS)) for row in (_stock.name, "excluded"))
_BY_KEY = (_stock.c.marketplace_key == OF_NO_MARKETPLACE, _stock.c.channel == MFN)
"""Where the key leads to what is the seller's own of a SKU."""

STOCK = BulkUpsert(
    _stock,
    (*KEY, *QUANTITIES, "observed_at", "updated_at", "changed_by", *_ENDS),
    compared=(*QUANTITIES, "observed_at", *_ENDS),
    assigned={
        # Who looks again and finds the same changes nothing that has to be told.
        name: f"CASE WHEN ({_STORED}) IS NOT DISTINCT FROM ({_GIVEN}) THEN stock.{name} ELSE excluded.{name} END"
        for name in ("updated_at", "changed_by", "pos")
    },
    newer="observed_at",
)
_DAYS = BulkUpsert(
    _day, ("marketplace_key", "sku", "date_on", "starting_quantity", "received_quantity", "ending_quantity")
)
_own_day = table_of(OwnStockDay)
_OWN_DAYS = BulkUpsert(
    _own_day,
    [column.name for column in _own_day.columns],
    assigned={
        "most_quantity": "CASE WHEN own_stock_day.most_quantity > excluded.most_quantity "
        "THEN own_stock_day.most_quantity ELSE excluded.most_quantity END"
    },
)
_DAYS_ELSEWHERE = BulkUpsert(_elsewhere, [column.name for column in _elsewhere.columns])


class StockRepository:
    """Stock of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Iterable[tuple[Any, ...]], *, by: str | None = None) -> int:
        """Upsert rows in the order of `STOCK.columns`, of the tenant's marketplaces; how many changed.

        The rows need not say whom they are told by, nor that they are neither absent nor deleted. An older one than
        the stored one is left out.
        """
        return STOCK.run(self._session, ((*row, by, None, None) for row in rows))

    def store_own(self, rows: Iterable[tuple[Any, ...]], *, by: str) -> None:
        """The same of the tenant's own warehouses: rows of (SKU, warehouse, quantities, observed_at, updated_at)."""
        self.store(((OF_NO_MARKETPLACE, row[0], MFN, *row[1:]) for row in rows), by=by)

    def delete(self, sku: str, warehouse_id: str, *, by: str, now: datetime) -> bool:
        """Mark a row of one of the tenant's own warehouses as deleted; whether it was there.

        What was counted before is older.
        """
        one = *_BY_KEY, _stock.c.sku == sku, _stock.c.deleted_at.is_(None)
        gone = {"deleted_at": now, "updated_at": now, "observed_at": now, "changed_by": by}
        statement = update(_stock).where(*self._own({warehouse_id}), *one).values(gone)
        return self._session.execute(statement.returning(_stock.c.sku)).first() is not None

    def note_absent(self, marketplace_key: int, named: Set[str], present: datetime, *, now: datetime) -> None:
        """Note what a whole answer about Amazon's stock does not name; its units become unknown a day later."""
        own = _stock.c.marketplace_key.in_(owned_key(self._tenant_id, marketplace_key)) & (_stock.c.channel == AFN)
        known = own & _stock.c.fulfillable_quantity.is_not(None)
        for chosen in each_of(_stock, note_absent(self._session, _stock, own, named, present)):
            nothing = dict.fromkeys(QUANTITIES) | {"updated_at": now}
            self._session.execute(update(_stock).where(known, chosen).values(nothing))

    def store_days(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert days of the ledger, in the order of the table's columns; how many changed."""
        return _DAYS.run(self._session, rows)

    def store_days_elsewhere(self, seller_id: str, rows: Iterable[Day]) -> int:
        """The same for days that begin with the place where an account's units lie."""
        return _DAYS_ELSEWHERE.run(self._session, ((self._tenant_id, seller_id, *row) for row in rows))

    def store_own_days(self, rows: Iterable[OwnDay]) -> int:
        """Keep what own warehouses had; of the counts of a day the last and the most; how many rows changed."""
        return _OWN_DAYS.run(self._session, ((OF_NO_MARKETPLACE, *row, row[-1]) for row in rows))

    def newest_day(self, marketplace_key: int) -> date | None:
        """The newest day that the ledger has told of a marketplace."""
        query = select(func.max(_day.c.date_on)).where(
            _day.c.marketplace_key.in_(owned_key(self._tenant_id, marketplace_key))
        )
        found: date | None = self._session.execute(query).scalar_one()
        return found

    def own_changed_at(self, warehouse_ids: Set[str]) -> dict[str, datetime]:
        """When what these own warehouses hold last changed, of those that ever held something."""
        query = select(_stock.c.warehouse, func.max(_stock.c.updated_at)).where(*self._own(warehouse_ids))
        return {row[0]: row[1] for row in self._session.execute(query.group_by(_stock.c.warehouse))}

    def own(self, keys: Set[Key]) -> dict[Key, Observation]:
        """What is stored of the tenant's own stock of these keys. Of what was deleted only the moment counts."""
        table = _stock.c
        names = ("sku", "warehouse", "observed_at", "deleted_at", *QUANTITIES)
        query = select(*(table[name] for name in names)).where(
            *self._own({key[1] for key in keys}), *_BY_KEY, table.sku.in_({key[0] for key in keys})
        )
        return {
            (row[0], row[1]): Observation(
                {} if row.deleted_at else dict(zip(QUANTITIES, row[4:], strict=True)), row.observed_at
            )
            for row in self._session.execute(query)
        }

    def held(self, warehouse_ids: Set[str]) -> Iterable[Row[Any]]:
        """By SKU and warehouse what these hold, as far as it is judged, and when it was counted."""
        names = ("sku", "warehouse", "fulfillable_quantity", *INBOUND, "observed_at")
        query = select(*(_stock.c[name] for name in names)).where(
            *self._own(warehouse_ids), _stock.c.deleted_at.is_(None)
        )
        return self._session.execute(query)

    def own_counts(self, warehouse_ids: Set[str], until: date) -> Iterable[Row[Any]]:
        """Counts of these until a day, exclusive, in order: SKU, warehouse, day, units at its end, most."""
        columns = [_own_day.c[name] for name in ("sku", "warehouse", "date_on", "ending_quantity", "most_quantity")]
        query = select(*columns).where(*self._own(warehouse_ids, _own_day), _own_day.c.date_on < until)
        return self._session.execute(query.order_by(_own_day.c.sku, _own_day.c.date_on))

    def unknown_to_amazon(self, marketplace_keys: Set[int], skus: Set[str]) -> set[str]:
        """Those of some SKUs that Amazon has told of on none of these marketplaces, neither as stock nor as sold."""
        wanted = values(column("sku", String), name="wanted").data([(sku,) for sku in sorted(skus)]).cte()
        owned = owned_keys(self._tenant_id, marketplace_keys)
        told = [
            exists().where(table.c.marketplace_key.in_(owned), table.c.sku == wanted.c.sku, condition)
            for table, condition in ((_stock, _stock.c.channel == AFN), (_sales, true()))
        ]
        return set(self._session.execute(select(wanted.c.sku).where(~or_(*told))).scalars())

    def _own(self, warehouse_ids: Set[str], table: Table = _stock) -> tuple[Any, ...]:
        """The conditions of what the tenant's warehouses among these hold."""
        own = _warehouse.c
        owned = select(own.warehouse_id).where(own.warehouse_id.in_(warehouse_ids), own.tenant_id == self._tenant_id)
        held = table.c.warehouse.in_(owned)
        return (is_own(table), held) if table is _stock else (held,)
