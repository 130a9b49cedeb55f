"""The SQL of SKU accuracy."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import Select
from sqlmodel import col, select

from services.catalog.accuracy.schemas import AccuracyQuery
from services.catalog.models import Shelf, SkuAccuracy
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert
from shared.positions import Order, Part, Polled, poll

_KEY = ("tenant_id", "seller_id", "marketplace_id", "day_on")
_ORDER = Order(table_of(SkuAccuracy), _KEY[1:])


class AccuracyRepository:
    """Accuracy of one tenant's shelves, by day."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def put(self, **values: Any) -> None:
        """Upsert the day of a shelf, unless it says the same already."""
        row = {"tenant_id": self._tenant_id, **values}
        query = select(SkuAccuracy).where(*(col(getattr(SkuAccuracy, name)) == row[name] for name in _KEY))
        before = self._session.exec(query).one_or_none()
        if before is None or (before.skus, before.skus_with_error) != (row["skus"], row["skus_with_error"]):
            upsert(self._session, table_of(SkuAccuracy), [row], key=_KEY)

    def judged_at(self, seller_ids: Collection[str]) -> dict[tuple[str, str], datetime | None]:
        """When the shelves of some seller accounts were last judged, by account and marketplace."""
        query = select(Shelf).where(Shelf.tenant_id == self._tenant_id, col(Shelf.seller_id).in_(seller_ids))
        return {(shelf.seller_id, shelf.marketplace_id): shelf.judged_at for shelf in self._session.exec(query)}

    def poll(self, query: AccuracyQuery) -> Polled[SkuAccuracy]:
        """A page of the tenant's days. Raises the errors of cursors."""
        return poll(self._session, self._tenant_id, query, _ORDER, lambda part: self._rows(query, part))

    def _rows(self, query: AccuracyQuery, part: Part) -> list[SkuAccuracy]:
        model = SkuAccuracy
        statement: Select[Any] = select(model).where(model.tenant_id == self._tenant_id)
        for name in ("seller_id", "marketplace_id"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(model, name) == value)
        if query.from_on is not None:
            statement = statement.where(col(model.day_on) >= query.from_on)
        if query.to_on is not None:
            statement = statement.where(col(model.day_on) < query.to_on)
        return list(self._session.scalars(_ORDER.apply(statement, part)))
