"""HTTP of tenants and actors."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.gateway.tenants import operations
from services.gateway.tenants.schemas import ActorCreate, ActorPage, ActorQuery, ActorRead, TenantRead
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import ForbiddenError, NotFoundError, UnauthorizedError, responses

router = APIRouter(prefix="/v1", tags=["gateway: tenants"])
Admin = Annotated[Principal, requires("admin")]
Reader = Annotated[Principal, requires()]
ActorId = Annotated[str, Path(max_length=36)]


@router.get("/tenant", responses=responses(UnauthorizedError))
def read_tenant(session: ReadSession, principal: Reader) -> TenantRead:
    """The tenant that the key opens; any key may ask."""
    return operations.read_tenant(session, principal)


@router.post(
    "/actors",
    status_code=201,
    response_model=ActorRead,
    responses=responses(ForbiddenError, operations.LiveKeyRequiredError, IdempotencyKeyReusedError),
)
@idempotent
def create_actor(
    request: Request,
    session: WriteSession,
    principal: Admin,
    now: Now,
    data: ActorCreate,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Create a person or a system that will hold keys; needs a live key."""
    actor = operations.create_actor(session, principal, data, now=now)
    return answers.created(actor, location=f"/v1/actors/{actor.actor_id}")


@router.get("/actors", responses=responses(ForbiddenError, *CURSOR_ERRORS))
def list_actors(session: ReadSession, principal: Admin, query: Annotated[ActorQuery, Query()]) -> ActorPage:
    """The actors of the tenant."""
    return operations.list_actors(session, principal, query)


@router.get("/actors/{actor_id}", responses=responses(ForbiddenError, NotFoundError))
def get_actor(session: ReadSession, principal: Admin, actor_id: ActorId) -> ActorRead:
    """One actor."""
    return operations.get_actor(session, principal, actor_id)
