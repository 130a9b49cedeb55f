"""From new events to the deliveries of each endpoint that wants them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from services.gateway.models import WebhookEndpoint
from services.gateway.webhook_deliveries import rules
from services.gateway.webhook_deliveries.repository import queue
from services.gateway.webhook_deliveries.schemas import StoredEvent
from shared.db import Session
from shared.ids import uuid7


def plan_deliveries(session: Session, events: Sequence[StoredEvent], *, now: datetime) -> None:
    """A delivery of each event to each enabled endpoint of its tenant, and of ours, that wants its type.

    In the transaction that stores the events; `events` are new ones in the order of arrival.
    """
    if not events:
        return
    endpoints = queue.lock_subscribers(session, {event.tenant_id for event in events} | {rules.INSTALLATION})
    wanted = [
        (endpoint, event)
        for endpoint in endpoints
        for event in events
        if endpoint.tenant_id in (event.tenant_id, rules.INSTALLATION)
        and rules.matches(endpoint.event_types, event.type)
    ]
    _add(session, wanted, now=now)


def plan_test(session: Session, endpoint_id: str, event: StoredEvent, *, now: datetime) -> str | None:
    """The delivery of one event to one endpoint, whatever types it wants; None when it is not enabled."""
    for endpoint in queue.lock_subscribers(session, {event.tenant_id}):
        if endpoint.endpoint_id == endpoint_id:
            return _add(session, [(endpoint, event)], now=now)[0]
    return None


def _add(session: Session, wanted: Sequence[tuple[WebhookEndpoint, StoredEvent]], *, now: datetime) -> list[str]:
    """Of each subject only the first is scheduled, unless an earlier event is pending anyway; the new ids."""
    if not wanted:
        return []
    endpoint_ids = {endpoint.endpoint_id for endpoint, _ in wanted}
    scheduled = queue.scheduled_subjects(session, endpoint_ids, {event.subject for _, event in wanted})
    rows = []
    for endpoint, event in wanted:
        place = (endpoint.endpoint_id, event.subject)
        rows.append(_row(endpoint, event, next_attempt_at=None if place in scheduled else now, now=now))
        scheduled.add(place)
    queue.add_all(session, rows)
    return [row["delivery_id"] for row in rows]


def _row(
    endpoint: WebhookEndpoint, event: StoredEvent, *, next_attempt_at: datetime | None, now: datetime
) -> dict[str, Any]:
    return {
        "delivery_id": uuid7(),
        "endpoint_id": endpoint.endpoint_id,
        "tenant_id": endpoint.tenant_id,
        "event_id": event.event_id,
        "event_sequence": event.sequence,
        "event_type": event.type,
        "subject": event.subject,
        "status": "pending",
        "attempts": 0,
        "tries": 0,
        "next_attempt_at": next_attempt_at,
        "created_at": now,
        "updated_at": now,
    }
