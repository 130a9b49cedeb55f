"""HTTP of API keys."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.gateway.api_keys import operations
from services.gateway.api_keys.schemas import (
    ApiKeyCreate,
    ApiKeyPage,
    ApiKeyQuery,
    ApiKeyRead,
    ApiKeyRotate,
    ApiKeySecretRead,
)
from services.gateway.tenants.operations import LiveKeyRequiredError
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses


def _pepper(request: Request) -> bytes:
    pepper: bytes = request.app.state.pepper
    return pepper


def _most(request: Request) -> int:
    most: int = request.app.state.keys_per_tenant
    return most


router = APIRouter(prefix="/v1/api-keys", tags=["gateway: api keys"])
Admin = Annotated[Principal, requires("admin", whole_tenant=True)]
Pepper = Annotated[bytes, Depends(_pepper)]
KeyId = Annotated[str, Path(max_length=8)]
# No Idempotency-Key on the two that answer a key: a kept answer would be a stored key.


@router.post(
    "",
    status_code=201,
    response_model=ApiKeySecretRead,
    responses=responses(
        LimitedKeyError, LiveKeyRequiredError, operations.ActorInactiveError, operations.TooManyKeysError
    ),
)
def create_api_key(
    session: WriteSession,
    principal: Admin,
    now: Now,
    pepper: Pepper,
    most: Annotated[int, Depends(_most)],
    data: ApiKeyCreate,
) -> Response:
    """Create a key. The answer holds its text, this once: it is stored nowhere and cannot be replayed."""
    key = operations.create_api_key(session, principal, data, most=most, pepper=pepper, now=now)
    return answers.created(key, location=f"/v1/api-keys/{key.key_id}")


@router.get("", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_api_keys(
    session: ReadSession, principal: Admin, now: Now, query: Annotated[ApiKeyQuery, Query()]
) -> ApiKeyPage:
    """The keys of the tenant; a test key sees test keys only."""
    return operations.list_api_keys(session, principal, query, now=now)


@router.get("/{key_id}", responses=responses(LimitedKeyError, NotFoundError))
def get_api_key(session: ReadSession, principal: Admin, now: Now, key_id: KeyId) -> ApiKeyRead:
    """One key."""
    return operations.get_api_key(session, principal, key_id, now=now)


@router.delete("/{key_id}", status_code=204, responses=responses(LimitedKeyError, NotFoundError))
def revoke_api_key(session: WriteSession, principal: Admin, now: Now, key_id: KeyId) -> None:
    """Revoke a key for good; it stops working within five seconds."""
    operations.revoke_api_key(session, principal, key_id, now=now)


@router.post(
    "/{key_id}/rotate",
    status_code=201,
    response_model=ApiKeySecretRead,
    responses=responses(
        LimitedKeyError, NotFoundError, operations.ApiKeyInactiveError, operations.RotationUnderwayError
    ),
)
def rotate_api_key(
    session: WriteSession,
    principal: Admin,
    now: Now,
    pepper: Pepper,
    key_id: KeyId,
    data: ApiKeyRotate | None = None,
) -> Response:
    """Create the successor of a key; the old one goes on working for `overlap_hours`, without a body for a day."""
    key = operations.rotate_api_key(session, principal, key_id, data or ApiKeyRotate(), pepper=pepper, now=now)
    return answers.created(key, location=f"/v1/api-keys/{key.key_id}")
