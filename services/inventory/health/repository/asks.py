"""The SQL of what stocks ask of own warehouses."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Row, select, update

from services.inventory.marketplaces.repository import each_of, owned_key, owned_keys
from services.inventory.models import StockHealth
from shared.db import Session
from shared.db.columns import table_of

_health = table_of(StockHealth)
_ASKED = (
    *("marketplace_key", "sku", "channel", "fulfillable_quantity", "inbound_quantity", "units_a_day"),
    *("safety_units", "units_needed", "units_to_send"),
)


class AskRepository:
    """What the stocks of a tenant needed when they were judged, at their homes."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def asks(self, marketplace_keys: Sequence[int]) -> Iterable[Row[Any]]:
        """What the stocks at these homes needed of each SKU, and what they were to be sent."""
        own = _health.c.marketplace_key.in_(owned_keys(self._tenant_id, marketplace_keys))
        query = select(*(_health.c[name] for name in _ASKED)).where(own, _health.c.deleted_at.is_(None))
        return self._session.execute(query)

    def let_go(self, marketplace_key: int, skus: Sequence[str], *, now: datetime) -> None:
        """Send no units of these SKUs to one of the homes any more."""
        own = _health.c.marketplace_key.in_(owned_key(self._tenant_id, marketplace_key))
        for chosen in each_of(_health, skus):
            self._session.execute(update(_health).where(own, chosen).values(units_to_send=0, updated_at=now))
