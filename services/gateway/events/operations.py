"""What one can do with events."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

import orjson

from services.gateway.audit import operations as audit
from services.gateway.consents.operations import keeping
from services.gateway.events.repository import EventRepository, store
from services.gateway.events.schemas import EventBatch, EventCreate, EventPage, EventQuery, EventRead
from services.gateway.models import Event
from services.gateway.webhook_deliveries.operations import fan_out
from shared.auth import Principal
from shared.db import Session
from shared.outbox.relay import Carried
from shared.problems import Problem
from shared.texts import Text

SYNC_FAILED = "sync.failed"


class UnknownEventError(Problem):
    """`after_event_id` is not an event of the tenant."""

    code, status = "event-unknown", 404
    title = Text(en="No such event", zh="没有该事件")


def store_events(session: Session, batch: EventBatch, *, pepper: bytes, now: datetime) -> int:
    """Keep each event once, in the order given, with its webhook deliveries; how many were new.

    Audit entries go into the chains of their tenants, and nowhere else.
    A sync that failed may mean that Amazon accepts the consent no more: its connections are looked at soon.
    """
    stored = store(session, [_row(event, now=now) for event in batch.events])
    audit.append_entries(session, batch.audit, pepper=pepper, now=now)
    fan_out.plan_deliveries(session, stored, now=now)
    new = {event.event_id for event in stored}
    for event in batch.events:
        if event.id in new and event.type == SYNC_FAILED:
            keeping.check_soon(session, event.tenant_id, str(event.data.get("seller_id", "")), now=now)
    return len(stored)


def store_event_for(session: Session, event: EventCreate, endpoint_id: str, *, now: datetime) -> str | None:
    """Keep a new event that goes to one webhook endpoint only: the delivery's id, None if it is not enabled."""
    (stored,) = store(session, [_row(event, now=now)])
    return fan_out.plan_test(session, endpoint_id, stored, now=now)


def batch_of(carried: Sequence[Carried]) -> EventBatch:
    """The gateway's own outbox rows as a batch."""
    return EventBatch(
        events=[
            EventCreate(
                id=event.identity,
                type=event.name,
                tenant_id=event.tenant_id,
                subject=event.subject,
                occurred_at=event.created_at,
                data=event.content,
            )
            for event in carried
            if not event.is_audit
        ],
        audit=audit.entries_of(carried),
    )


def list_events(session: Session, principal: Principal, query: EventQuery) -> EventPage:
    """A page of the tenant's events. Raises UnknownEventError and the errors of cursors."""
    repository = EventRepository(session, principal.tenant_id)
    after = None
    if query.after_event_id is not None and not query.cursor:
        after = repository.sequence_of(query.after_event_id)
        if after is None:
            raise UnknownEventError
    found = repository.poll(query, after)
    return EventPage(items=[_read(row, principal.livemode) for row in found.rows], **found.envelope)


def _row(event: EventCreate, *, now: datetime) -> dict[str, Any]:
    return {
        "event_id": event.id,
        "tenant_id": event.tenant_id,
        "seller_id": event.data.get("seller_id"),
        "type": event.type,
        "subject": event.subject,
        "content": orjson.dumps(event.data).decode(),
        "occurred_at": event.occurred_at,
        "received_at": now,
    }


def _read(event: Event, livemode: bool) -> EventRead:
    return EventRead(
        event_id=event.event_id,
        type=event.type,
        subject=event.subject,
        livemode=livemode,
        data=orjson.loads(event.content),
        occurred_at=event.occurred_at,
        received_at=event.received_at,
    )
