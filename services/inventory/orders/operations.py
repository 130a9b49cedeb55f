"""What one can do with orders: keep what Amazon reports, and list it."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from services.inventory.marketplaces.operations import list_rows
from services.inventory.orders.repository import MULTI_CHANNEL, ROWS, OrderRepository
from services.inventory.orders.rules import Line
from services.inventory.orders.schemas import OrderLineQuery
from shared.auth import Principal
from shared.db import Database, Session
from shared.db.columns import utc_text
from shared.money import text_of_micros


def store_lines(session: Session, tenant_id: str, lines: Iterable[Line], *, now: datetime) -> int:
    """Store order lines and the sales of their days, together; how many lines changed."""
    repository = OrderRepository(session, tenant_id)
    stamp, days = utc_text(now), defaultdict[int, set[str]](set)
    rows, multi_channel = [], []
    for line in lines:
        if line.is_multi_channel:
            multi_channel.append(tuple(getattr(line, name) for name in MULTI_CHANNEL.columns))
        else:
            rows.append((*line[:-1], stamp))
        days[line.marketplace_key].add(line.purchased_on)
    changed = repository.store(rows) + repository.store_multi_channel(multi_channel)
    for key, touched in days.items() if changed else ():
        repository.roll_up(key, [date.fromisoformat(day) for day in sorted(touched)])
    return changed


async def list_order_lines(database: Database, principal: Principal, query: OrderLineQuery) -> dict[str, Any]:
    """A page of the tenant's order lines, in the shape of OrderLinePage."""
    page = await list_rows(database, principal, query, ROWS)
    for item in page["items"]:
        micros, currency = item.pop("item_price_micros"), item.pop("currency")
        item["item_price"] = None if micros is None else {"amount": text_of_micros(micros), "currency": currency}
    return page
