"""The SQL of syncs."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import tuple_
from sqlmodel import col, select

from services.tickets.models import Sync
from services.tickets.syncs.schemas import TicketsSyncQuery
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing

_UNDER_WAY = ("waiting", "running")


class SyncRepository:
    """Syncs of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add_missing(self, sync: Sync) -> bool:
        """Store a new sync unless the account has one under way; whether it was stored."""
        return add_missing(self._session, table_of(Sync), sync.model_dump() | {"tenant_id": self._tenant_id})

    def save(self, sync: Sync) -> None:
        """Store a changed sync."""
        self._session.add(sync)
        self._session.flush()

    def get(self, sync_id: str, *, lock: bool = False) -> Sync | None:
        """One sync; locked until the end of the transaction if it is to be changed."""
        query = select(Sync).where(Sync.tenant_id == self._tenant_id, Sync.sync_id == sync_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def under_way(self, seller_id: str) -> Sync | None:
        """The account's sync that waits or runs, locked."""
        query = select(Sync).where(
            Sync.tenant_id == self._tenant_id, Sync.seller_id == seller_id, col(Sync.status).in_(_UNDER_WAY)
        )
        return self._session.exec(query.with_for_update()).one_or_none()

    def page(self, query: TicketsSyncQuery, after: Sequence[Any] | None) -> list[Sync]:
        """Up to `limit + 1` syncs by (updated_at, sync_id)."""
        statement = select(Sync).where(Sync.tenant_id == self._tenant_id)
        for name in ("seller_id", "status"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(Sync, name) == value)
        if query.updated_after is not None:
            statement = statement.where(col(Sync.updated_at) > query.updated_after)
        order = (col(Sync.updated_at), col(Sync.sync_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.exec(statement.order_by(*order).limit(query.limit + 1)))
