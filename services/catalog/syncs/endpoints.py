"""HTTP of syncs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.catalog.syncs import operations
from services.catalog.syncs.schemas import CatalogSyncCreate, CatalogSyncPage, CatalogSyncQuery, CatalogSyncRead
from shared.app.accounts import Accounts, SpApiNotConnectedError, require_connection
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CursorError, CursorMismatchError
from shared.problems import NotFoundError, responses
from shared.seller_accounts import CALLS_AT_ONCE

router = APIRouter(prefix="/v1/catalog/syncs", tags=["catalog: syncs"])
_Reader = Annotated[Principal, requires("catalog:read")]
_Writer = Annotated[Principal, requires("catalog:write")]


def _require_connection(accounts: Accounts, principal: _Writer, body: CatalogSyncCreate) -> None:
    """Ask the gateway before the endpoint begins its transaction, so that no lock is held meanwhile."""
    require_connection(accounts, principal.tenant_id, body.seller_id)


@router.post(
    "",
    status_code=202,
    response_model=CatalogSyncRead,
    responses=responses(NotFoundError, SpApiNotConnectedError, IdempotencyKeyReusedError),
)
@idempotent
def create_catalog_sync(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: CatalogSyncCreate,
    _connected: Annotated[None, Depends(_require_connection, max_concurrency=CALLS_AT_ONCE)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Fetch a seller account's listings; a fetch that is under way is given instead."""
    sync = operations.create_catalog_sync(session, principal, body, now=now)
    return answers.accepted(sync, location=f"/v1/catalog/syncs/{sync.sync_id}")


@router.get("", responses=responses(CursorError, CursorMismatchError))
def list_catalog_syncs(
    session: ReadSession, principal: _Reader, query: Annotated[CatalogSyncQuery, Query()]
) -> CatalogSyncPage:
    """Fetches and how they went, oldest change first."""
    return operations.list_catalog_syncs(session, principal, query)


@router.get("/{sync_id}", responses=responses(NotFoundError))
def get_catalog_sync(
    session: ReadSession, principal: _Reader, sync_id: Annotated[str, Path(min_length=1, max_length=36)]
) -> CatalogSyncRead:
    """One fetch with each of its parts."""
    return operations.get_catalog_sync(session, principal, sync_id)
