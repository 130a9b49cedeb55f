"""Deleted rows are kept for 400 days, so that whoever keeps a copy learns of them; then they go for good.

So do kept answers to repeated requests, when their time is over.
"""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import groupby
from operator import itemgetter

from sqlalchemy import Column, MetaData, Table, delete, literal, select, tuple_
from sqlmodel import Session

from shared.db import Database
from shared.db.positions import POSITION
from shared.db.upserts import insert_of
from shared.idempotency import forget_expired

KEPT = timedelta(days=400)
BATCH = 1000
_COLUMNS = ("list_name", "tenant_id", "removed_pos")
_removed = Table("position_removed", MetaData(), *(Column(name) for name in _COLUMNS))


def remove_deleted(session: Session, of: Table, *, now: datetime) -> int:
    """Remove a batch of rows that were deleted long ago, and note for cursors how far that reaches; how many."""
    key = list(of.primary_key)
    tenant = of.c.tenant_id if "tenant_id" in of.c else literal("")
    old = select(tenant, of.c[POSITION], *key).where(of.c.deleted_at < now - KEPT).order_by(tenant).limit(BATCH)
    rows = session.execute(old).all()
    for tenant_id, gone in groupby(rows, key=itemgetter(0)):
        _note(session, of.name, tenant_id, max(row[1] for row in gone))
    if rows:
        session.execute(delete(of).where(tuple_(*key).in_([tuple(row[2:]) for row in rows])))
    return len(rows)


def _note(session: Session, name: str, tenant_id: str, position: int) -> None:
    row = {"list_name": name, "tenant_id": tenant_id, "removed_pos": position}
    statement = insert_of(session, _removed).values(row)
    newest = statement.excluded.removed_pos
    session.connection().execute(
        statement.on_conflict_do_update(
            index_elements=["list_name", "tenant_id"],
            set_={"removed_pos": newest},
            where=_removed.c.removed_pos < newest,
        )
    )


PAUSE = 3600.0
"""Seconds between looks."""


def remover(database: Database, tables: Sequence[Table], *, clock: Callable[[], datetime]) -> Callable[[], int]:
    """What a loop repeats: a batch of each table in a transaction of its own; how many rows went."""

    def work() -> int:
        with database.write() as session:
            gone = forget_expired(session, now=clock())
        for each in tables:
            with database.write() as session:
                gone += remove_deleted(session, each, now=clock())
        return gone

    return work
