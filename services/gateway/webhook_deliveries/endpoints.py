"""HTTP of webhook deliveries."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.gateway.webhook_deliveries.operations import replays
from services.gateway.webhook_deliveries.operations.replays import WebhookEndpointDisabledError
from services.gateway.webhook_deliveries.schemas import (
    WebhookDeliveryDetailRead,
    WebhookDeliveryPage,
    WebhookDeliveryQuery,
    WebhookDeliveryRead,
    WebhookReplayCreate,
    WebhookReplayRead,
)
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import InvalidRequestError, NotFoundError, responses

router = APIRouter(prefix="/v1/webhook-deliveries", tags=["gateway: webhooks"])
replay_router = APIRouter(prefix="/v1/webhook-replays", tags=["gateway: webhooks"])
Admin = Annotated[Principal, requires("admin", whole_tenant=True)]
DeliveryId = Annotated[str, Path(max_length=36)]


@router.get("", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_webhook_deliveries(
    session: ReadSession, principal: Admin, query: Annotated[WebhookDeliveryQuery, Query()]
) -> WebhookDeliveryPage:
    """What was sent, is waiting, or could not be delivered."""
    return replays.list_webhook_deliveries(session, principal, query)


@router.get("/{delivery_id}", responses=responses(LimitedKeyError, NotFoundError))
def get_webhook_delivery(
    session: ReadSession, principal: Admin, delivery_id: DeliveryId
) -> WebhookDeliveryDetailRead:
    """One delivery with the outcome of each attempt."""
    return replays.get_webhook_delivery(session, principal, delivery_id)


@replay_router.post(
    "",
    status_code=202,
    response_model=WebhookReplayRead,
    responses=responses(
        LimitedKeyError, NotFoundError, InvalidRequestError, IdempotencyKeyReusedError, WebhookEndpointDisabledError
    ),
)
@idempotent
def replay_failed_webhook_deliveries(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    data: WebhookReplayCreate,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Send all that failed at an endpoint since a moment again, in order, with a schedule of its own."""
    replayed = replays.replay_failed_webhook_deliveries(session, principal, data, now=now)
    return answers.accepted(replayed, location=f"/v1/webhook-deliveries?endpoint_id={data.endpoint_id}")


@router.post(
    "/{delivery_id}/replay",
    status_code=202,
    response_model=WebhookDeliveryRead,
    responses=responses(LimitedKeyError, NotFoundError, IdempotencyKeyReusedError, WebhookEndpointDisabledError),
)
@idempotent
def replay_webhook_delivery(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    delivery_id: DeliveryId,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Send one delivery again now, be it failed, delivered or waiting for its next try."""
    delivery = replays.replay_webhook_delivery(session, principal, delivery_id, now=now)
    return answers.accepted(delivery, location=f"/v1/webhook-deliveries/{delivery_id}")
