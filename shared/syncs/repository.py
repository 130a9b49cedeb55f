"""The SQL of syncs, for the tables of any service, bound to one tenant."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from sqlalchemy import Row, Select, func, insert, update
from sqlalchemy import select as select_rows
from sqlmodel import SQLModel, col, select

from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.db.columns import table_of
from shared.db.positions import touch
from shared.db.upserts import add_missing
from shared.jobs.row_counts import ReportCountMixin, ReportCounts
from shared.outbox import add_event, request_job
from shared.positions import Order, Part, Polled, poll
from shared.syncs.columns import UNDER_WAY, ReportHeaderMixin, SyncMixin
from shared.syncs.headers import ReportHeaders
from shared.syncs.schemas import SyncQuery

S = TypeVar("S", bound=SyncMixin)
Key = Mapping[str, Any]
"""The columns that name a part of a sync."""


@dataclass(frozen=True, slots=True)
class Job:
    """A workflow of syncs, and its queue: `of_account` where that is shared out to the accounts."""

    workflow: str
    queue: str
    of_account: bool = False


def all_under_way(session: Session, model: type[S]) -> list[S]:
    """The syncs that wait or run, of all tenants."""
    return list(session.exec(select(model).where(col(model.status).in_(UNDER_WAY)).order_by(col(model.sync_id))))


class SyncRepository(Generic[S]):
    """Syncs of one tenant in `model`'s table, which each service names."""

    model: type[S]
    count_model: type[ReportCountMixin]
    parts_member = "parts"
    """What their parts are called on the wire, where they have any."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self.tenant_id = tenant_id

    @property
    def counts(self) -> ReportCounts:
        """The numbers of rows of the tenant's reports, where the service keeps them."""
        return ReportCounts(self._session, self.tenant_id, self.count_model)

    def add_missing(self, sync: S) -> bool:
        """Store a new sync unless one like it was stored meanwhile (the table says which); whether it was stored."""
        row = sync.model_dump() | {"tenant_id": self.tenant_id}
        return add_missing(self._session, table_of(self.model), row)

    def save(self, sync: S) -> None:
        """Store a changed sync."""
        self._session.add(sync)
        self._session.flush()

    def tell(self, name: str, subject: str, data: Mapping[str, Any], *, now: datetime) -> None:
        """Tell the outside of a sync, once this transaction commits."""
        add_event(self._session, name=name, tenant_id=self.tenant_id, subject=subject, data=data, now=now)

    def note_start(self, sync: S, by: Principal, *, now: datetime) -> None:
        """Have it kept who asked for a sync, once this transaction commits."""
        started = Change("sync", "started", sync.sync_id, sync.seller_id, after={"service": sync.service})
        audit.note(self._session, by, self.tenant_id, started, now=now)

    def request(self, sync: S, job: Job, kind: str, *key: str, now: datetime, **arguments: Any) -> None:
        """Have a job of a sync run, once this transaction commits; its id is `kind`, tenant, sync and `key`."""
        request_job(
            self._session,
            workflow=job.workflow,
            workflow_id=":".join((kind, self.tenant_id, sync.sync_id, *key)),
            queue=job.queue,
            account=f"{self.tenant_id}:{sync.seller_id}" if job.of_account else None,
            tenant_id=self.tenant_id,
            arguments={"tenant_id": self.tenant_id, "sync_id": sync.sync_id, **arguments},
            now=now,
        )

    def touch(self, sync: S) -> None:
        """Let a sync be told anew of which a part changes; first, so that all lock the two in this order."""
        own = (col(self.model.tenant_id) == self.tenant_id, col(self.model.sync_id) == sync.sync_id)
        touch(self._session, table_of(self.model), *own)

    def get(self, sync_id: str, *, lock: bool = False) -> S | None:
        """One sync; locked until the end of the transaction if it is to be changed."""
        model = self.model
        query = select(model).where(model.tenant_id == self.tenant_id, model.sync_id == sync_id)
        return self._session.exec(query.with_for_update() if lock else query).one_or_none()

    def under_way(self, seller_id: str) -> S | None:
        """The sync that waits or runs, locked; of accounts that have one at a time."""
        model = self.model
        query = select(model).where(
            model.tenant_id == self.tenant_id, model.seller_id == seller_id, col(model.status).in_(UNDER_WAY)
        )
        return self._session.exec(query.with_for_update()).one_or_none()

    def newest(self, seller_id: str, day: Key) -> Any:
        """The last attempt (S, or None) of an account at a day; of accounts whose attempts are counted."""
        model: Any = self.model
        query = select(model).where(model.tenant_id == self.tenant_id, model.seller_id == seller_id)
        query = query.where(*(getattr(model, name) == value for name, value in day.items()))
        return self._session.exec(query.order_by(col(model.attempt).desc()).limit(1)).one_or_none()

    def poll(self, query: SyncQuery) -> Polled[S]:
        """A page of the tenant's syncs. Raises the errors of cursors."""
        order = Order(table_of(self.model), ("sync_id",))
        return poll(self._session, self.tenant_id, query, order, lambda part: self._rows(query, order, part))

    def _rows(self, query: SyncQuery, order: Order, part: Part) -> list[S]:
        model = self.model
        statement: Select[Any] = select(model).where(model.tenant_id == self.tenant_id)
        for name in ("seller_id", "status"):
            if (value := getattr(query, name)) is not None:
                statement = statement.where(getattr(model, name) == value)
        return list(self._session.scalars(order.apply(statement, part)))

    def parts(self, _syncs: Sequence[S]) -> list[Row[Any]]:
        """The parts of some syncs that were read from this repository: none of syncs that have none."""
        return []


