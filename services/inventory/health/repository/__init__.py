"""The SQL of health: what the judgement reads, and what Amazon's reports say about age and offers."""

from collections.abc import Callable, Iterable, Iterator, Sequence, Set
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    Date,
    FromClause,
    Row,
    Select,
    Table,
    case,
    delete,
    func,
    literal,
    select,
    type_coerce,
    union_all,
    update,
)

from services.inventory.health.repository.ledgers import days_within, histories, was_there
from services.inventory.marketplaces.repository import MANY, MarketplaceRows, each_of, note_absent, owned_keys
from services.inventory.marketplaces.rules import Window
from services.inventory.models import (
    SalesDay,
    Stock,
    StockAge,
    StockDay,
    StockDayElsewhere,
    StockHealth,
    StrandedStock,
)
from services.inventory.pools.rules import countries_of
from services.inventory.stock.repository import INBOUND
from services.inventory.stock.rules import AFN
from shared.amazon.marketplaces import Region
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.sorting import By

_stock, _day, _age = table_of(Stock), table_of(StockDay), table_of(StockAge)
_stranded, _sales = table_of(StrandedStock), table_of(SalesDay)
_elsewhere = table_of(StockDayElsewhere)
_UNITS = ("starting_quantity", "received_quantity", "ending_quantity")
_FAR: dict[Region, frozenset[str]] = {
    "EU": countries_of("NA") | countries_of("FE"),
    "NA": countries_of("EU") | countries_of("FE"),
    "FE": countries_of("EU") | countries_of("NA"),
}
"""Countries from which no shop of a region is served; those that have no shop of Amazon's at all lie in Europe."""
_AGES = BulkUpsert(_age, [column.name for column in _age.columns])
_STRANDED = BulkUpsert(_stranded, [column.name for column in _stranded.columns])
_health = table_of(StockHealth)
_JUDGED = tuple(column.name for column in _health.columns if column.name not in ("updated_at", "pos", "deleted_at"))
_HEALTH = BulkUpsert(_health, (*_JUDGED, "updated_at", "deleted_at"), compared=(*_JUDGED, "deleted_at"))
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
    shares=_health.c.shares,
)
"""What does not sell lasts longest."""
_TOLD = ("marketplace_key", "observed_at")
_JUDGED_AGES = (
    *("sku", "product_name", "price_micros", "available_quantity", "over_180_days_quantity"),
    *("storage_micros", "surcharge_micros"),
)
_TABLES: dict[str, Table] = {"planning": _age, "stranded": _stranded}
"""What the reports are kept in that name every SKU of which there is something to say."""


