"""The SQL of syncs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Row, func, select, tuple_, update
from sqlmodel import col
from sqlmodel import select as select_model

from services.catalog.models import Sync, SyncPart
from services.catalog.syncs.schemas import CatalogSyncQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing, upsert

_part = table_of(SyncPart)
_UNDER_WAY = ("waiting", "running")


class SyncRepository:
    """Syncs of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, sync: Sync) -> bool:
        """Store a new sync unless the account has one under way; whether it was stored."""
        row = sync.model_dump() | {"tenant_id": self._tenant_id}
        return add_missing(self._session, table_of(Sync), row)

    def add(self, sync: Sync) -> None:
        """Store a changed sync."""
        self._session.add(sync)
        self._session.flush()

    def get(self, sync_id: str, *, lock: bool = False) -> Sync | None:
        """One sync; locked until the end of the transaction if it is to be changed."""
        query = select_model(Sync).where(Sync.tenant_id == self._tenant_id, Sync.sync_id == sync_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def under_way(self, seller_id: str) -> Sync | None:
        """The account's sync that waits or runs, locked."""
        query = select_model(Sync).where(
            Sync.tenant_id == self._tenant_id, Sync.seller_id == seller_id, col(Sync.status).in_(_UNDER_WAY)
        )
        return self._session.exec(query.with_for_update()).one_or_none()

    def store_parts(self, rows: Sequence[dict[str, Any]]) -> None:
        """Upsert the parts of a sync of the tenant."""
        upsert(self._session, _part, rows, key=("sync_id", "part", "marketplace_id"))

    def set_part(self, sync: Sync, part: str, marketplace_id: str, **values: Any) -> None:
        """Change one part of a sync that was read from this repository."""
        mine = (
            _part.c.sync_id == sync.sync_id,
            _part.c.part == part,
            _part.c.marketplace_id == marketplace_id,
        )
        self._session.execute(update(_part).where(*mine).values(**values))

    def count_by_status(self, sync: Sync) -> dict[str, int]:
        """Number of parts of a sync that was read from this repository, by their status."""
        query = select(_part.c.status, func.count()).where(_part.c.sync_id == sync.sync_id)
        return {row[0]: row[1] for row in self._session.execute(query.group_by(_part.c.status))}

    def parts(self, syncs: Sequence[Sync]) -> list[Row[Any]]:
        """The parts of some syncs that were read from this repository."""
        query = select(_part).where(_part.c.sync_id.in_([sync.sync_id for sync in syncs]))
        return list(self._session.execute(query.order_by(*_part.primary_key)))

    def page(self, query: CatalogSyncQuery, after: Sequence[Any] | None) -> list[Sync]:
        """Up to `limit + 1` syncs by (updated_at, sync_id)."""
        statement = select_model(Sync).where(Sync.tenant_id == self._tenant_id)
        for name in ("seller_id", "status"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(Sync, name) == value)
        if query.updated_after is not None:
            statement = statement.where(Sync.updated_at > query.updated_after)
        order = (col(Sync.updated_at), col(Sync.sync_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
