"""Deliveries as their tenant sees them, and sent once more on request."""

from datetime import datetime

from services.gateway.models import WebhookDelivery
from services.gateway.webhook_deliveries.repository import queue
from services.gateway.webhook_deliveries.repository.deliveries import WebhookDeliveryRepository
from services.gateway.webhook_deliveries.schemas import (
    WebhookAttemptRead,
    WebhookDeliveryDetailRead,
    WebhookDeliveryPage,
    WebhookDeliveryQuery,
    WebhookDeliveryRead,
    WebhookReplayCreate,
    WebhookReplayRead,
)
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.problems import NotFoundError, Problem
from shared.texts import Text


class WebhookEndpointDisabledError(Problem):
    """Nothing is sent to a disabled endpoint; it has to be enabled first."""

    code, status = "webhook-endpoint-disabled", 409
    title = Text(en="The webhook endpoint is disabled", zh="该 Webhook 端点已停用")


def list_webhook_deliveries(
    session: Session, principal: Principal, query: WebhookDeliveryQuery
) -> WebhookDeliveryPage:
    """A page of the tenant's deliveries. Raises the errors of cursors."""
    found = WebhookDeliveryRepository(session, principal.tenant_id).poll(query)
    return WebhookDeliveryPage(items=[read(row) for row in found.rows], **found.envelope)


def get_webhook_delivery(session: Session, principal: Principal, delivery_id: str) -> WebhookDeliveryDetailRead:
    """One delivery with its attempts. Raises NotFoundError."""
    repository = WebhookDeliveryRepository(session, principal.tenant_id)
    attempts = [
        WebhookAttemptRead.model_validate(attempt, from_attributes=True)
        for attempt in repository.attempts(delivery_id)
    ]
    return WebhookDeliveryDetailRead(**read(_require(repository, delivery_id)).model_dump(), attempts=attempts)


def replay_webhook_delivery(
    session: Session, principal: Principal, delivery_id: str, *, now: datetime
) -> WebhookDeliveryRead:
    """Send a delivery again from the start of its schedule, whatever became of it; one under way stays so.

    Raises NotFoundError and WebhookEndpointDisabledError.
    """
    repository = WebhookDeliveryRepository(session, principal.tenant_id)
    endpoint_id = _require(repository, delivery_id).endpoint_id
    _lock_enabled(repository, endpoint_id)
    delivery = _require(repository, delivery_id)
    if delivery.lease_id is None:
        delivery.status, delivery.tries = "pending", 0
        delivery.next_attempt_at = delivery.delivered_at = None
        delivery.updated_at = now
        repository.save()
        queue.schedule_anew(session, endpoint_id, now=now)
    again = Change("webhook_delivery", "replayed", delivery_id, after={"endpoint_id": endpoint_id})
    audit.note(session, principal, principal.tenant_id, again, now=now)
    return read(_require(repository, delivery_id))


def replay_failed_webhook_deliveries(
    session: Session, principal: Principal, data: WebhookReplayCreate, *, now: datetime
) -> WebhookReplayRead:
    """Send all that failed at an endpoint since a moment again.

    Raises NotFoundError and WebhookEndpointDisabledError.
    """
    repository = WebhookDeliveryRepository(session, principal.tenant_id)
    _lock_enabled(repository, data.endpoint_id)
    replayed = repository.restart_failed(data.endpoint_id, failed_since=data.failed_since, now=now)
    if replayed:
        queue.schedule_anew(session, data.endpoint_id, now=now)
    again = {"replayed": replayed, "failed_since": data.failed_since}
    change = Change("webhook_endpoint", "replayed", data.endpoint_id, after=again)
    audit.note(session, principal, principal.tenant_id, change, now=now)
    return WebhookReplayRead(replayed=replayed)


def read(delivery: WebhookDelivery) -> WebhookDeliveryRead:
    """The wire shape; the end of a worker's lease is nobody else's business."""
    shown = delivery.model_dump() | {"attempt_count": delivery.attempts}
    if delivery.lease_id is not None:
        shown["next_attempt_at"] = None
    return WebhookDeliveryRead.model_validate(shown)


def _require(repository: WebhookDeliveryRepository, delivery_id: str) -> WebhookDelivery:
    delivery = repository.get(delivery_id)
    if delivery is None:
        raise NotFoundError
    return delivery


def _lock_enabled(repository: WebhookDeliveryRepository, endpoint_id: str) -> None:
    endpoint = repository.lock_endpoint(endpoint_id)
    if endpoint is None:
        raise NotFoundError.of("/endpoint_id")
    if not endpoint.enabled:
        raise WebhookEndpointDisabledError
