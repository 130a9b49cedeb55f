"""The SQL of account metrics."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import Select, update
from sqlmodel import col, select

from services.tickets.account_metrics.schemas import AccountMetricQuery
from services.tickets.models import AccountMetric
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert
from shared.positions import Order, Part, Polled, poll

_KEY = ("tenant_id", "seller_id", "marketplace_id", "metric")
_ORDER = Order(table_of(AccountMetric), _KEY[1:])


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
            [{**row, "tenant_id": self._tenant_id, "deleted_at": None} for row in rows],
            key=_KEY,
        )

    def forget(self, seller_id: str, marketplace_id: str, names: Collection[str], now: datetime) -> None:
        """Mark metrics as deleted that Amazon does not tell any more."""
        gone = update(table_of(AccountMetric)).where(
            *self._mine(seller_id, marketplace_id), col(AccountMetric.metric).in_(names)
        )
        self._session.execute(gone.values(deleted_at=now, updated_at=now))

    def poll(self, query: AccountMetricQuery) -> Polled[AccountMetric]:
        """A page of the tenant's metrics. Raises the errors of cursors."""
        statement: Select[Any] = select(AccountMetric).where(AccountMetric.tenant_id == self._tenant_id)
        if not query.include_deleted:
            statement = statement.where(col(AccountMetric.deleted_at).is_(None))
        for name in _KEY[1:]:
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(AccountMetric, name) == value)

        def read(part: Part) -> list[AccountMetric]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def _mine(self, seller_id: str, marketplace_id: str) -> tuple[Any, ...]:
        return (
            AccountMetric.tenant_id == self._tenant_id,
            AccountMetric.seller_id == seller_id,
            AccountMetric.marketplace_id == marketplace_id,
            col(AccountMetric.deleted_at).is_(None),
        )
