"""The SQL of sales."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import ColumnElement, Row, case, func, literal, select, tuple_

from services.inventory.marketplaces.repository import owned_keys
from services.inventory.models import SalesDay
from services.inventory.sales.schemas import SalesQuery
from shared.db import Session
from shared.db.columns import table_of

_sales = table_of(SalesDay)


class SalesRepository:
    """Daily sales of a tenant's marketplaces, added up; `rates` say what their sales are worth, by their keys."""

    def __init__(self, session: Session, tenant_id: str, rates: Mapping[int, float]) -> None:
        self._session = session
        self._own = _sales.c.marketplace_key.in_(owned_keys(tenant_id, list(rates)))
        worth: ColumnElement[Any] = _sales.c.sales_micros
        if set(rates.values()) != {1.0}:
            worth *= case(*((_sales.c.marketplace_key == key, literal(rate)) for key, rate in rates.items()))
        self._sums = {
            "units": func.sum(_sales.c.units),
            "orders": func.sum(_sales.c.orders),
            "sales_micros": func.sum(worth),
            "multi_channel_units": func.sum(_sales.c.multi_channel_units),
        }

    def page(self, query: SalesQuery, after: tuple[Any, ...] | None) -> list[Row[Any]]:
        """Up to `limit + 1` days by (date_on, sku)."""
        order = (_sales.c.date_on, _sales.c.sku)
        sums = (column.label(name) for name, column in self._sums.items())
        statement = select(*order, *sums).where(*self._within(query)).group_by(*order)
        if after is not None:
            statement = statement.where(tuple_(*order) > after)
        return list(self._session.execute(statement.order_by(*order).limit(query.limit + 1)))

    def total(self, query: SalesQuery) -> tuple[int, int, int]:
        """Units, sales in micros and multi-channel units over all days that the query asks for."""
        columns = ("units", "sales_micros", "multi_channel_units")
        sums = (func.coalesce(self._sums[name], 0) for name in columns)
        units, micros, multi_channel = self._session.execute(select(*sums).where(*self._within(query))).one()
        return int(units), round(micros), int(multi_channel)

    def _within(self, query: SalesQuery) -> list[ColumnElement[bool]]:
        found = [self._own, _sales.c.date_on >= query.from_on, _sales.c.date_on < query.to_on]
        return found if query.sku is None else [*found, _sales.c.sku == query.sku]
