"""The SQL of pools."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, case, func, literal, select
from sqlmodel import col
from sqlmodel import select as select_model

from services.inventory.marketplaces.repository import owned_keys
from services.inventory.models import (
    Pool,
    PoolAgreement,
    PoolSettings,
    SalesDay,
    SellerMarketplace,
    Stock,
    StockDayElsewhere,
)
from services.inventory.pools.rules import Agreement, Compared
from services.inventory.pools.schemas import PoolQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import upsert
from shared.positions import Order, Part, Polled, poll

Pair = tuple[int, int]
"""Two marketplaces by their keys, the lower first."""

_pool, _agreement = table_of(Pool), table_of(PoolAgreement)
_place, _sales, _elsewhere = table_of(SellerMarketplace), table_of(SalesDay), table_of(StockDayElsewhere)
_ORDER = Order(_pool, ("pool_id",))
_AFN = "AFN"


class PoolRepository:
    """Pools of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def standing(self, seller_id: str) -> list[Pool]:
        """The pools of an account that are in force, the oldest first."""
        query = select_model(Pool).where(
            Pool.tenant_id == self._tenant_id, Pool.seller_id == seller_id, col(Pool.deleted_at).is_(None)
        )
        return list(self._session.exec(query.order_by(col(Pool.formed_at), col(Pool.pool_id))))

    def get(self, pool_id: str) -> Pool | None:
        """One pool, in force or dissolved."""
        query = select_model(Pool).where(Pool.tenant_id == self._tenant_id, Pool.pool_id == pool_id)
        return self._session.exec(query).one_or_none()

    def save(self, pool: Pool) -> None:
        """Store a new or changed pool."""
        self._session.add(pool)
        self._session.flush()

    def poll(self, query: PoolQuery) -> Polled[Pool]:
        """A page of the tenant's pools. Raises the errors of cursors."""
        statement = select(Pool).where(col(Pool.tenant_id) == self._tenant_id)
        if not query.include_deleted:
            statement = statement.where(col(Pool.deleted_at).is_(None))
        if query.seller_id is not None:
            statement = statement.where(col(Pool.seller_id) == query.seller_id)
        if query.marketplace_id is not None:
            statement = statement.where(col(Pool.marketplace_ids).contains(f'"{query.marketplace_id}"'))

        def read(part: Part) -> list[Pool]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)

    def settings(self, seller_id: str) -> PoolSettings | None:
        """What people have set of an account; None while nobody has set anything."""
        query = select_model(PoolSettings).where(
            PoolSettings.tenant_id == self._tenant_id, PoolSettings.seller_id == seller_id
        )
        return self._session.exec(query).one_or_none()

    def save_settings(self, settings: PoolSettings) -> None:
        """Store what is set, in place of what was; whoever asks has locked the account."""
        self._session.merge(settings)
        self._session.flush()

    def compare(self, keys: Sequence[int], present: datetime) -> dict[Pair, Compared]:
        """What these marketplaces were told in the reading of Amazon's `present`, each two that share SKUs."""
        one, two = (table_of(Stock).alias(name) for name in ("one", "two"))
        units = one.c.fulfillable_quantity, two.c.fulfillable_quantity
        read = [
            condition
            for each in (one, two)
            for condition in (
                each.c.marketplace_key.in_(owned_keys(self._tenant_id, keys)),
                each.c.channel == _AFN,
                each.c.observed_at == present,
            )
        ]
        pair = (one.c.marketplace_key, two.c.marketplace_key)
        same = (one.c.sku == two.c.sku, one.c.warehouse == two.c.warehouse, pair[0] < pair[1])
        query = (
            select(*pair, func.count(), func.sum(case((units[0] == units[1], 1), else_=0)))
            .where(*read, *same, (units[0] > 0) | (units[1] > 0))
            .group_by(*pair)
        )
        return {(row[0], row[1]): Compared(row[2], int(row[3])) for row in self._session.execute(query)}

    def agreements(self, keys: Sequence[int]) -> dict[Pair, Row[Any]]:
        """What has been noted of each two of these marketplaces of the tenant's."""
        query = select(_agreement).where(
            *(column.in_(owned_keys(self._tenant_id, keys)) for column in _agreement.primary_key)
        )
        return {(row.first_key, row.second_key): row for row in self._session.execute(query)}

    def note_agreements(self, noted: Mapping[Pair, tuple[Compared, Agreement]], read_at: datetime) -> None:
        """Note what a reading said of each two of the tenant's marketplaces."""
        rows = [
            {
                "first_key": first,
                "second_key": second,
                "shared_skus": compared.shared,
                "equal_skus": compared.equal,
                "agreeing": agreement.agreeing,
                "differing": agreement.differing,
                "read_at": read_at,
            }
            for (first, second), (compared, agreement) in sorted(noted.items())
        ]
        upsert(self._session, _agreement, rows, key=("first_key", "second_key"))

    def sold_since(self, keys: Sequence[int], from_on: date) -> dict[int, int]:
        """What each of these marketplaces has sold from a day on, in micros of its currency."""
        query = select(_sales.c.marketplace_key, func.sum(_sales.c.sales_micros)).where(
            _sales.c.marketplace_key.in_(owned_keys(self._tenant_id, keys)), _sales.c.date_on >= from_on
        )
        return {key: int(micros) for key, micros in self._session.execute(query.group_by(_sales.c.marketplace_key))}

    def stores_elsewhere(self, seller_id: str) -> bool:
        """Whether Amazon stores units of the account in a country where it has no shop."""
        mine = (_elsewhere.c.tenant_id == self._tenant_id, _elsewhere.c.seller_id == seller_id)
        return self._session.execute(select(literal(1)).where(*mine).limit(1)).first() is not None
