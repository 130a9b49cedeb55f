"""The SQL of syncs."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select, tuple_, update
from sqlmodel import col
from sqlmodel import select as select_model

from services.inventory.models import Sync, SyncPart
from services.inventory.syncs.schemas import InventorySyncQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing

_sync, _part = table_of(Sync), table_of(SyncPart)


class SyncRepository:
    """Syncs of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, sync: Sync) -> bool:
        """Store a new sync unless the same attempt was stored meanwhile; whether it was new."""
        return add_missing(self._session, _sync, sync.model_dump() | {"tenant_id": self._tenant_id})

    def add(self, sync: Sync) -> None:
        """Store a changed sync."""
        self._session.add(sync)
        self._session.flush()

    def get(self, sync_id: str, *, lock: bool = False) -> Sync | None:
        """One sync; locked until the end of the transaction if it is to be changed."""
        query = select_model(Sync).where(Sync.tenant_id == self._tenant_id, Sync.sync_id == sync_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def newest(self, seller_id: str, started_on: date) -> Sync | None:
        """The last sync of an account that was started on a day."""
        query = select_model(Sync).where(
            Sync.tenant_id == self._tenant_id, Sync.seller_id == seller_id, Sync.started_on == started_on
        )
        return self._session.exec(query.order_by(col(Sync.attempt).desc()).limit(1)).one_or_none()

    def add_part(self, sync: Sync, part: str, marketplace_id: str) -> None:
        """Plan a part of a sync that was read from this repository, unless it is planned."""
        row = SyncPart(sync_id=sync.sync_id, part=part, marketplace_id=marketplace_id, status="waiting")
        add_missing(self._session, _part, row.model_dump())

    def set_part(self, sync: Sync, part: str, marketplace_id: str, **values: Any) -> None:
        """Change a part of a sync that was read from this repository."""
        self._session.execute(
            update(_part)
            .where(_part.c.sync_id == sync.sync_id, _part.c.part == part, _part.c.marketplace_id == marketplace_id)
            .values(**values)
        )

    def count_by_status(self, sync: Sync) -> dict[str, int]:
        """Number of parts of the sync by their status."""
        query = select(_part.c.status, func.count()).where(_part.c.sync_id == sync.sync_id).group_by(_part.c.status)
        return {row[0]: row[1] for row in self._session.execute(query)}

    def parts(self, syncs: Sequence[Sync]) -> list[Row[Any]]:
        """The parts of some syncs read from this repository."""
        query = select(_part).where(_part.c.sync_id.in_([sync.sync_id for sync in syncs]))
        return list(self._session.execute(query.order_by(_part.c.part, _part.c.marketplace_id)))

    def page(self, query: InventorySyncQuery, after: Sequence[Any] | None) -> list[Sync]:
        """Up to `limit + 1` syncs by (updated_at, sync_id)."""
        statement = select_model(Sync).where(Sync.tenant_id == self._tenant_id)
        if query.seller_id is not None:
            statement = statement.where(Sync.seller_id == query.seller_id)
        if query.status is not None:
            statement = statement.where(Sync.status == query.status)
        if query.updated_after is not None:
            statement = statement.where(Sync.updated_at > query.updated_after)
        order = (col(Sync.updated_at), col(Sync.sync_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
