"""The SQL of received events."""

from datetime import datetime

from services.tickets.models import ReceivedEvent
from shared.db import Session
from shared.db.columns import table_of
from shared.db.upserts import add_missing


class InboxRepository:
    """Events of one tenant."""

    def __init__(self, session: Session, tenant_id: str) -> None:
        self._session = session
        self._tenant_id = tenant_id

    def add(self, event_id: str, type_: str, *, now: datetime) -> bool:
        """Remember an event; False when it was brought before."""
        row = {"event_id": event_id, "tenant_id": self._tenant_id, "type": type_, "received_at": now}
        return add_missing(self._session, table_of(ReceivedEvent), row)
