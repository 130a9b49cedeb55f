"""The SQL of order lines, and of the daily sales that are kept with them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Table, case, func, literal, or_, select

from services.inventory.marketplaces.repository import MarketplaceRows, owned_key
from services.inventory.models import MultiChannelLine, OrderLine, SalesDay
from services.inventory.orders.rules import CANCELLED
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.db.upserts import insert_of

_line, _multi, _sales = table_of(OrderLine), table_of(MultiChannelLine), table_of(SalesDay)
_KEY = ("marketplace_key", "amazon_order_id", "sku")
_REPORTED = (
    *("order_status", "fulfillment_channel", "quantity", "item_price_micros", "purchased_at", "purchased_on"),
    "last_updated_at",
)
LINES = BulkUpsert(_line, (*_KEY, *_REPORTED, "updated_at"), compared=_REPORTED, newer="last_updated_at")
ROWS = MarketplaceRows(
    _line, ("amazon_order_id", "sku", "order_status"), reported=("seller_id", "marketplace_id", "currency")
)
MULTI_CHANNEL = BulkUpsert(_multi, [column.name for column in _multi.columns], newer="last_updated_at")
_SUMS = ("units", "orders", "sales_micros", "multi_channel_units")


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

    def store_multi_channel(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """The same for rows in the order of `MULTI_CHANNEL.columns`."""
        return MULTI_CHANNEL.run(self._session, rows)

    def roll_up(self, marketplace_key: int, days: Sequence[date]) -> None:
        """Sum the sales of some days anew, and what was delivered beside; days that say the same are not written."""
        table = _line.c
        counts = table.order_status != CANCELLED
        sums = {
            "units": func.sum(case((counts, table.quantity), else_=0)),
            "orders": func.sum(case((counts, 1), else_=0)),
            "sales_micros": func.sum(case((counts, func.coalesce(table.item_price_micros, 0)), else_=0)),
        }
        self._sum_up(_line, sums, marketplace_key, days)
        kept = case((_multi.c.order_status != CANCELLED, _multi.c.quantity), else_=0)
        self._sum_up(_multi, {"multi_channel_units": func.sum(kept)}, marketplace_key, days)

    def _sum_up(
        self, lines: Table, sums: Mapping[str, ColumnElement[Any]], marketplace_key: int, days: Sequence[date]
    ) -> None:
        """Write these sums of some days' lines; a new day has 0 of all others."""
        key = (lines.c.marketplace_key, lines.c.sku, lines.c.purchased_on)
        found = (
            select(*key, *(sums.get(name, literal(0)) for name in _SUMS))
            .where(
                lines.c.marketplace_key.in_(owned_key(self._tenant_id, marketplace_key)),
                lines.c.purchased_on.in_(days),
            )
            .group_by(*key)
        )
        statement = insert_of(self._session, _sales).from_select(["marketplace_key", "sku", "date_on", *_SUMS], found)
        given = statement.excluded
        self._session.connection().execute(
            statement.on_conflict_do_update(
                index_elements=["marketplace_key", "sku", "date_on"],
                set_={name: given[name] for name in sums},
                where=or_(*(_sales.c[name] != given[name] for name in sums)),
            )
        )
