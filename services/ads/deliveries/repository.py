"""The SQL of deliveries."""

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Row, Select, select, update

from services.ads.deliveries.rules import StoredDay
from services.ads.deliveries.schemas import DeliveryQuery
from services.ads.models import AdsProfile, Delivery
from services.ads.performance.rules import Window
from services.ads.products import code_of
from services.ads.report_types.rules import type_of
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert
from shared.positions import Order, Part, Polled, poll

_delivery, _profile = table_of(Delivery), table_of(AdsProfile)
_ORDER = Order(_delivery, ("profile_key", "report", "date_on"), moment="last_delivered_at")

_CONDITIONS: dict[str, Callable[[Any], ColumnElement[bool]]] = {
    "seller_id": lambda given: _profile.c.seller_id == given,
    "marketplace_id": lambda given: _profile.c.marketplace_id == given,
    "ad_product": lambda given: _delivery.c.ad_product == code_of(given),
    "report": lambda given: _delivery.c.report == given,
    "from_on": lambda given: _delivery.c.date_on >= given,
    "to_on": lambda given: _delivery.c.date_on < given,
}


class DeliveryRepository:
    """Deliveries of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def stored_days(self, profile_key: int, report: str, days: Sequence[date]) -> dict[date, StoredDay]:
        """Those of the days that were delivered before."""
        names = ("source", "first_delivered_at", "row_count", "requested_at", "digest")
        query = select(_delivery.c.date_on, *(_delivery.c[name] for name in names)).where(
            *self._of(profile_key, report), _delivery.c.date_on.in_(days)
        )
        return {row[0]: StoredDay(*row[1:]) for row in self._session.execute(query)}

    def has_days(self, profile_key: int, ad_product: str, window: Window) -> bool:
        """Whether a report of a product was delivered for one of the days."""
        query = select(_delivery.c.date_on).where(
            _delivery.c.profile_key.in_(self._mine(profile_key)),
            _delivery.c.ad_product == ad_product,
            _delivery.c.date_on >= window.from_on,
            _delivery.c.date_on < window.to_on,
        )
        return self._session.execute(query.limit(1)).first() is not None

    def forget_digests(self, profile_key: int, report: str, days: Sequence[date]) -> None:
        """From now on nobody may rely on what is stored of these days."""
        statement = update(_delivery).where(*self._of(profile_key, report), _delivery.c.date_on.in_(days))
        self._session.execute(statement.values(digest=None))

    def store(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert deliveries of the tenant's own profiles."""
        upsert(self._session, _delivery, rows, key=("profile_key", "ad_product", "report", "date_on"))

    def poll(self, query: DeliveryQuery) -> Polled[Row[Any]]:
        """A page of the tenant's deliveries with their profile's columns. Raises the errors of cursors."""
        profile = (
            _profile.c.seller_id,
            _profile.c.marketplace_id,
            _profile.c.timezone,
            _profile.c.clock_ahead_seconds,
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

        def read(part: Part) -> list[Row[Any]]:
            return list(self._session.execute(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def _of(self, profile_key: int, report: str) -> tuple[ColumnElement[bool], ...]:
        product = type_of(report).ad_product
        return (
            _delivery.c.profile_key.in_(self._mine(profile_key)),
            _delivery.c.ad_product == product,
            _delivery.c.report == report,
        )

    def _mine(self, profile_key: int) -> Select[tuple[int]]:
        return select(_profile.c.profile_key).where(
            _profile.c.profile_key == profile_key, _profile.c.tenant_id == self._tenant_id
        )
