"""The SQL of health: what the judgement reads, and what Amazon's reports say about age and offers."""

from collections.abc import Iterable, Set
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, FromClause, Row, Table, case, delete, func, literal, select, type_coerce

from services.inventory.marketplaces.repository import MarketplaceRows, each_of, note_absent, owned_key
from services.inventory.marketplaces.rules import Window
from services.inventory.models import SalesDay, Stock, StockAge, StockDay, StockHealth, StrandedStock
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.sorting import By

_stock, _day, _age = table_of(Stock), table_of(StockDay), table_of(StockAge)
_stranded, _sales = table_of(StrandedStock), table_of(SalesDay)
_AGES = BulkUpsert(_age, [column.name for column in _age.columns])
_STRANDED = BulkUpsert(_stranded, [column.name for column in _stranded.columns])
_health = table_of(StockHealth)
_JUDGED = tuple(column.name for column in _health.columns if column.name not in ("updated_at", "pos"))
_HEALTH = BulkUpsert(_health, (*_JUDGED, "updated_at"), compared=_JUDGED)
_NEVER = literal(date(9999, 12, 31), Date)
ROWS = MarketplaceRows(
    _health,
    ("sku",),
    sorts={
        "cover_days": By(func.coalesce(_health.c.cover_days, 1e9)),
        "stock_out_on": By(func.coalesce(_health.c.stock_out_on, _NEVER)),
        "units_to_send": By(_health.c.units_to_send),
        "sku": By(_health.c.sku),
    },
)
"""What does not sell lasts longest."""
_INBOUND = ("inbound_working_quantity", "inbound_shipped_quantity", "inbound_receiving_quantity")
_JUDGED_AGES = (
    *("sku", "product_name", "price_micros", "available_quantity", "over_180_days_quantity"),
    *("storage_micros", "surcharge_micros"),
)
_TABLES: dict[str, Table] = {"planning": _age, "stranded": _stranded}
"""What the reports are kept in that name every SKU of which there is something to say."""


class HealthRepository:
    """Stock and sales of one of a tenant's marketplaces, summed by SKU."""

    def __init__(self, session: Session, tenant_id: str, marketplace_key: int) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._key = marketplace_key

    def store_ages(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows of the planning report; how many changed."""
        return _AGES.run(self._session, ((*row, None) for row in rows))

    def store_stranded(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows of the stranded report; how many changed."""
        return _STRANDED.run(self._session, ((*row, None) for row in rows))

    def store_health(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows in the order of the table's columns; how many changed."""
        return _HEALTH.run(self._session, rows)

    def forget_absent(self, report: str, named: Set[str], present: datetime) -> int:
        """Note what a whole report does not name; forget what one of a day before did not name either, so many."""
        table = _TABLES[report]
        gone = note_absent(self._session, table, self._own(table), named, present)
        for chosen in each_of(table, gone):
            self._session.execute(delete(table).where(self._own(table), chosen))
        return len(gone)

    def named(self, report: str) -> set[str]:
        """The SKUs of which a report has told."""
        table = _TABLES[report]
        return set(self._session.execute(select(table.c.sku).where(self._own(table))).scalars())

    def stock(self) -> Iterable[Row[Any]]:
        """All stock, as far as it is judged."""
        columns = (_stock.c[name] for name in ("sku", "channel", "fulfillable_quantity", *_INBOUND))
        return self._session.execute(select(*columns).where(self._own(_stock), _stock.c.deleted_at.is_(None)))

    def ages(self) -> dict[str, Row[Any]]:
        """What the planning report says of each SKU, as far as it is judged."""
        columns = (_age.c[name] for name in _JUDGED_AGES)
        return {row.sku: row for row in self._session.execute(select(*columns).where(self._own(_age)))}

    def stranded(self) -> dict[str, Row[Any]]:
        """What is stranded, by SKU."""
        columns = (_stranded.c.sku, _stranded.c.quantity, _stranded.c.reason)
        return {row.sku: row for row in self._session.execute(select(*columns).where(self._own(_stranded)))}

    def sold(self, window: Window) -> dict[str, tuple[int, int]]:
        """Units and sales in micros over the window, by SKU."""
        query = (
            select(_sales.c.sku, func.sum(_sales.c.units), func.sum(_sales.c.sales_micros))
            .where(self._own(_sales), _sales.c.date_on >= window.from_on, _sales.c.date_on < window.to_on)
            .group_by(_sales.c.sku)
        )
        return {row[0]: (int(row[1]), int(row[2])) for row in self._session.execute(query)}

    def history(self, window: Window) -> dict[str, Row[Any]]:
        """By SKU: days in stock, the sum of the days' units, the newest day that ended with some, and how many units
        there were at the beginning and have been received since."""
        at_first = case((_day.c.date_on == window.from_on, _day.c.starting_quantity), else_=0)
        there = _day.c.starting_quantity + _day.c.received_quantity > 0
        query = (
            select(
                _day.c.sku,
                func.sum(case((there, 1), else_=0)).label("in_stock_days"),
                func.sum(_day.c.ending_quantity).label("units"),
                type_coerce(func.max(case((_day.c.ending_quantity > 0, _day.c.date_on))), Date).label("last_on"),
                func.sum(at_first).label("first_units"),
                func.sum(_day.c.received_quantity).label("received_units"),
            )
            .where(self._own(_day), _day.c.date_on >= window.from_on, _day.c.date_on < window.to_on)
            .group_by(_day.c.sku)
        )
        return {row.sku: row for row in self._session.execute(query)}

    def _own(self, table: FromClause) -> Any:
        return table.c.marketplace_key.in_(owned_key(self._tenant_id, self._key))
