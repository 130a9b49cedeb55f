"""What grows with time is kept for a time: which rows of which tables go, and how long each kind stays.

Rows that are polled leave a note for cursors (`shared.positions.retention`); whoever keeps an older one is told so.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Literal

from sqlalchemy import Column, ColumnElement, Date, Table, delete, literal, select, tuple_
from sqlmodel import Session, SQLModel

from shared.db import Database
from shared.db.columns import table_of
from shared.db.positions import POSITION
from shared.idempotency import forget_expired
from shared.positions.retention import note_removed, remove_deleted
from shared.syncs.columns import UNDER_WAY

Kind = Literal["numbers", "closed", "runs", "events", "deliveries"]
"""Numbers of days (ads, sales, stock), what is closed (findings, cases), runs (syncs, imports), events, webhooks."""

Terms = Mapping[Kind, int]
"""Days for which each kind is kept."""

BATCH = 1000
PAUSE = 6 * 3600.0
"""Seconds between looks: without an index a look reads the whole table."""


@dataclass(frozen=True, slots=True)
class Kept:
    """Rows of a table that go when their column `moment` is older than their kind is kept, if they have `ended`.

    `parts` are columns of other tables that name the first column of the key: those rows go with them. `came_after`
    says which rows have come after a moment, whatever they tell of: a file of years ago that somebody sends today is
    kept as long as one of today. `position` is
    the column by which the list is polled. `moment` has to be that of the last change where a list is polled: a row
    with a new position would take the cursors of all others along.
    """

    model: type[SQLModel]
    kind: Kind
    moment: str
    ended: ColumnElement[bool] | None = None
    parts: tuple[Column[Any], ...] = ()
    came_after: Callable[[datetime], ColumnElement[bool]] | None = None
    position: str = POSITION

    @property
    def table(self) -> Table:
        """That of the model."""
        return table_of(self.model)


def resolved(finding: type[SQLModel]) -> Kept:
    """The findings of a service that are resolved; dismissed ones stay, since they keep a problem from being told."""
    return Kept(finding, "closed", "updated_at", table_of(finding).c.status == "resolved")


def ended(sync: type[SQLModel], *parts: Column[Any]) -> Kept:
    """The syncs of a service that have ended, with their parts."""
    return Kept(sync, "runs", "updated_at", table_of(sync).c.status.not_in(UNDER_WAY), parts)


def remover(
    database: Database, deleted: Sequence[Table], kept: Sequence[Kept], terms: Terms, *, clock: Callable[[], datetime]
) -> Callable[[], int]:
    """What a loop repeats: a batch of each table in a transaction of its own; how many rows went.

    `deleted` are the tables whose deleted rows are kept for those who poll them.
    """

    def work() -> int:
        with database.write() as session:
            gone = forget_expired(session, now=clock())
        for table in deleted:
            with database.write() as session:
                gone += remove_deleted(session, table, now=clock())
        return gone + sum(remove_old(database, each, terms, now=clock()) for each in kept)

    return work


def remove_old(database: Database, kept: Kept, terms: Terms, *, now: datetime) -> int:
    """Remove a batch of the rows whose time is over; how many. They are looked for without the lock of a writer."""
    table, before = kept.table, now - timedelta(days=terms[kept.kind])
    moment = table.c[kept.moment]
    is_old = moment < (before.date() if isinstance(moment.type, Date) else before)
    if kept.ended is not None:
        is_old &= kept.ended
    if kept.came_after is not None:
        is_old &= ~kept.came_after(before)
    key = list(table.primary_key)
    with database.read() as session:
        keys = [tuple(row) for row in session.execute(select(*key).where(is_old).limit(BATCH))]
    if not keys:
        return 0
    with database.write() as session:
        return _remove(session, kept, tuple_(*key).in_(keys) & is_old)


def _remove(session: Session, kept: Kept, chosen: ColumnElement[bool]) -> int:
    """Remove the chosen rows with their parts; one that has changed since it was found is none of them."""
    table, (first, *_) = kept.table, kept.table.primary_key
    for column in kept.parts:
        session.execute(delete(column.table).where(column.in_(select(first).where(chosen))))
    tenant = table.c.tenant_id if "tenant_id" in table.c else literal("")
    place = table.c[kept.position] if kept.position in table.c else literal(0)
    gone = session.execute(delete(table).where(chosen).returning(tenant, place)).all()
    if kept.position in table.c:
        note_removed(session, table.name, [(str(tenant_id), int(position)) for tenant_id, position in gone])
    return len(gone)
