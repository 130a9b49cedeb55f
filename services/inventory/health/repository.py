"""The SQL of health: what the judgement reads, and what Amazon's reports say about age and offers."""

from collections.abc import Iterable, Iterator, Sequence, Set
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Date, FromClause, Row, Table, case, delete, func, literal, select, type_coerce

from services.inventory.marketplaces.repository import MarketplaceRows, each_of, note_absent, owned_key
from services.inventory.marketplaces.rules import Window
from services.inventory.models import OwnStockDay, SalesDay, Stock, StockAge, StockDay, StockHealth, StrandedStock
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.sorting import By

_stock, _day, _age = table_of(Stock), table_of(StockDay), table_of(StockAge)
_stranded, _sales, _own_day = table_of(StrandedStock), table_of(SalesDay), table_of(OwnStockDay)
_IS_THERE = _day.c.starting_quantity + _day.c.received_quantity > 0
_IS_RUN_OUT = _IS_THERE & (_day.c.ending_quantity <= 0)
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

    def sold(self, window: Window) -> dict[str, int]:
        """Units sold over the window, by SKU."""
        query = select(_sales.c.sku, func.sum(_sales.c.units)).where(*self._within(_sales, window))
        return {sku: int(units) for sku, units in self._session.execute(query.group_by(_sales.c.sku))}

    def sold_by_week(self, window: Window) -> Iterable[Row[Any]]:
        """SKU, number of the week (0 is the newest), units, sales in micros and multi-channel units."""
        week = _week_of(_sales, window)
        sums = (func.sum(_sales.c[name]) for name in ("units", "sales_micros", "multi_channel_units"))
        query = select(_sales.c.sku, week, *sums).where(*self._within(_sales, window))
        return self._session.execute(query.group_by(_sales.c.sku, week)).all()

    def stock_history(self, window: Window) -> Sequence[Row[Any]]:
        """By SKU: days in stock, those of them that ended without, the sum of the days' units, the newest day that
        ended with some, and how many units there were at the beginning and have been received since."""
        at_first = case((_day.c.date_on == window.from_on, _day.c.starting_quantity), else_=0)
        query = select(
            _day.c.sku,
            func.sum(case((_IS_THERE, 1), else_=0)).label("days"),
            func.sum(case((_IS_RUN_OUT, 1), else_=0)).label("run_outs"),
            func.sum(_day.c.ending_quantity).label("units"),
            type_coerce(func.max(case((_day.c.ending_quantity > 0, _day.c.date_on))), Date).label("last_on"),
            func.sum(at_first).label("first_units"),
            func.sum(_day.c.received_quantity).label("received_units"),
        ).where(*self._within(_day, window))
        return self._session.execute(query.group_by(_day.c.sku)).all()

    def stock_by_week(self, window: Window, skus: Sequence[str]) -> Iterator[Row[Any]]:
        """Of these SKUs, by week (0 is the newest): days in stock, and those of them that ended without."""
        week = _week_of(_day, window)
        sums = (func.sum(case((which, 1), else_=0)) for which in (_IS_THERE, _IS_RUN_OUT))
        query = select(_day.c.sku, week, *sums).where(*self._within(_day, window)).group_by(_day.c.sku, week)
        for chosen in each_of(_day, skus):
            yield from self._session.execute(query.where(chosen)).all()

    def in_stock_days(self, window: Window) -> dict[str, int]:
        """Days of the window that began with stock or received some, by SKU."""
        query = select(_day.c.sku, func.sum(case((_IS_THERE, 1), else_=0))).where(*self._within(_day, window))
        return {sku: int(days) for sku, days in self._session.execute(query.group_by(_day.c.sku))}

    def before(self, skus: Sequence[str], window: Window) -> dict[str, Row[Any]]:
        """By SKU, of all days before the window: units that left the stock, days in stock, those of them that ended
        without, and the newest day that ended with some."""
        told = (
            select(
                _day.c.sku,
                func.sum(case((_IS_THERE, 1), else_=0)).label("days"),
                func.sum(case((_IS_RUN_OUT, 1), else_=0)).label("run_outs"),
                type_coerce(func.max(case((_day.c.ending_quantity > 0, _day.c.date_on))), Date).label("last_on"),
                func.coalesce(func.sum(_sales.c.units + _sales.c.multi_channel_units), 0).label("units"),
            )
            .outerjoin(
                _sales,
                (_sales.c.marketplace_key == _day.c.marketplace_key)
                & (_sales.c.sku == _day.c.sku)
                & (_sales.c.date_on == _day.c.date_on),
            )
            .where(self._own(_day), _day.c.date_on < window.from_on, _IS_THERE)
            .group_by(_day.c.sku)
        )
        return {row.sku: row for chosen in each_of(_day, skus) for row in self._session.execute(told.where(chosen))}

    def own_counts(self, window: Window) -> Iterable[Row[Any]]:
        """The seller's own counts until the window's end, in order: SKU, warehouse, day, units at its end, most."""
        columns = [_own_day.c[name] for name in ("sku", "warehouse", "date_on", "ending_quantity", "most_quantity")]
        query = select(*columns).where(self._own(_own_day), _own_day.c.date_on < window.to_on)
        return self._session.execute(query.order_by(_own_day.c.sku, _own_day.c.date_on))

    def _within(self, table: Table, window: Window) -> tuple[Any, ...]:
        return self._own(table), table.c.date_on >= window.from_on, table.c.date_on < window.to_on

    def _own(self, table: FromClause) -> Any:
        return table.c.marketplace_key.in_(owned_key(self._tenant_id, self._key))


def _week_of(table: Table, window: Window) -> ColumnElement[int]:
    """The number of the week that a row's day lies in, back from the window's end: 0 is the newest."""
    bounds = range(1, window.days // 7 + 1)
    cases = [(table.c.date_on >= window.to_on - timedelta(days=7 * number), number - 1) for number in bounds]
    return case(*cases, else_=window.days // 7)
