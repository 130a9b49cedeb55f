"""The SQL of SKU accuracy."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from services.catalog.accuracy.schemas import AccuracyQuery
from services.catalog.models import SkuAccuracy
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert

_KEY = ("tenant_id", "seller_id", "marketplace_id", "day_on")


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

    def page(self, query: AccuracyQuery, after: Sequence[Any] | None) -> list[SkuAccuracy]:
        """Up to `limit + 1` days by (updated_at, seller, marketplace, day)."""
        model = SkuAccuracy
        statement = select(model).where(model.tenant_id == self._tenant_id)
        for name in ("seller_id", "marketplace_id"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(model, name) == value)
        if query.updated_after is not None:
            statement = statement.where(col(model.updated_at) > query.updated_after)
        if query.from_on is not None:
            statement = statement.where(col(model.day_on) >= query.from_on)
        if query.to_on is not None:
            statement = statement.where(col(model.day_on) < query.to_on)
        order = (col(model.updated_at), col(model.seller_id), col(model.marketplace_id), col(model.day_on))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
