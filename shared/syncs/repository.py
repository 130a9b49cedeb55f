"""The SQL of syncs, for the tables of any service, bound to one tenant."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, tuple_, update
from sqlalchemy import select as select_rows
from sqlmodel import SQLModel, col, select

from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing
from shared.outbox import add_event
from shared.syncs.columns import UNDER_WAY, SyncMixin
from shared.syncs.schemas import SyncQuery

S = TypeVar("S", bound=SyncMixin)


class SyncRepository(Generic[S]):
    """Syncs of one tenant in `model`'s table."""

    def __init__(self, session: Session, tenant_id: str, model: type[S]) -> None:
        self._session = session
        self._tenant_id = tenant_id
        self._model = model

    def add_missing(self, sync: S) -> bool:
        """Store a new sync unless one like it was stored meanwhile (the table says which); whether it was stored."""
        row = sync.model_dump() | {"tenant_id": self._tenant_id}
        return add_missing(self._session, table_of(self._model), row)

    def save(self, sync: S) -> None:
        """Store a changed sync."""
        self._session.add(sync)
        self._session.flush()

    def tell(self, name: str, subject: str, data: Mapping[str, Any], *, now: datetime) -> None:
        """Tell the outside of a sync, once this transaction commits."""
        add_event(self._session, name=name, tenant_id=self._tenant_id, subject=subject, data=data, now=now)

    def get(self, sync_id: str, *, lock: bool = False) -> S | None:
        """One sync; locked until the end of the transaction if it is to be changed."""
        model = self._model
        query = select(model).where(model.tenant_id == self._tenant_id, model.sync_id == sync_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def under_way(self, seller_id: str) -> S | None:
        """The sync that waits or runs, locked; of accounts that have one at a time."""
        model = self._model
        query = select(model).where(
            model.tenant_id == self._tenant_id, model.seller_id == seller_id, col(model.status).in_(UNDER_WAY)
        )
        return self._session.exec(query.with_for_update()).one_or_none()

    def page(self, query: SyncQuery, after: Sequence[Any] | None) -> list[S]:
        """Up to `limit + 1` syncs by (updated_at, sync_id)."""
        model = self._model
        statement: Select[Any] = select(model).where(model.tenant_id == self._tenant_id)
        for name in ("seller_id", "status"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(model, name) == value)
        if query.updated_after is not None:
            statement = statement.where(col(model.updated_at) > query.updated_after)
        order = (col(model.updated_at), col(model.sync_id))
        if after is not None:
            statement = statement.where(tuple_(*order) > tuple(after))
        return list(self._session.scalars(statement.order_by(*order).limit(query.limit + 1)))


class PartedSyncRepository(SyncRepository[S]):
    """Syncs whose parts, each of a marketplace or of the whole account, stand in `part_model`'s table."""

    def __init__(self, session: Session, tenant_id: str, model: type[S], part_model: type[SQLModel]) -> None:
        super().__init__(session, tenant_id, model)
        self._part = table_of(part_model)

    def set_part(self, sync: S, part: str, marketplace_id: str, **values: Any) -> None:
        """Change one part of a sync that was read from this repository."""
        columns = self._part.c
        mine = (
            columns.sync_id == sync.sync_id,
            columns.part == part,
            columns.marketplace_id == marketplace_id,
        )
        self._session.execute(update(self._part).where(*mine).values(**values))

    def count_by_status(self, sync: S) -> dict[str, int]:
        """Number of parts of a sync that was read from this repository, by their status."""
        status = self._part.c.status
        query = select_rows(status, func.count()).where(self._part.c.sync_id == sync.sync_id)
        return {row[0]: row[1] for row in self._session.execute(query.group_by(status))}

    def parts(self, syncs: Sequence[S]) -> list[Row[Any]]:
        """The parts of some syncs that were read from this repository."""
        query = select_rows(self._part).where(self._part.c.sync_id.in_([sync.sync_id for sync in syncs]))
        return list(self._session.execute(query.order_by(*self._part.primary_key)))
