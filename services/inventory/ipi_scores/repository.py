"""The SQL of the Inventory Performance Index."""

from collections.abc import Iterable, Set
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select

from services.inventory.ipi_scores.rules import FALL, Score
from services.inventory.ipi_scores.schemas import IpiScoreQuery
from services.inventory.marketplaces.repository import owned_key
from services.inventory.models import IpiScore, SellerMarketplace
from shared.db import Session
from shared.db.bulk import BulkUpsert
from shared.db.columns import table_of
from shared.positions import Order, Part, Polled, poll

_score, _marketplace = table_of(IpiScore), table_of(SellerMarketplace)
_SCORES = BulkUpsert(
    _score, ("marketplace_key", "measured_on", "score", "updated_at", "changed_by"), compared=("score",)
)
_ORDER = Order(_score, ("marketplace_key", "measured_on"))


class IpiRepository:
    """Scores of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def store(self, rows: Iterable[tuple[Any, ...]]) -> int:
        """Upsert (marketplace_key, measured_on, score, updated_at, changed_by) of the tenant's; how many changed."""
        return _SCORES.run(self._session, rows)

    def known(self, days: Set[tuple[int, date]]) -> dict[tuple[int, date], int]:
        """The scores of these days of the tenant's marketplaces, by (marketplace_key, day)."""
        query = select(_score.c.marketplace_key, _score.c.measured_on, _score.c.score).where(
            _score.c.marketplace_key.in_({key for key, _ in days}), _score.c.measured_on.in_({day for _, day in days})
        )
        return {(row[0], row[1]): row[2] for row in self._session.execute(query)}

    def recent(self, marketplace_key: int) -> list[Score]:
        """The scores of the four weeks that end with the newest, which comes last."""
        own = _score.c.marketplace_key.in_(owned_key(self._tenant_id, marketplace_key))
        newest: date | None = self._session.execute(select(func.max(_score.c.measured_on)).where(own)).scalar_one()
        if newest is None:
            return []
        query = select(_score.c.measured_on, _score.c.score).where(own, _score.c.measured_on >= newest - FALL)
        return [Score(*row) for row in self._session.execute(query.order_by(_score.c.measured_on))]

    def find(self, marketplace_key: int, measured_on: date) -> Row[Any] | None:
        """One score: the columns of IpiScoreRead."""
        query = self._reported().where(
            _score.c.marketplace_key == marketplace_key, _score.c.measured_on == measured_on
        )
        return self._session.execute(query).one_or_none()

    def poll(self, query: IpiScoreQuery) -> Polled[Row[Any]]:
        """A page of the tenant's scores. Raises the errors of cursors."""
        statement = self._reported()
        if query.seller_id is not None:
            statement = statement.where(_marketplace.c.seller_id == query.seller_id)
        if query.marketplace_id is not None:
            statement = statement.where(_marketplace.c.marketplace_id == query.marketplace_id)

        def read(part: Part) -> list[Row[Any]]:
            return list(self._session.execute(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def _reported(self) -> Any:
        return (
            select(_marketplace.c.seller_id, _marketplace.c.marketplace_id, *_score.c)
            .join(_marketplace, _marketplace.c.marketplace_key == _score.c.marketplace_key)
            .where(_marketplace.c.tenant_id == self._tenant_id)
        )
