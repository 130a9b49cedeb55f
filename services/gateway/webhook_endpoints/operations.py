"""What one can do with webhook endpoints. Addresses are checked at the edge, before a transaction begins."""

import os
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any
from urllib.parse import urlsplit

from services.gateway.events import operations as events
from services.gateway.events.schemas import EventCreate
from services.gateway.models import WebhookEndpoint
from services.gateway.webhook_deliveries.operations import replays
from services.gateway.webhook_deliveries.operations.replays import WebhookEndpointDisabledError
from services.gateway.webhook_deliveries.operations.sending import BY_REQUEST, disable_endpoint, give_up_pending
from services.gateway.webhook_deliveries.rules import secret_name
from services.gateway.webhook_deliveries.schemas import WebhookDeliveryDetailRead
from services.gateway.webhook_endpoints import rules
from services.gateway.webhook_endpoints.repository import WebhookEndpointRepository
from services.gateway.webhook_endpoints.schemas import (
    WebhookEndpointCreate,
    WebhookEndpointPage,
    WebhookEndpointQuery,
    WebhookEndpointRead,
    WebhookEndpointSecretRead,
    WebhookEndpointUpdate,
    WebhookSecretRotate,
)
from shared import audit
from shared.audit import Change
from shared.auth import Principal
from shared.db import Session
from shared.http.etags import check_match
from shared.ids import uuid7
from shared.outbox import add_event
from shared.problems import NotFoundError, Problem
from shared.secrets import Sealer
from shared.texts import Text
from shared.webhooks import SECRET_BYTES, secret_of

TEST_EVENT = "webhook_endpoint.test"
_LIMIT = Text(en="A tenant may have {most}.", zh="每个租户最多 {most} 个。")


class WebhookEndpointExistsError(Problem):
    """The tenant sends its events to this address already."""

    code, status = "webhook-endpoint-exists", 409
    title = Text(en="There is a webhook endpoint with this address", zh="已有使用该地址的 Webhook 端点")


class WebhookEndpointLimitError(Problem):
    """The tenant has as many endpoints as it may have."""

    code, status = "webhook-endpoint-limit", 409
    title = Text(en="There are too many webhook endpoints", zh="Webhook 端点数量已达上限")


class WebhookRotationUnderwayError(Problem):
    """The last rotation is not over: two secrets sign. One without overlap ends the older of them at once."""

    code, status = "webhook-rotation-underway", 409
    title = Text(en="Two secrets of this endpoint are valid already", zh="该端点已有两个有效密钥")


def create_webhook_endpoint(
    session: Session, principal: Principal, data: WebhookEndpointCreate, *, sealer: Sealer, now: datetime
) -> WebhookEndpointSecretRead:
    """A new endpoint with its secret. Raises WebhookEndpointLimitError and WebhookEndpointExistsError."""
    repository = WebhookEndpointRepository(session, principal.tenant_id)
    repository.lock()
    if repository.count() >= rules.MAX_ENDPOINTS:
        raise WebhookEndpointLimitError(_LIMIT.filled(most=rules.MAX_ENDPOINTS))
    endpoint_id = uuid7()
    secret, sealed = _new_secret(principal.tenant_id, endpoint_id, sealer)
    endpoint = WebhookEndpoint(
        endpoint_id=endpoint_id,
        tenant_id=principal.tenant_id,
        url=data.url,
        description=data.description,
        event_types=_joined(data.event_types),
        secret=sealed,
        enabled=True,
        version=1,
        changed_by=principal.actor_id,
        created_at=now,
        updated_at=now,
    )
    if not repository.add(endpoint):
        raise WebhookEndpointExistsError
    _tell(session, "webhook_endpoint.created", endpoint, now=now)
    _note(session, principal, "created", endpoint, None, now=now)
    return _with_secret(endpoint, principal, secret)


