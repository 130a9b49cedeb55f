"""HTTP of syncs: every service has these routes under its own name."""

from dataclasses import dataclass
from typing import Annotated, Any, Generic, Protocol

from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import BaseModel

from shared.app.accounts import Accounts, require_connection
from shared.app.connections import AWAY
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, Session, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, SellerAccountUnknownError, responses
from shared.seller_accounts import CALLS_AT_ONCE, Purpose
from shared.syncs import operations
from shared.syncs.columns import SyncMixin
from shared.syncs.repository import S, SyncRepository
from shared.syncs.schemas import SyncCreate, SyncQuery, SyncRead

_Id = Annotated[str, Path(min_length=1, max_length=36)]


class Starting(Protocol):
    """Starts a sync, or gives the one that is the same."""

    def __call__(self, session: Session, principal: Principal, data: Any, *, now: Any) -> SyncMixin:
        """The sync."""


@dataclass(frozen=True, slots=True)
class SyncApi(Generic[S]):
    """What a service's syncs are on the wire, and how they begin and are read.

    `purpose` is the consent that they need; `summary` says what starting one does. `page` is a Page of `read`, which
    shows a sync of `repository`; `query` is the class of the list's filters.
    """

    service: str
    purpose: Purpose
    summary: str
    create: type[SyncCreate]
    read: type[SyncRead]
    page: type[BaseModel]
    query: type[SyncQuery]
    start: Starting
    repository: type[SyncRepository[S]]


def router(api: SyncApi[S]) -> APIRouter:
    """`/v1/<service>/syncs`. Operation ids hold the service's name: `create_ads_sync`, `list_ads_syncs`."""
    routes = APIRouter(prefix=f"/v1/{api.service}/syncs", tags=[f"{api.service}: syncs"])
    _add_starting(routes, api)
    _add_reading(routes, api)
    return routes


def _add_starting(routes: APIRouter, api: SyncApi[S]) -> None:
    Writer = Annotated[Principal, requires(f"{api.service}:write")]

    def connected(accounts: Accounts, principal: Writer, body: SyncCreate) -> None:
        """Ask the gateway before the endpoint begins its transaction, so that no lock is held meanwhile."""
        require_connection(accounts, principal.tenant_id, body.seller_id, api.purpose)

    def create_sync(
        request: Request,
        session: WriteSession,
        principal: Writer,
        now: Now,
        body: SyncCreate,
        _connected: Annotated[None, Depends(connected, max_concurrency=CALLS_AT_ONCE)],
        idempotency_key: IdempotencyKey = None,
    ) -> Response:
        sync: Any = api.start(session, principal, body, now=now)
        [read] = operations.shown(api.repository(session, principal.tenant_id), [sync], api.read)
        return answers.accepted(read, location=f"/v1/{api.service}/syncs/{read.sync_id}")

    # FastAPI reads the body's class from here; a type checker could not follow a class that is a value.
    connected.__annotations__["body"] = create_sync.__annotations__["body"] = api.create
    routes.post(
        "",
        name=f"create_{api.service}_sync",
        description=api.summary,
        status_code=202,
        response_model=api.read,
        responses=responses(SellerAccountUnknownError, *AWAY[api.purpose], IdempotencyKeyReusedError),
    )(idempotent(create_sync))


def _add_reading(routes: APIRouter, api: SyncApi[S]) -> None:
    Reader = Annotated[Principal, requires(f"{api.service}:read")]

    def list_syncs(session: ReadSession, principal: Reader, query: SyncQuery) -> Any:
        """Syncs and how they went, oldest change first."""
        syncs = api.repository(session, principal.tenant_id)
        found = syncs.poll(query)
        return {"items": operations.shown(syncs, found.rows, api.read), **found.envelope}

    list_syncs.__annotations__["query"] = Annotated[api.query, Query()]
    routes.get(
        "",
        name=f"list_{api.service}_syncs",
        response_model=api.page,
        responses=responses(*CURSOR_ERRORS),
    )(list_syncs)

    @routes.get(
        "/{sync_id}",
        name=f"get_{api.service}_sync",
        response_model=api.read,
        responses=responses(NotFoundError),
    )
    def get_sync(session: ReadSession, principal: Reader, sync_id: _Id) -> Any:
        """One sync with each of its parts."""
        syncs = api.repository(session, principal.tenant_id)
        return operations.shown(syncs, [operations.require_sync(syncs, sync_id)], api.read)[0]
