"""What a worker does before and after a call: claim what is due, and record how it ended."""

from collections import Counter
from dataclasses import dataclass
from datetime import datetime, timedelta

from services.gateway.models import WebhookAttempt, WebhookDelivery, WebhookEndpoint
from services.gateway.webhook_deliveries import rules
from services.gateway.webhook_deliveries.repository import queue
from services.gateway.webhook_deliveries.schemas import Call, Outcome
from shared import audit
from shared.audit import PROGRAM, Change
from shared.db import Session
from shared.ids import uuid7
from shared.outbox import add_event

LEASE = timedelta(minutes=2)
"""A killed worker's claims come back after this; it is far longer than a call may take."""

ENDPOINT_DISABLED = "endpoint-disabled"
BY_REQUEST = "by-request"
"""Why an endpoint is disabled that its tenant did not want any more; other reasons are the worker's."""


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether it is worth while to claim."""
    return queue.is_due(session, now=now)


def claim_calls(
    session: Session, *, limit: int, failing_limit: int, under_way: Counter[str], now: datetime
) -> list[Call]:
    """Claim up to `limit` due deliveries of tenants, of them up to `failing_limit` of endpoints that failed last.

    Those come first, so that they are called even when all others have a lot to take; the rest of the
    places is kept from them, so that the others never wait for them alone. Each tenant has a lane: `under_way` are
    the calls of this worker by tenant, and `rules.lane_room` says how many may join them.
    """
    lanes = _Lanes(under_way, limit)
    claimed = _claim(session, lanes, failing=True, limit=min(limit, failing_limit), now=now)
    claimed += _claim(session, lanes, failing=False, limit=limit - len(claimed), now=now)
    return queue.calls_of(session, claimed, now=now) if claimed else []


def claim_calls_of_subscribers(session: Session, *, limit: int, now: datetime) -> list[Call]:
    """Claim up to `limit` due deliveries of our own programs, whose lane no tenant shares."""
    claimed: list[str] = []
    for failing in (True, False):
        claimed += _claim(session, None, failing=failing, limit=limit - len(claimed), now=now)
    return queue.calls_of(session, claimed, now=now) if claimed else []


def record_outcome(session: Session, call: Call, outcome: Outcome, *, jitter: float, now: datetime) -> None:
    """Store how a call ended; nothing when the claim was lost meanwhile. `jitter` is from 0 to 1."""
    endpoint = queue.lock_endpoint(session, call.endpoint_id)
    delivery = queue.leased(session, call.delivery_id, call.lease_id)
    if endpoint is None or delivery is None:
        return
    if endpoint.tenant_id == rules.INSTALLATION:
        _record_of_subscriber(session, endpoint, delivery, outcome, now=now)
        return
    delivery.attempts += 1
    delivery.tries += 1
    delivery.lease_id = delivery.next_attempt_at = None
    delivery.last_status_code, delivery.last_error = outcome.status_code, outcome.error
    delivery.updated_at = now
    reason = None
    if outcome.error is None:
        delivery.status, delivery.delivered_at = "delivered", now
        endpoint.failing_since = endpoint.paused_until = None
    else:
        reason = _fail(delivery, endpoint, outcome, livemode=call.livemode, jitter=jitter, now=now)
    queue.save(session, _attempt(delivery, outcome))
    if reason is not None:
        disable_endpoint(session, endpoint, reason, now=now)
    elif delivery.status != "pending":
        queue.schedule_next(session, endpoint.endpoint_id, delivery.subject, now=now)


def _record_of_subscriber(
    session: Session, endpoint: WebhookEndpoint, delivery: WebhookDelivery, outcome: Outcome, *, now: datetime
) -> None:
    """Of our own programs only what is still to come is kept: nobody lists it, and nothing is given up."""
    if outcome.error is None:
        endpoint.failing_since = None
        queue.remove(session, delivery)
        queue.schedule_next(session, endpoint.endpoint_id, delivery.subject, now=now)
        return
    endpoint.failing_since = endpoint.failing_since or outcome.attempted_at
    delivery.tries += 1
    delivery.lease_id = None
    delivery.next_attempt_at = now + rules.subscriber_pause(delivery.tries)
    delivery.last_status_code, delivery.last_error = outcome.status_code, outcome.error
    delivery.updated_at = now
    queue.save(session)


def give_up_pending(session: Session, endpoint: WebhookEndpoint, *, now: datetime) -> None:
    """Fail what is pending at an endpoint that was locked before."""
    queue.fail_pending(session, endpoint.endpoint_id, ENDPOINT_DISABLED, now=now)


def disable_endpoint(session: Session, endpoint: WebhookEndpoint, reason: str, *, now: datetime) -> None:
    """Send nothing more to an endpoint (locked before) and give up what is pending; the tenant is told why."""
    endpoint.enabled, endpoint.disabled_reason = False, reason
    endpoint.version += 1
    endpoint.updated_at = now
    give_up_pending(session, endpoint, now=now)
    add_event(
        session,
        name="webhook_endpoint.disabled",
        tenant_id=endpoint.tenant_id,
        subject=f"webhook_endpoint:{endpoint.endpoint_id}",
        data={"endpoint_id": endpoint.endpoint_id, "reason": reason, "version": endpoint.version},
        now=now,
    )
    if reason != BY_REQUEST:
        change = Change("webhook_endpoint", "disabled", endpoint.endpoint_id, after={"reason": reason})
        audit.note(session, PROGRAM, endpoint.tenant_id, change, now=now)


@dataclass(slots=True)
class _Lanes:
    """The calls of a worker by tenant, and the places that it has left."""

    under_way: Counter[str]
    free: int

    def full(self) -> list[str]:
        """Tenants that may begin no further call."""
        return [tenant_id for tenant_id in self.under_way if not self.room(tenant_id)]

    def room(self, tenant_id: str) -> int:
        return rules.lane_room(self.under_way[tenant_id], self.free)

    def take(self, tenant_id: str, calls: int) -> None:
        self.under_way[tenant_id] += calls
        self.free -= calls


def _claim(session: Session, lanes: _Lanes | None, *, failing: bool, limit: int, now: datetime) -> list[str]:
    """Claim deliveries of tenants in their lanes, or of our own programs, which have none."""
    claimed: list[str] = []
    if limit <= 0:
        return claimed
    tenant_id = rules.INSTALLATION if lanes is None else None
    others = [] if lanes is None else [rules.INSTALLATION, *lanes.full()]
    found = queue.due_endpoints(session, failing=failing, tenant_id=tenant_id, except_of=others, limit=limit, now=now)
    for endpoint in queue.lock_due(session, found):
        allowed = rules.in_flight(endpoint.tenant_id, failing=failing)
        room = allowed - queue.count_leased(session, endpoint.endpoint_id, now=now)
        room = min(room, limit - len(claimed), limit if lanes is None else lanes.room(endpoint.tenant_id))
        if room <= 0:
            continue
        taken = queue.lease(session, endpoint.endpoint_id, lease_id=uuid7(), until=now + LEASE, limit=room, now=now)
        claimed += taken
        if lanes is not None:
            lanes.take(endpoint.tenant_id, len(taken))
    return claimed


def _fail(
    delivery: WebhookDelivery,
    endpoint: WebhookEndpoint,
    outcome: Outcome,
    *,
    livemode: bool,
    jitter: float,
    now: datetime,
) -> str | None:
    """Pause the delivery or give it up; why the endpoint has to be disabled, if it has."""
    endpoint.failing_since = endpoint.failing_since or outcome.attempted_at
    slow_down = rules.slow_down(outcome.status_code, outcome.retry_after, now=now)
    if slow_down is not None:
        endpoint.paused_until = now + slow_down
    reason = rules.disabling_reason(outcome.status_code, endpoint.failing_since, now=now)
    pause = rules.pause_after(delivery.tries, livemode=livemode, jitter=jitter)
    if pause is None or reason is not None:
        delivery.status = "failed"
    else:
        delivery.next_attempt_at = now + max(pause, slow_down or pause)
    return reason


def _attempt(delivery: WebhookDelivery, outcome: Outcome) -> WebhookAttempt:
    return WebhookAttempt(
        delivery_id=delivery.delivery_id,
        number=delivery.attempts,
        attempted_at=outcome.attempted_at,
        duration_ms=outcome.duration_ms,
        status_code=outcome.status_code,
        error=outcome.error,
    )