def update_webhook_endpoint(
    session: Session,
    principal: Principal,
    endpoint_id: str,
    data: WebhookEndpointUpdate,
    *,
    if_match: str | None,
    now: datetime,
) -> WebhookEndpointRead:
    """Change an endpoint. Raises NotFoundError, PreconditionFailedError and WebhookEndpointExistsError."""
    repository = WebhookEndpointRepository(session, principal.tenant_id)
    endpoint = _lock(repository, endpoint_id, if_match)
    before = _members(endpoint)
    given = {name: getattr(data, name) for name in data.model_fields_set}
    if "url" in given:
        repository.lock()
        if repository.has_other(endpoint, data.url):
            raise WebhookEndpointExistsError
        endpoint.failing_since = endpoint.paused_until = None  # the past of another receiver
    if "event_types" in given:
        given["event_types"] = _joined(data.event_types)
    enabled = given.pop("enabled", endpoint.enabled)
    endpoint.changed_by = principal.actor_id
    for name, value in given.items():
        setattr(endpoint, name, value)
    if endpoint.enabled and not enabled:
        disable_endpoint(session, endpoint, BY_REQUEST, now=now)
    else:
        _enable(endpoint, enabled)
        endpoint.version += 1
        endpoint.updated_at = now
    repository.save()
    _tell(session, "webhook_endpoint.updated", endpoint, now=now)
    _note(session, principal, "updated", endpoint, before, now=now)
    return _read(endpoint, principal)


def rotate_webhook_secret(
    session: Session,
    principal: Principal,
    endpoint_id: str,
    data: WebhookSecretRotate,
    *,
    sealer: Sealer,
    now: datetime,
) -> WebhookEndpointSecretRead:
    """A new secret; the old one signs beside it for the overlap.

    Raises NotFoundError and WebhookRotationUnderwayError.
    """
    repository = WebhookEndpointRepository(session, principal.tenant_id)
    endpoint = _lock(repository, endpoint_id, None)
    before = _members(endpoint)
    overlap = timedelta(hours=data.overlap_hours)
    if rules.is_rotation_underway(endpoint.previous_secret_ends_at, overlap, now=now):
        raise WebhookRotationUnderwayError
    endpoint.previous_secret = endpoint.secret if overlap else None
    endpoint.previous_secret_ends_at = now + overlap if overlap else None
    secret, endpoint.secret = _new_secret(principal.tenant_id, endpoint_id, sealer)
    endpoint.changed_by = principal.actor_id
    endpoint.version += 1
    endpoint.updated_at = now
    repository.save()
    _tell(session, "webhook_endpoint.secret_rotated", endpoint, now=now)
    _note(session, principal, "secret_rotated", endpoint, before, now=now)
    return _with_secret(endpoint, principal, secret)


def delete_webhook_endpoint(
    session: Session, principal: Principal, endpoint_id: str, *, if_match: str | None, now: datetime
) -> None:
    """Send nothing more to an endpoint, and forget its address and secrets.

    Raises NotFoundError and PreconditionFailedError.
    """
    repository = WebhookEndpointRepository(session, principal.tenant_id)
    endpoint = _lock(repository, endpoint_id, if_match)
    endpoint.changed_by = principal.actor_id
    _tell(session, "webhook_endpoint.deleted", endpoint, now=now)
    _note(session, principal, "deleted", endpoint, _members(endpoint), now=now)
    give_up_pending(session, endpoint, now=now)
    endpoint.url, endpoint.secret, endpoint.previous_secret = f"deleted:{endpoint_id}", "", None
    endpoint.enabled, endpoint.deleted_at, endpoint.updated_at = False, now, now
    endpoint.version += 1
    repository.save()


def send_test_webhook(
    session: Session, principal: Principal, endpoint_id: str, *, now: datetime
) -> WebhookDeliveryDetailRead:
    """An event of the type `webhook_endpoint.test` for this endpoint alone.

    Raises NotFoundError and WebhookEndpointDisabledError.
    """
    endpoint = WebhookEndpointRepository(session, principal.tenant_id).get(endpoint_id)
    if endpoint is None:
        raise NotFoundError
    event = EventCreate(
        id=uuid7(),
        type=TEST_EVENT,
        tenant_id=principal.tenant_id,
        subject=_subject(endpoint),
        occurred_at=now,
        data={"endpoint_id": endpoint_id},
    )
    delivery_id = events.store_event_for(session, event, endpoint_id, now=now)
    if delivery_id is None:
        raise WebhookEndpointDisabledError
    audit.note(session, principal, principal.tenant_id, Change("webhook_endpoint", "tested", endpoint_id), now=now)
    return replays.get_webhook_delivery(session, principal, delivery_id)


