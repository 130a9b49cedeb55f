"""HTTP of actors."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.gateway.actors import operations
from services.gateway.actors.schemas import (
    ActorCreate,
    ActorPage,
    ActorQuery,
    ActorRead,
    ActorUpdate,
    KnownActorQuery,
    KnownActors,
)
from services.gateway.tenants.operations import LiveKeyRequiredError
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.auth.principal import INTERNAL_SCOPE
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/actors", tags=["gateway: actors"])
internal = APIRouter(prefix="/internal", include_in_schema=False)
Admin = Annotated[Principal, requires("admin", whole_tenant=True)]
Reader = Annotated[Principal, requires()]
Service = Annotated[Principal, requires(INTERNAL_SCOPE)]
ActorId = Annotated[str, Path(max_length=36)]


@router.post(
    "", status_code=201, response_model=ActorRead, responses=responses(LimitedKeyError, IdempotencyKeyReusedError)
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
    """Create a person or a system that will hold keys; with a test key one of the test twin."""
    actor = operations.create_actor(session, principal, data, now=now)
    return answers.created(actor, location=f"/v1/actors/{actor.actor_id}", version=actor.version)


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_actors(session: ReadSession, principal: Reader, query: Annotated[ActorQuery, Query()]) -> ActorPage:
    """The people and systems of the tenant, for whoever has a key."""
    return operations.list_actors(session, principal, query)


@router.get("/{actor_id}", response_model=ActorRead, responses=responses(NotFoundError))
def get_actor(session: ReadSession, principal: Reader, actor_id: ActorId) -> Response:
    """One actor: whose name it is that stands at a decision."""
    actor = operations.get_actor(session, principal, actor_id)
    return answers.shown(actor, version=actor.version)


@router.patch(
    "/{actor_id}",
    response_model=ActorRead,
    responses=responses(
        LimitedKeyError, LiveKeyRequiredError, NotFoundError, operations.OwnActorError, PreconditionFailedError
    ),
)
def update_actor(
    session: WriteSession,
    principal: Admin,
    now: Now,
    actor_id: ActorId,
    data: ActorUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change name, language, roles or seller accounts; the actor's keys follow within seconds."""
    actor = operations.update_actor(session, principal, actor_id, data, if_match=if_match, now=now)
    return answers.shown(actor, version=actor.version)


@router.post(
    "/{actor_id}/deactivate",
    response_model=ActorRead,
    responses=responses(LimitedKeyError, LiveKeyRequiredError, NotFoundError, operations.OwnActorError),
)
def deactivate_actor(session: WriteSession, principal: Admin, now: Now, actor_id: ActorId) -> Response:
    """The actor's keys stop within seconds; what it did stays under its name."""
    actor = operations.deactivate_actor(session, principal, actor_id, now=now)
    return answers.shown(actor, version=actor.version)


@router.post(
    "/{actor_id}/reactivate",
    response_model=ActorRead,
    responses=responses(LimitedKeyError, LiveKeyRequiredError, NotFoundError),
)
def reactivate_actor(session: WriteSession, principal: Admin, now: Now, actor_id: ActorId) -> Response:
    """The actor's keys that were not revoked work again within seconds."""
    actor = operations.reactivate_actor(session, principal, actor_id, now=now)
    return answers.shown(actor, version=actor.version)


@internal.get("/actors")
def list_known_actors(
    session: ReadSession, _service: Service, query: Annotated[KnownActorQuery, Query()]
) -> KnownActors:
    """One actor of any tenant, while it is active."""
    return operations.list_known_actors(session, query)
