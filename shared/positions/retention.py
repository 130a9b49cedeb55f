"""Deleted rows are kept for 400 days, so that whoever keeps a copy learns of them; then they go for good."""

from collections.abc import Iterable
from datetime import datetime, timedelta

from sqlalchemy import Column, MetaData, Table, delete, literal, select, tuple_
from sqlmodel import Session

from shared.db.positions import POSITION
from shared.db.upserts import insert_of

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
    note_removed(session, of.name, [(row[0], row[1]) for row in rows])
    if rows:
        session.execute(delete(of).where(tuple_(*key).in_([tuple(row[2:]) for row in rows])))
    return len(rows)


def note_removed(session: Session, name: str, places: Iterable[tuple[str, int]]) -> None:
    """Note for cursors that rows of the list `name` are gone: the tenant and the position of each."""
    newest: dict[str, int] = {}
    for tenant_id, position in places:
        newest[tenant_id] = max(position, newest.get(tenant_id, position))
    for tenant_id, position in newest.items():
        row = {"list_name": name, "tenant_id": tenant_id, "removed_pos": position}
        statement = insert_of(session, _removed).values(row)
        later = statement.excluded.removed_pos
        session.connection().execute(
            statement.on_conflict_do_update(
                index_elements=["list_name", "tenant_id"],
                set_={"removed_pos": later},
                where=_removed.c.removed_pos < later,
            )
        )
