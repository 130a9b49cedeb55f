"""The SQL of audit entries."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, insert, select
from sqlmodel import col

from services.gateway.audit.rules import Head
from services.gateway.audit.schemas import AuditEntryQuery
from services.gateway.models import AuditEntry
from shared.db import Session
from shared.db.columns import table_of
from shared.positions import Order, Part, Polled, poll

_entries = table_of(AuditEntry)
_ORDER = Order(_entries, ("seq",), moment="recorded_at")
_EQUAL = ("actor_id", "actor_kind", "action", "subject_kind", "subject_id", "seller_id", "marketplace_id")
_AT_A_TIME = 1000


class AuditRepository:
    """The chain of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def head(self) -> Head:
        """The last entry; before the first it is 0, without a MAC."""
        query = select(_entries.c.seq, _entries.c.mac).where(_entries.c.tenant_id == self._tenant_id)
        row = self._session.connection().execute(query.order_by(_entries.c.seq.desc()).limit(1)).one_or_none()
        return Head(self._tenant_id, *((0, "") if row is None else row))

    def mac_at(self, seq: int) -> str | None:
        """The MAC of an entry by its place."""
        query = select(_entries.c.mac).where(_entries.c.tenant_id == self._tenant_id, _entries.c.seq == seq)
        found: str | None = self._session.connection().execute(query).scalar_one_or_none()
        return found

    def rows(self) -> Iterator[Mapping[str, Any]]:
        """All entries in their order, by column."""
        query = select(_entries).where(_entries.c.tenant_id == self._tenant_id).order_by(_entries.c.seq)
        options = {"yield_per": _AT_A_TIME}
        # Who finds the chain broken reads no further: the cursor is closed then, too.
        with self._session.connection().execute(query, execution_options=options) as found:
            for row in found:
                yield dict(row._mapping)

    def poll(self, query: AuditEntryQuery) -> Polled[AuditEntry]:
        """A page of entries. Raises the errors of cursors."""
        statement: Select[Any] = select(AuditEntry).where(col(AuditEntry.tenant_id) == self._tenant_id)
        for name in _EQUAL:
            if (wanted := getattr(query, name)) is not None:
                statement = statement.where(_entries.c[name] == wanted)
        if query.since is not None:
            statement = statement.where(col(AuditEntry.occurred_at) >= query.since)
        if query.until is not None:
            statement = statement.where(col(AuditEntry.occurred_at) < query.until)

        def read(part: Part) -> list[AuditEntry]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read)


def known(session: Session, entry_ids: Collection[str]) -> set[str]:
    """Those of the entries that are kept already, of any tenant."""
    query = select(_entries.c.entry_id).where(_entries.c.entry_id.in_(entry_ids))
    return set(session.connection().execute(query).scalars())


def add(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new entries; the caller holds the lock of the events."""
    session.connection().execute(insert(_entries), [dict(row) for row in rows])


def heads(session: Session) -> list[Head]:
    """The last entry of each chain."""
    newest = select(_entries.c.tenant_id, func.max(_entries.c.seq).label("seq")).group_by(_entries.c.tenant_id)
    last = newest.subquery()
    query = select(_entries.c.tenant_id, _entries.c.seq, _entries.c.mac).join(
        last, (last.c.tenant_id == _entries.c.tenant_id) & (last.c.seq == _entries.c.seq)
    )
    rows = session.connection().execute(query.order_by(_entries.c.tenant_id))
    return [Head(*row) for row in rows]
