"""HTTP of syncs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.inventory.syncs import operations
from services.inventory.syncs.operations import SellerNotFoundError
from services.inventory.syncs.schemas import (
    InventorySyncCreate,
    InventorySyncPage,
    InventorySyncQuery,
    InventorySyncRead,
)
from shared.app.accounts import Accounts, SpApiNotConnectedError
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CursorError, CursorMismatchError
from shared.problems import NotFoundError, responses
from shared.seller_accounts import CALLS_AT_ONCE, AccountUnknownError

router = APIRouter(prefix="/v1/inventory/syncs", tags=["inventory: syncs"])
_Reader = Annotated[Principal, requires("inventory:read")]
_Writer = Annotated[Principal, requires("inventory:write")]


def _require_connection(accounts: Accounts, principal: _Writer, body: InventorySyncCreate) -> None:
    """Ask the gateway before the endpoint begins its transaction, so that no lock is held meanwhile."""
    try:
        account = accounts.one(principal.tenant_id, body.seller_id)
    except AccountUnknownError as error:
        raise SellerNotFoundError from error
    if not account.has_spapi_connection:
        raise SpApiNotConnectedError


@router.post(
    "",
    status_code=202,
    response_model=InventorySyncRead,
    responses=responses(SellerNotFoundError, SpApiNotConnectedError, IdempotencyKeyReusedError),
)
@idempotent
def create_inventory_sync(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: InventorySyncCreate,
    _connected: Annotated[None, Depends(_require_connection, max_concurrency=CALLS_AT_ONCE)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Read a seller account's stock, orders and reports; the reading under way is given if there is one."""
    sync = operations.create_inventory_sync(session, principal, body, now=now)
    return answers.accepted(sync, location=f"/v1/inventory/syncs/{sync.sync_id}")


@router.get("", responses=responses(CursorError, CursorMismatchError))
def list_inventory_syncs(
    session: ReadSession, principal: _Reader, query: Annotated[InventorySyncQuery, Query()]
) -> InventorySyncPage:
    """Readings and how they went, oldest change first."""
    return operations.list_inventory_syncs(session, principal, query)


@router.get("/{sync_id}", responses=responses(NotFoundError))
def get_inventory_sync(
    session: ReadSession, principal: _Reader, sync_id: Annotated[str, Path(min_length=1, max_length=36)]
) -> InventorySyncRead:
    """One reading with each of its parts."""
    return operations.get_inventory_sync(session, principal, sync_id)
