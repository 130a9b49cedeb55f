"""The SQL of account metrics."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from sqlalchemy import delete, tuple_
from sqlmodel import col, select

from services.tickets.account_metrics.schemas import AccountMetricQuery
from services.tickets.models import AccountMetric
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert

_KEY = ("tenant_id", "seller_id", "marketplace_id", "metric")


class AccountMetricRepository:
    """Metrics of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def of_marketplace(self, seller_id: str, marketplace_id: str) -> dict[str, AccountMetric]:
        """The metrics of a marketplace by name."""
        query = select(AccountMetric).where(*self._mine(seller_id, marketplace_id))
        return {row.metric: row for row in self._session.exec(query)}

    def put(self, rows: Sequence[Mapping[str, Any]]) -> None:
        """Store metrics, some dozens of a marketplace."""
        upsert(
            self._session,
            table_of(AccountMetric),
            [{**row, "tenant_id": self._tenant_id} for row in rows],
            key=_KEY,
        )

    def forget(self, seller_id: str, marketplace_id: str, names: Collection[str]) -> None:
        """Delete metrics that Amazon does not tell any more."""
        gone = delete(AccountMetric).where(
            *self._mine(seller_id, marketplace_id), col(AccountMetric.metric).in_(names)
        )
        self._session.execute(gone)

    def page(self, query: AccountMetricQuery, after: Sequence[Any] | None) -> list[AccountMetric]:
        """Up to `limit + 1` metrics by (updated_at, seller_id, marketplace_id, metric)."""
        statement = select(AccountMetric).where(AccountMetric.tenant_id == self._tenant_id)
        for name in _KEY[1:]:
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(AccountMetric, name) == value)
        if query.updated_after is not None:
            statement = statement.where(col(AccountMetric.updated_at) > query.updated_after)
        order = [col(getattr(AccountMetric, name)) for name in ("updated_at", *_KEY[1:])]
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))

    def _mine(self, seller_id: str, marketplace_id: str) -> tuple[Any, ...]:
        return (
            AccountMetric.tenant_id == self._tenant_id,
            AccountMetric.seller_id == seller_id,
            AccountMetric.marketplace_id == marketplace_id,
        )
