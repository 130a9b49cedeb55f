"""The SQL of order lines, and of the daily sales that are kept with them."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import case, func, or_, select

from services.inventory.marketplaces.repository import MarketplaceRows, owned_key
from services.inventory.models import OrderLine, SalesDay
from services.inventory.orders.rules import CANCELLED
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.db.upserts import insert_of

_line, _sales = table_of(OrderLine), table_of(SalesDay)
_KEY = ("marketplace_key", "amazon_order_id", "sku")
_REPORTED = (
    *("order_status", "fulfillment_channel", "quantity", "item_price_micros", "purchased_at", "purchased_on"),
    "last_updated_at",
)
LINES = BulkUpsert(_line, (*_KEY, *_REPORTED, "updated_at"), compared=_REPORTED, newer="last_updated_at")
ROWS = MarketplaceRows(
    _line, ("amazon_order_id", "sku", "order_status"), reported=("seller_id", "marketplace_id", "currency")
)
_SUMS = ("units", "orders", "sales_micros")


class OrderRepository:
    """Order lines of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert rows in the order of `LINES.columns`, of the tenant's marketplaces; how many changed.

        What was last updated before the stored line was is left out.
        """
        return LINES.run(self._session, rows)

    def roll_up(self, marketplace_key: int, days: Sequence[date]) -> None:
        """Sum the sales of some days anew; days that say the same are not written."""
        counts = _line.c.order_status != CANCELLED
        lines = (
            select(
                _line.c.marketplace_key,
                _line.c.sku,
                _line.c.purchased_on,
                func.sum(case((counts, _line.c.quantity), else_=0)),
                func.sum(case((counts, 1), else_=0)),
                func.sum(case((counts, func.coalesce(_line.c.item_price_micros, 0)), else_=0)),
            )
            .where(
                _line.c.marketplace_key.in_(owned_key(self._tenant_id, marketplace_key)),
                _line.c.purchased_on.in_(days),
            )
            .group_by(_line.c.marketplace_key, _line.c.sku, _line.c.purchased_on)
        )
        statement = insert_of(self._session, _sales).from_select(["marketplace_key", "sku", "date_on", *_SUMS], lines)
        given = statement.excluded
        self._session.connection().execute(
            statement.on_conflict_do_update(
                index_elements=["marketplace_key", "sku", "date_on"],
                set_={name: given[name] for name in _SUMS},
                where=or_(*(_sales.c[name] != given[name] for name in _SUMS)),
            )
        )
