"""The SQL of events."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select
from sqlmodel import col, select, text

from services.gateway.events.schemas import EventQuery
from services.gateway.models import Event
from services.gateway.webhook_deliveries.schemas import StoredEvent
from shared.db import Session
from shared.db.columns import table_of
from shared.db.pools import prefix_of
from shared.db.upserts import insert_of
from shared.positions import Order, Part, Polled, poll

_ORDER = Order(table_of(Event), (), number="sequence", moment="received_at")


class EventRepository:
    """Events of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def sequence_of(self, event_id: str) -> int | None:
        """The place of an event in the order of arrival."""
        query = select(Event.sequence).where(Event.tenant_id == self._tenant_id, Event.event_id == event_id)
        return self._session.exec(query).one_or_none()

    def poll(self, query: EventQuery, after: int | None) -> Polled[Event]:
        """A page of the tenant's events, on a first call those after a sequence. Raises the errors of cursors."""
        statement: Select[Any] = select(Event).where(Event.tenant_id == self._tenant_id)
        if query.type:
            statement = statement.where(col(Event.type).in_(query.type))
        if query.subject is not None:
            statement = statement.where(col(Event.subject) == query.subject)

        def read(part: Part) -> list[Event]:
            return list(self._session.scalars(_ORDER.apply(statement, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read, start=0 if after is None else after + 1)


def store(session: Session, rows: Sequence[Mapping[str, Any]]) -> list[StoredEvent]:
    """Keep each event once, for any tenant: the relays of our services bring them. Those that were new.

    Writers take turns, on PostgreSQL by a table lock (SQLite has one writer anyway): with two at a time a
    lower sequence could become visible after a higher one, behind a reader's cursor.
    """
    if session.get_bind().dialect.name == "postgresql":
        connection = session.connection()
        connection.execute(text(f"LOCK TABLE {prefix_of(connection)}event IN SHARE ROW EXCLUSIVE MODE"))
    columns = table_of(Event).c
    statement = insert_of(session, table_of(Event)).on_conflict_do_nothing()
    statement = statement.returning(
        columns.event_id, columns.sequence, columns.tenant_id, columns.type, columns.subject
    )
    stored = session.connection().execute(statement, [dict(row) for row in rows]) if rows else ()
    return sorted((StoredEvent(*row) for row in stored), key=lambda event: event.sequence)
