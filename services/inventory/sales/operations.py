"""What one can do with sales: list them by day."""

from datetime import date
from typing import Any

from services.inventory.marketplaces.operations import orders_read_at, require_marketplace
from services.inventory.pools.operations import Shops, shops_of_pool
from services.inventory.sales.repository import SalesRepository
from services.inventory.sales.schemas import SalesDayRead, SalesPage, SalesQuery
from shared import pages
from shared.auth import Principal
from shared.db import Session
from shared.money import of_micros
from shared.pages import CursorError
from shared.rates import converted


def list_inventory_sales(session: Session, principal: Principal, query: SalesQuery) -> SalesPage:
    """A page of days by SKU. Raises the errors of an unknown account and of the cursor, and NotFoundError."""
    shops = _shops(session, principal, query)
    home = shops.home
    rates = {place.key: converted(1.0, place.currency, home.currency) for place in shops.places}
    repository = SalesRepository(session, principal.tenant_id, rates)
    rows = repository.page(query, _after(principal, query))
    shown, cursor, more = pages.cut(principal.tenant_id, query, rows, lambda row: (row.date_on.isoformat(), row.sku))
    units, sales_micros, multi_channel_units = repository.total(query)
    return SalesPage(
        items=[
            SalesDayRead(
                date_on=row.date_on,
                sku=row.sku,
                units=row.units,
                orders=row.orders,
                sales=of_micros(round(row.sales_micros), home.currency),
                multi_channel_units=row.multi_channel_units,
            )
            for row in shown
        ],
        next_cursor=cursor,
        has_more=more,
        currency=home.currency,
        timezone=home.timezone,
        from_on=query.from_on,
        to_on=query.to_on,
        known_until=orders_read_at(session, principal.tenant_id, shops.keys),
        total_units=units,
        total_sales=of_micros(sales_micros, home.currency),
        total_multi_channel_units=multi_channel_units,
    )


def _shops(session: Session, principal: Principal, query: SalesQuery) -> Shops:
    """The marketplace that is asked for, or all of the pool."""
    if query.pool_id is not None:
        return shops_of_pool(session, principal.tenant_id, query.seller_id, query.pool_id)
    marketplace_id = query.marketplace_id or ""
    return Shops((require_marketplace(session, principal.tenant_id, query.seller_id, marketplace_id, "query"),))


def _after(principal: Principal, query: SalesQuery) -> tuple[Any, ...] | None:
    after = pages.read_cursor(principal.tenant_id, query, width=2)
    if after is None:
        return None
    day, sku = after
    if not isinstance(day, str) or not isinstance(sku, str):
        raise CursorError
    try:
        return date.fromisoformat(day), sku
    except ValueError as error:
        raise CursorError from error