class PartedSyncRepository(SyncRepository[S]):
    """Syncs with parts in `part_model`'s table, whose primary key is the sync's id and the part's key."""

    part_model: type[SQLModel]
    header_model: type[ReportHeaderMixin]

    @property
    def headers(self) -> ReportHeaders:
        """The headers of the tenant's reports, where the service keeps them."""
        return ReportHeaders(self._session, self.tenant_id, self.header_model)

    def add_parts(self, sync: S, keys: Sequence[Key]) -> None:
        """Store the parts of a sync that has none."""
        rows = [self.part_model(sync_id=sync.sync_id, status="waiting", **key).model_dump() for key in keys]
        if rows:
            self._session.execute(insert(table_of(self.part_model)), rows)

    def set_part(self, sync: S, key: Key, **values: Any) -> None:
        """Change one part of a sync that was read from this repository."""
        self.touch(sync)
        part = table_of(self.part_model)
        mine = (part.c[name] == value for name, value in {"sync_id": sync.sync_id, **key}.items())
        self._session.execute(update(part).where(*mine).values(**values))

    def fail_parts(self, sync: S, **failure: str) -> None:
        """Show the parts that are under way of a sync that was read from this repository as failed."""
        part = table_of(self.part_model)
        mine = (part.c.sync_id == sync.sync_id, part.c.status.in_(UNDER_WAY))
        self._session.execute(update(part).where(*mine).values(status="failed", **failure))

    def count_by_status(self, sync: S, **of: Sequence[Any]) -> dict[str, int]:
        """Number of parts of a sync that was read from this repository, by their status; of some keys alone."""
        part = table_of(self.part_model)
        query = select_rows(part.c.status, func.count()).where(part.c.sync_id == sync.sync_id)
        query = query.where(*(part.c[name].in_(values) for name, values in of.items()))
        return {row[0]: row[1] for row in self._session.execute(query.group_by(part.c.status))}

    def parts(self, syncs: Sequence[S]) -> list[Row[Any]]:
        """The parts of some syncs that were read from this repository."""
        part = table_of(self.part_model)
        query = select_rows(part).where(part.c.sync_id.in_([sync.sync_id for sync in syncs]))
        return list(self._session.execute(query.order_by(*part.primary_key)))
