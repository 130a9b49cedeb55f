"""The SQL of events."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Select, func, union_all
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
        mine = [col(Event.tenant_id) == self._tenant_id]
        if query.subject is not None:
            mine.append(col(Event.subject) == query.subject)
        statement: Select[Any] = select(Event).where(*mine)

        def read(part: Part) -> list[Event]:
            return list(self._session.scalars(_of_types(statement, query, part)))

        return poll(self._session, self._tenant_id, query, _ORDER, read, start=0 if after is None else after + 1)


def _of_types(statement: Select[Any], query: EventQuery, part: Part) -> Select[Any]:
    """A part of the events of these types; of each type no more are read than a page needs.

    One condition for several types leaves the choice between two bad ways: all events of rare types are sorted, or
    all others are read to find them. Few events have the same subject: of those all are looked at.
    """
    if not query.type:
        return _ORDER.apply(statement, part)
    if query.subject is not None:
        return _ORDER.apply(statement.where(func.coalesce(col(Event.type), "").in_(query.type)), part)
    place = col(Event.sequence)
    each = [
        _ORDER.apply(statement.with_only_columns(place).where(col(Event.type) == one), part).subquery()
        for one in query.type
    ]
    return statement.where(place.in_(union_all(*(select(one) for one in each)))).order_by(place).limit(part.limit)


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