def get_webhook_endpoint(session: Session, principal: Principal, endpoint_id: str) -> WebhookEndpointRead:
    """One endpoint. Raises NotFoundError."""
    endpoint = WebhookEndpointRepository(session, principal.tenant_id).get(endpoint_id)
    if endpoint is None:
        raise NotFoundError
    return _read(endpoint, principal)


def list_webhook_endpoints(
    session: Session, principal: Principal, query: WebhookEndpointQuery
) -> WebhookEndpointPage:
    """A page of the tenant's endpoints. Raises the errors of cursors."""
    found = WebhookEndpointRepository(session, principal.tenant_id).poll(query)
    return WebhookEndpointPage(items=[_read(row, principal) for row in found.rows], **found.envelope)


def _lock(repository: WebhookEndpointRepository, endpoint_id: str, if_match: str | None) -> WebhookEndpoint:
    endpoint = repository.get(endpoint_id, locked=True)
    if endpoint is None:
        raise NotFoundError
    check_match(if_match, endpoint.version)
    return endpoint


def _enable(endpoint: WebhookEndpoint, enabled: bool) -> None:
    """An endpoint that is enabled again starts without its past."""
    if enabled and not endpoint.enabled:
        endpoint.enabled = True
        endpoint.disabled_reason = endpoint.failing_since = endpoint.paused_until = None


def _joined(event_types: list[str]) -> str:
    return " ".join(dict.fromkeys(event_types))


def _new_secret(tenant_id: str, endpoint_id: str, sealer: Sealer) -> tuple[str, str]:
    """A secret, plain and sealed."""
    secret = secret_of(os.urandom(SECRET_BYTES))
    return secret, sealer.seal(secret, tenant_id, secret_name(endpoint_id))


def _subject(endpoint: WebhookEndpoint) -> str:
    return f"webhook_endpoint:{endpoint.endpoint_id}"


def _read(endpoint: WebhookEndpoint, principal: Principal) -> WebhookEndpointRead:
    shown = endpoint.model_dump(exclude={"secret", "previous_secret"})
    return WebhookEndpointRead.model_validate(
        shown | {"event_types": endpoint.event_types.split(), "livemode": principal.livemode}
    )


def _with_secret(endpoint: WebhookEndpoint, principal: Principal, secret: str) -> WebhookEndpointSecretRead:
    return WebhookEndpointSecretRead(**_read(endpoint, principal).model_dump(), secret=secret)


def _members(endpoint: WebhookEndpoint) -> dict[str, Any]:
    """What of an endpoint is kept for good: of its address, which may hold a secret, the origin only."""
    address = urlsplit(endpoint.url)
    return {
        "origin": f"{address.scheme}://{address.netloc.rpartition('@')[2]}",
        "event_types": endpoint.event_types.split(),
        "enabled": endpoint.enabled,
        "version": endpoint.version,
    }


def _note(
    session: Session,
    principal: Principal,
    done: str,
    endpoint: WebhookEndpoint,
    before: Mapping[str, Any] | None,
    *,
    now: datetime,
) -> None:
    after = None if done == "deleted" else _members(endpoint)
    change = Change("webhook_endpoint", done, endpoint.endpoint_id, before=before, after=after)
    audit.note(session, principal, endpoint.tenant_id, change, now=now)


def _tell(session: Session, name: str, endpoint: WebhookEndpoint, *, now: datetime) -> None:
    data = {"endpoint_id": endpoint.endpoint_id, "version": endpoint.version, "by_actor_id": endpoint.changed_by}
    add_event(session, name=name, tenant_id=endpoint.tenant_id, subject=_subject(endpoint), data=data, now=now)
