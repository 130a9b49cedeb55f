"""The queue of all tenants' deliveries, which relays fill and workers empty.

Whatever changes the pending deliveries of an endpoint holds the lock of the endpoint's row, so that each
subject with pending deliveries has exactly one with `next_attempt_at`, its first.
"""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import func, insert, literal, or_, update
from sqlmodel import col, select

from services.gateway.models import Event, Tenant, WebhookAttempt, WebhookDelivery, WebhookEndpoint
from services.gateway.webhook_deliveries.schemas import Call
from shared.db import Session
from shared.db.columns import table_of

# A literal in the statement: with a parameter SQLite could not tell that its partial index will do.
_PENDING = literal("pending", literal_execute=True)
_delivery = table_of(WebhookDelivery).c
_is_pending = _delivery.status == _PENDING
_is_scheduled = _delivery.next_attempt_at.is_not(None)


def lock_subscribers(session: Session, tenant_ids: Collection[str]) -> list[WebhookEndpoint]:
    """The enabled endpoints of some tenants."""
    query = (
        select(WebhookEndpoint)
        .where(col(WebhookEndpoint.tenant_id).in_(tenant_ids), col(WebhookEndpoint.enabled).is_(True))
        .order_by(WebhookEndpoint.endpoint_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.exec(query))


def lock_endpoint(session: Session, endpoint_id: str) -> WebhookEndpoint | None:
    """One endpoint."""
    query = select(WebhookEndpoint).where(WebhookEndpoint.endpoint_id == endpoint_id)
    return session.exec(query.with_for_update().execution_options(populate_existing=True)).one_or_none()


def scheduled_subjects(
    session: Session, endpoint_ids: Collection[str], subjects: Collection[str]
) -> set[tuple[str, str]]:
    """Which (endpoint, subject) have pending deliveries."""
    query = select(_delivery.endpoint_id, _delivery.subject).where(
        _is_scheduled, _delivery.endpoint_id.in_(endpoint_ids), _delivery.subject.in_(subjects)
    )
    return {(endpoint_id, subject) for endpoint_id, subject in session.execute(query)}


def add_all(session: Session, rows: Sequence[Mapping[str, Any]]) -> None:
    """Store new deliveries."""
    session.connection().execute(insert(table_of(WebhookDelivery)), [dict(row) for row in rows])


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether anything may be due: one look into an index, for workers that have nothing to do."""
    return session.execute(select(1).where(_delivery.next_attempt_at <= now).limit(1)).first() is not None


def due_endpoints(
    session: Session, *, failing: bool, tenant_id: str | None, except_of: Collection[str], limit: int, now: datetime
) -> list[str]:
    """Ids of up to `limit` endpoints with a due delivery, of one tenant or of all but some.

    One of each tenant comes first, then a second of each; otherwise in no order: none of them is preferred.
    """
    is_failing = col(WebhookEndpoint.failing_since).is_not(None)
    due = select(1).where(_delivery.endpoint_id == WebhookEndpoint.endpoint_id, _delivery.next_attempt_at <= now)
    of_tenant = col(WebhookEndpoint.tenant_id)
    turn = func.row_number().over(partition_by=of_tenant, order_by=func.random())
    query = (
        select(WebhookEndpoint.endpoint_id)
        .where(
            of_tenant.not_in(except_of) if tenant_id is None else of_tenant == tenant_id,
            col(WebhookEndpoint.enabled).is_(True),
            is_failing if failing else ~is_failing,
            or_(col(WebhookEndpoint.paused_until).is_(None), col(WebhookEndpoint.paused_until) <= now),
            due.exists(),
        )
        .order_by(turn, func.random())
        .limit(limit)
    )
    return list(session.exec(query))


def lock_due(session: Session, endpoint_ids: Sequence[str]) -> list[WebhookEndpoint]:
    """These endpoints in this order, without those that another worker holds just now: they are left to it."""
    query = select(WebhookEndpoint).where(col(WebhookEndpoint.endpoint_id).in_(endpoint_ids))
    order = {endpoint_id: place for place, endpoint_id in enumerate(endpoint_ids)}
    locked = session.exec(query.with_for_update(skip_locked=True).execution_options(populate_existing=True))
    return sorted(locked, key=lambda endpoint: order[endpoint.endpoint_id])


def count_leased(session: Session, endpoint_id: str, *, now: datetime) -> int:
    """How many calls of an endpoint are under way, in any worker."""
    query = select(func.count()).where(
        _delivery.endpoint_id == endpoint_id, _delivery.lease_id.is_not(None), _delivery.next_attempt_at > now
    )
    return int(session.execute(query).scalar_one())


def lease(
    session: Session, endpoint_id: str, *, lease_id: str, until: datetime, limit: int, now: datetime
) -> list[str]:
    """Claim up to `limit` due deliveries of an endpoint until a moment; their ids."""
    due = (
        select(_delivery.delivery_id)
        .where(_delivery.endpoint_id == endpoint_id, _delivery.next_attempt_at <= now)
        .order_by(_delivery.next_attempt_at)
        .limit(limit)
    )
    found = list(session.execute(due).scalars())
    claimed = update(table_of(WebhookDelivery)).where(_delivery.delivery_id.in_(found))
    session.execute(claimed.values(lease_id=lease_id, next_attempt_at=until))
    return found


def calls_of(session: Session, delivery_ids: Collection[str], *, now: datetime) -> list[Call]:
    """What is needed to send these deliveries."""
    query = (
        select(WebhookDelivery, WebhookEndpoint, Event, Tenant)
        .join(WebhookEndpoint, col(WebhookEndpoint.endpoint_id) == col(WebhookDelivery.endpoint_id))
        .join(Event, col(Event.event_id) == col(WebhookDelivery.event_id))
        .join(Tenant, col(Tenant.tenant_id) == col(Event.tenant_id))
        .where(col(WebhookDelivery.delivery_id).in_(delivery_ids))
        .order_by(col(WebhookDelivery.event_sequence))
    )
    return [_call(*row, now=now) for row in session.exec(query)]


def leased(session: Session, delivery_id: str, lease_id: str) -> WebhookDelivery | None:
    """A delivery, if it is still claimed under this lease."""
    query = select(WebhookDelivery).where(
        WebhookDelivery.delivery_id == delivery_id, WebhookDelivery.lease_id == lease_id
    )
    return session.exec(query).one_or_none()


def save(session: Session, *attempts: WebhookAttempt) -> None:
    """Store attempts, and the changes made to their delivery and endpoint."""
    session.add_all(attempts)
    session.flush()


def remove(session: Session, delivery: WebhookDelivery) -> None:
    """Forget a delivery; the changes made to its endpoint are stored."""
    session.delete(delivery)
    session.flush()


def waiting(session: Session, endpoint_id: str) -> tuple[int, datetime | None]:
    """How many deliveries of an endpoint are pending, and since when the oldest is."""
    query = select(func.count(), func.min(_delivery.created_at)).where(
        _delivery.endpoint_id == endpoint_id, _is_pending
    )
    count, oldest = session.execute(query).one()
    return int(count), oldest


def schedule_next(session: Session, endpoint_id: str, subject: str, *, now: datetime) -> None:
    """Schedule the first pending delivery of a subject that has none scheduled."""
    mine = (_delivery.endpoint_id == endpoint_id, _delivery.subject == subject, _is_pending)
    first = select(func.min(_delivery.event_sequence)).where(*mine).scalar_subquery()
    statement = update(table_of(WebhookDelivery)).where(*mine, _delivery.event_sequence == first)
    session.execute(statement.values(next_attempt_at=now))


def schedule_anew(session: Session, endpoint_id: str, *, now: datetime) -> None:
    """Put the first pending delivery of each subject in its place, after older ones became pending again.

    What is under way stays where it is; the older ones of its subject follow it.
    """
    mine = (_delivery.endpoint_id == endpoint_id, _is_pending)
    other = table_of(WebhookDelivery).alias()
    same = (other.c.endpoint_id == endpoint_id, other.c.subject == _delivery.subject)
    earlier = select(1).where(*same, other.c.status == _PENDING, other.c.event_sequence < _delivery.event_sequence)
    scheduled = select(1).where(*same, other.c.next_attempt_at.is_not(None))
    statement = update(table_of(WebhookDelivery))
    session.execute(
        statement.where(*mine, _is_scheduled, _delivery.lease_id.is_(None), earlier.exists()).values(
            next_attempt_at=None
        )
    )
    session.execute(
        statement.where(*mine, ~_is_scheduled, ~earlier.exists(), ~scheduled.exists()).values(next_attempt_at=now)
    )


def fail_pending(session: Session, endpoint_id: str, error: str, *, now: datetime) -> None:
    """Give up all that is pending at an endpoint; calls under way change nothing any more."""
    statement = update(table_of(WebhookDelivery)).where(_delivery.endpoint_id == endpoint_id, _is_pending)
    changes = {"status": "failed", "last_error": error, "next_attempt_at": None, "lease_id": None, "updated_at": now}
    session.execute(statement.values(changes))


def _call(
    delivery: WebhookDelivery, endpoint: WebhookEndpoint, event: Event, tenant: Tenant, *, now: datetime
) -> Call:
    secrets = [endpoint.secret]
    if endpoint.previous_secret and endpoint.previous_secret_ends_at and endpoint.previous_secret_ends_at > now:
        secrets.append(endpoint.previous_secret)
    return Call(
        delivery_id=delivery.delivery_id,
        lease_id=delivery.lease_id or "",
        endpoint_id=endpoint.endpoint_id,
        tenant_id=delivery.tenant_id,
        url=endpoint.url,
        secrets=tuple(secrets),
        failing=endpoint.failing_since is not None,
        livemode=tenant.livemode,
        event_id=event.event_id,
        event_tenant_id=event.tenant_id,
        event_type=event.type,
        subject=event.subject,
        occurred_at=event.occurred_at,
        content=event.content,
    )