class HealthRepository:
    """Stock and sales of one stock of Amazon's, which one of a tenant's marketplaces sells or several, by SKU.

    Units in countries of the region `elsewhere` in which `seller_id` has no shop are of it, too.
    """

    def __init__(
        self,
        session: Session,
        tenant_id: str,
        keys: Sequence[int],
        seller_id: str = "",
        elsewhere: Region | None = None,
    ) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._keys = keys
        self._seller_id = seller_id
        self._region = elsewhere

    def store_ages(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows of the planning report; how many changed."""
        return _AGES.run(self._session, ((*row, None) for row in rows))

    def store_stranded(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows of the stranded report; how many changed."""
        return _STRANDED.run(self._session, ((*row, None) for row in rows))

    def store_health(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows in the order of the table's columns, but for the last; how many changed."""
        return _HEALTH.run(self._session, ((*row, None) for row in rows))

    def delete_health(self, *, now: datetime) -> None:
        """Mark the health of these marketplaces as counted elsewhere."""
        kept = (self._own(_health), _health.c.deleted_at.is_(None))
        self._session.execute(update(_health).where(*kept).values(deleted_at=now, updated_at=now))

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
        """All stock of Amazon's, as far as it is judged, which shop was told it and when."""
        columns = (_stock.c[name] for name in ("sku", "fulfillable_quantity", *INBOUND, *_TOLD))
        amazons = (self._own(_stock), _stock.c.channel == AFN)
        return self._session.execute(select(*columns).where(*amazons, _stock.c.deleted_at.is_(None))).all()

    def ages(self) -> Iterable[Row[Any]]:
        """What the planning report says of each SKU in each shop, as far as it is judged."""
        columns = (_age.c[name] for name in ("marketplace_key", *_JUDGED_AGES))
        return self._session.execute(select(*columns).where(self._own(_age))).all()

    def stranded(self) -> Iterable[Row[Any]]:
        """What is stranded in each shop, by SKU."""
        columns = (_stranded.c[name] for name in ("marketplace_key", "sku", "quantity", "reason"))
        return self._session.execute(select(*columns).where(self._own(_stranded)))

    def sold(self, window: Window) -> dict[str, int]:
        """Units sold over the window, by SKU."""
        query = select(_sales.c.sku, func.sum(_sales.c.units)).where(*self._within(_sales, window))
        return {sku: int(units) for sku, units in self._session.execute(query.group_by(_sales.c.sku))}

    def sold_by_week(self, window: Window) -> Iterator[Sequence[Row[Any]]]:
        """Of each marketplace in their order: SKU, sales in micros, units sold since the beginning of each week, the
        newest week first; none of a week is 0 or None.

        Sums by SKU alone are read in the order in which sales are stored: by week they would have to be sorted.
        """
        units, day = _sales.c.units, _sales.c.date_on
        weeks = (func.sum(units).filter(day >= start) for start in _weeks_of(window))
        query = select(_sales.c.sku, func.sum(_sales.c.sales_micros), *weeks, func.sum(units))
        for key in self._keys:
            mine = _sales.c.marketplace_key.in_(owned_keys(self._tenant_id, [key]))
            by_sku = query.where(mine, *days_within(_sales, window)).group_by(_sales.c.marketplace_key, _sales.c.sku)
            yield self._session.execute(by_sku).all()

    def multi_channel_by_week(self, window: Window) -> Iterable[Row[Any]]:
        """SKU, number of the week (0 is the newest), and units that left for orders taken elsewhere, if any."""
        units, starts = _sales.c.multi_channel_units, _weeks_of(window)
        week = case(*((_sales.c.date_on >= start, week) for week, start in enumerate(starts)), else_=len(starts))
        query = select(_sales.c.sku, week, func.sum(units)).where(*self._within(_sales, window), units != 0)
        return self._session.execute(query.group_by(_sales.c.sku, week)).all()

    def newest_day(self) -> date | None:
        """The newest day that the ledger has told of any place of the stock."""
        found = [
            self._session.execute(select(func.max(table.c.date_on)).where(*own)).scalar_one()
            for table, own, _ in self._ledgers()
        ]
        return max((day for day in found if day is not None), default=None)

    def stock_history(self, window: Window) -> Iterator[Sequence[Any]]:
        """By place and SKU: the sum of the days' units, how many there were at the beginning and have been received
        since, and the days as words of `ledgers`."""
        for table, own, place in self._ledgers():
            yield from histories(self._session, table, place, own, window)

    def units_on(self, on: Sequence[date]) -> list[int]:
        """Units at Amazon at the end of each of these days that the ledger tells of."""
        days = self._days(lambda table: (table.c.date_on.in_(on),))
        query = select(func.sum(days.c.ending_quantity)).group_by(days.c.date_on)
        return [int(units) for units in self._session.execute(query).scalars()]

    def before(self, skus: Sequence[str], window: Window) -> dict[str, Row[Any]]:
        """By SKU, of all days before the window: units that left the stock, days in stock, those of them that ended
        without, and the newest day that ended with some."""
        parts = (skus[start : start + MANY] for start in range(0, len(skus), MANY))
        return {row.sku: row for part in parts for row in self._before(part, window)}

    def _before(self, skus: Sequence[str], window: Window) -> Iterable[Row[Any]]:
        days = self._days(lambda table: (table.c.date_on < window.from_on,), skus)
        left = func.sum(_sales.c.units + _sales.c.multi_channel_units).label("units")
        mine = (self._own(_sales), _sales.c.date_on < window.from_on, _sales.c.sku.in_(skus))
        sold = select(_sales.c.sku, _sales.c.date_on, left).where(*mine).group_by(_sales.c.sku, _sales.c.date_on)
        sales = sold.subquery("sold")
        there, run_out = was_there(days), days.c.ending_quantity <= 0
        told = (
            select(
                days.c.sku,
                func.sum(case((there, 1), else_=0)).label("days"),
                func.sum(case((run_out, 1), else_=0)).label("run_outs"),
                type_coerce(func.max(case((days.c.ending_quantity > 0, days.c.date_on))), Date).label("last_on"),
                func.coalesce(func.sum(sales.c.units), 0).label("units"),
            )
            .outerjoin(sales, (sales.c.sku == days.c.sku) & (sales.c.date_on == days.c.date_on))
            .where(there)
        )
        return self._session.execute(told.group_by(days.c.sku))

    def _ledgers(self) -> list[tuple[Table, tuple[ColumnElement[bool], ...], Column[Any]]]:
        """The tables of the ledger with what of them is of this stock, and the column of the place."""
        key, found = _day.c.marketplace_key, list[tuple[Table, tuple[ColumnElement[bool], ...], Column[Any]]]()
        found += [(_day, (key.in_(owned_keys(self._tenant_id, [each])),), key) for each in self._keys]
        if self._region is not None:
            mine = (_elsewhere.c.tenant_id == self._tenant_id, _elsewhere.c.seller_id == self._seller_id)
            near = _elsewhere.c.place.not_in(sorted(_FAR[self._region]))
            found.append((_elsewhere, (*mine, near), _elsewhere.c.place))
        return found

    def _days(self, chosen: Callable[[Table], Iterable[ColumnElement[bool]]], skus: Sequence[str] = ()) -> FromClause:
        """The chosen days of the ledger, one of each SKU: units that lie in several countries are added."""
        parts: list[Select[Any]] = []
        for table, own, _ in self._ledgers():
            columns = (table.c[name] for name in ("sku", "date_on", *_UNITS))
            named = (table.c.sku.in_(skus),) if skus else ()
            parts.append(select(*columns).where(*own, *chosen(table), *named))
        days = union_all(*parts).subquery("places") if len(parts) > 1 else parts[0].subquery("places")
        if len(parts) == 1:
            return days
        sums = (func.sum(days.c[name]).label(name) for name in _UNITS)
        added = select(days.c.sku, days.c.date_on, *sums).group_by(days.c.sku, days.c.date_on)
        return added.subquery("days")

    def _within(self, table: Table, window: Window) -> tuple[Any, ...]:
        return self._own(table), *days_within(table, window)

    def _own(self, table: FromClause) -> Any:
        return table.c.marketplace_key.in_(owned_keys(self._tenant_id, self._keys))


def _weeks_of(window: Window) -> list[date]:
    """The first days of the whole weeks back from the window's end, the newest first; what is before is one more."""
    return [window.to_on - timedelta(days=7 * number) for number in range(1, window.days // 7 + 1)]
