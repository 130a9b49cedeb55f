"""The SQL of sales."""

from typing import Any

from sqlalchemy import ColumnElement, Row, func, select, tuple_

from services.inventory.marketplaces.repository import owned_key
from services.inventory.models import SalesDay
from services.inventory.sales.schemas import SalesQuery
from shared.db import Session
from shared.db.columns import table_of

_sales = table_of(SalesDay)


class SalesRepository:
    """Daily sales of one of a tenant's marketplaces."""

    def __init__(self, session: Session, tenant_id: str, marketplace_key: int) -> None:
        self._session = session
        self._own = _sales.c.marketplace_key.in_(owned_key(tenant_id, marketplace_key))

    def page(self, query: SalesQuery, after: tuple[Any, ...] | None) -> list[Row[Any]]:
        """Up to `limit + 1` rows of the table by (date_on, sku)."""
        order = (_sales.c.date_on, _sales.c.sku)
        statement = select(_sales).where(*self._within(query))
        if after is not None:
            statement = statement.where(tuple_(*order) > after)
        return list(self._session.execute(statement.order_by(*order).limit(query.limit + 1)))

    def total(self, query: SalesQuery) -> tuple[int, int, int]:
        """Units, sales in micros and multi-channel units over all days that the query asks for."""
        columns = (_sales.c.units, _sales.c.sales_micros, _sales.c.multi_channel_units)
        sums = (func.coalesce(func.sum(column), 0) for column in columns)
        units, micros, multi_channel = self._session.execute(select(*sums).where(*self._within(query))).one()
        return int(units), int(micros), int(multi_channel)

    def _within(self, query: SalesQuery) -> list[ColumnElement[bool]]:
        found = [self._own, _sales.c.date_on >= query.from_on, _sales.c.date_on < query.to_on]
        return found if query.sku is None else [*found, _sales.c.sku == query.sku]
