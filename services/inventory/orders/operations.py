"""What one can do with orders."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date, datetime

from services.inventory.orders.repository import OrderRepository
from services.inventory.orders.rules import Line
from shared.db import Session
from shared.db.columns import utc_text


def store_lines(session: Session, tenant_id: str, lines: Iterable[Line], *, now: datetime) -> int:
    """Store order lines and the sales of their days, together; how many lines changed."""
    repository = OrderRepository(session, tenant_id)
    stamp, days = utc_text(now), defaultdict[int, set[str]](set)
    rows = []
    for line in lines:
        rows.append((*line, stamp))
        days[line.marketplace_key].add(line.purchased_on)
    changed = repository.store(rows)
    for key, touched in days.items() if changed else ():
        repository.roll_up(key, [date.fromisoformat(day) for day in sorted(touched)])
    return changed
