"""HTTP of webhook endpoints."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.gateway.webhook_deliveries.operations.replays import WebhookEndpointDisabledError
from services.gateway.webhook_deliveries.schemas import WebhookDeliveryDetailRead
from services.gateway.webhook_endpoints import operations
from services.gateway.webhook_endpoints.schemas import (
    WebhookEndpointCreate,
    WebhookEndpointPage,
    WebhookEndpointQuery,
    WebhookEndpointRead,
    WebhookEndpointSecretRead,
    WebhookEndpointUpdate,
    WebhookSecretRotate,
)
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.egress.client import Egress
from shared.egress.rules import EgressRefusedError
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import InvalidRequestError, NotFoundError, Problem, field_error, responses
from shared.secrets import Sealer
from shared.texts import Text

_REFUSED = Text(
    en="An address needs https, a public host that can be looked up, and port 443 or 8443; where only the sandbox is "
    "known, a test key may name http://127.0.0.1:<port>",
    zh="地址须为 https、可解析的公网主机，端口为 443 或 8443；仅连接沙盒的安装中，测试密钥可用 http://127.0.0.1:<端口>",
)


class WebhookUrlRefusedError(Problem):
    """Events may not be sent to this address; the code in `errors` says why."""

    code, status = "webhook-url-refused", 422
    title = Text(en="Events cannot be sent to this address", zh="无法向该地址发送事件")


def _sealer(request: Request) -> Sealer:
    sealer: Sealer = request.app.state.sealer
    return sealer


def _check(request: Request, principal: Principal, url: str) -> None:
    """Look the address up and judge it; no transaction has begun yet. Raises WebhookUrlRefusedError."""
    egress: Egress = request.app.state.egress
    try:
        egress.check(url, livemode=principal.livemode)
    except EgressRefusedError as error:
        found = field_error("/url", error.reason, _REFUSED)
        raise WebhookUrlRefusedError(errors=[found]) from None


router = APIRouter(prefix="/v1/webhook-endpoints", tags=["gateway: webhooks"])
Admin = Annotated[Principal, requires("admin", whole_tenant=True)]
EndpointId = Annotated[str, Path(max_length=36)]
# No Idempotency-Key on the two that answer a secret: a kept answer would be a stored secret in the clear.
# A repeated creation answers 409, since addresses are unique; a secret that got lost is rotated.


@router.post(
    "",
    status_code=201,
    response_model=WebhookEndpointSecretRead,
    responses=responses(
        LimitedKeyError,
        InvalidRequestError,
        WebhookUrlRefusedError,
        operations.WebhookEndpointExistsError,
        operations.WebhookEndpointLimitError,
    ),
)
def create_webhook_endpoint(
    request: Request, session: WriteSession, principal: Admin, now: Now, data: WebhookEndpointCreate
) -> Response:
    """Register an address. The answer holds the secret that signs, this once."""
    _check(request, principal, data.url)
    endpoint = operations.create_webhook_endpoint(session, principal, data, sealer=_sealer(request), now=now)
    location = f"/v1/webhook-endpoints/{endpoint.endpoint_id}"
    return answers.created(endpoint, location=location, version=endpoint.version)


@router.get("", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_webhook_endpoints(
    session: ReadSession, principal: Admin, query: Annotated[WebhookEndpointQuery, Query()]
) -> WebhookEndpointPage:
    """The addresses of the tenant; a test key sees those of the test twin."""
    return operations.list_webhook_endpoints(session, principal, query)


@router.get("/{endpoint_id}", response_model=WebhookEndpointRead, responses=responses(LimitedKeyError, NotFoundError))
def get_webhook_endpoint(session: ReadSession, principal: Admin, endpoint_id: EndpointId) -> Response:
    """One address with its state, without its secret."""
    endpoint = operations.get_webhook_endpoint(session, principal, endpoint_id)
    return answers.shown(endpoint, version=endpoint.version)


@router.patch(
    "/{endpoint_id}",
    response_model=WebhookEndpointRead,
    responses=responses(
        LimitedKeyError,
        NotFoundError,
        PreconditionFailedError,
        InvalidRequestError,
        WebhookUrlRefusedError,
        operations.WebhookEndpointExistsError,
    ),
)
def update_webhook_endpoint(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    endpoint_id: EndpointId,
    data: WebhookEndpointUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change what is given, and leave the rest; `enabled` ends sending and begins it again."""
    if "url" in data.model_fields_set:
        _check(request, principal, data.url)
    endpoint = operations.update_webhook_endpoint(session, principal, endpoint_id, data, if_match=if_match, now=now)
    return answers.shown(endpoint, version=endpoint.version)


@router.delete(
    "/{endpoint_id}",
    status_code=204,
    responses=responses(LimitedKeyError, NotFoundError, PreconditionFailedError),
)
def delete_webhook_endpoint(
    session: WriteSession, principal: Admin, now: Now, endpoint_id: EndpointId, if_match: IfMatch = None
) -> None:
    """Remove an address with all its deliveries, also the pending ones."""
    operations.delete_webhook_endpoint(session, principal, endpoint_id, if_match=if_match, now=now)


@router.post(
    "/{endpoint_id}/rotate-secret",
    status_code=201,
    response_model=WebhookEndpointSecretRead,
    responses=responses(LimitedKeyError, NotFoundError, InvalidRequestError, operations.WebhookRotationUnderwayError),
)
def rotate_webhook_secret(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    endpoint_id: EndpointId,
    data: WebhookSecretRotate | None = None,
) -> Response:
    """Make a new secret, shown this once; for `overlap_hours` every call is signed with both."""
    endpoint = operations.rotate_webhook_secret(
        session, principal, endpoint_id, data or WebhookSecretRotate(), sealer=_sealer(request), now=now
    )
    location = f"/v1/webhook-endpoints/{endpoint_id}"
    return answers.created(endpoint, location=location, version=endpoint.version)


@router.post(
    "/{endpoint_id}/test",
    status_code=202,
    response_model=WebhookDeliveryDetailRead,
    responses=responses(LimitedKeyError, NotFoundError, IdempotencyKeyReusedError, WebhookEndpointDisabledError),
)
@idempotent
def send_test_webhook(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    endpoint_id: EndpointId,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Send an event of the type `webhook_endpoint.test`; how it went is read at the `Location`."""
    delivery = operations.send_test_webhook(session, principal, endpoint_id, now=now)
    return answers.accepted(delivery, location=f"/v1/webhook-deliveries/{delivery.delivery_id}")
