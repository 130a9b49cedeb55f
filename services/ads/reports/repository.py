"""The SQL of deliveries."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, select, tuple_

from services.ads.models import AdsProfile, Delivery
from services.ads.reports.rules import StoredDay
from services.ads.reports.schemas import DeliveryQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert

_delivery, _profile = table_of(Delivery), table_of(AdsProfile)
_ORDER = (
    _delivery.c.last_delivered_at,
    _delivery.c.profile_key,
    _delivery.c.report,
    _delivery.c.date_on,
)

_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "seller_id": lambda given: _profile.c.seller_id == given,
    "marketplace_id": lambda given: _profile.c.marketplace_id == given,
    "report": lambda given: _delivery.c.report == given,
    "from_on": lambda given: _delivery.c.date_on >= given,
    "to_on": lambda given: _delivery.c.date_on < given,
    "updated_after": lambda given: _delivery.c.last_delivered_at > given,
}


class DeliveryRepository:
    """Deliveries of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def stored_days(self, profile_key: int, report: str, days: Sequence[date]) -> dict[date, StoredDay]:
        """Those of the days that were delivered before."""
        mine = select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self._tenant_id
        )
        query = select(_delivery.c.date_on, _delivery.c.source, _delivery.c.first_delivered_at).where(
            _delivery.c.profile_key.in_(mine), _delivery.c.report == report, _delivery.c.date_on.in_(days)
        )
        return {row.date_on: StoredDay(row.source, row.first_delivered_at) for row in self._session.execute(query)}

    def store(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert deliveries of the tenant's own profiles."""
        upsert(self._session, _delivery, rows, key=("profile_key", "report", "date_on"))

    def page(self, query: DeliveryQuery, after: Sequence[Any] | None) -> list[Row[Any]]:
        """Up to `limit + 1` deliveries by (last_delivered_at, profile, report, day), with their profile's columns."""
        profile = (
            _profile.c.seller_id,
            _profile.c.marketplace_id,
            _profile.c.timezone,
            _profile.c.created_at.label("known_at"),
        )
        statement = (
            select(_delivery, *profile)
            .join(_profile, _profile.c.profile_key == _delivery.c.profile_key)
            .where(_profile.c.tenant_id == self._tenant_id)
        )
        for name, condition in _CONDITIONS.items():
            if (given := getattr(query, name)) is not None:
                statement = statement.where(condition(given))
        if after is not None:
            statement = statement.where(tuple_(*_ORDER) > tuple(after))
        return list(self._session.execute(statement.order_by(*_ORDER).limit(query.limit + 1)))
