"""HTTP of readings of an ERP."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from services.inventory.erp_syncs import operations
from services.inventory.erp_syncs.operations import ErpSyncUnderWayError
from services.inventory.erp_syncs.schemas import (
    ErpChangePage,
    ErpChangeQuery,
    ErpSyncCreate,
    ErpSyncPage,
    ErpSyncQuery,
    ErpSyncRead,
)
from shared.auth import Principal, requires
from shared.auth.caller import LimitedKeyError
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/inventory", tags=["inventory: ERP"])
_Reader = Annotated[Principal, requires("inventory:read", whole_tenant=True)]
_Writer = Annotated[Principal, requires("inventory:write", whole_tenant=True)]
_Id = Annotated[str, Path(min_length=1, max_length=36)]


@router.post(
    "/erp-syncs",
    status_code=202,
    response_model=ErpSyncRead,
    responses=responses(LimitedKeyError, NotFoundError, IdempotencyKeyReusedError, ErpSyncUnderWayError),
)
@idempotent
def create_erp_sync(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: ErpSyncCreate,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Read an ERP now, in earnest or dry; the reading of this kind that is under way is given if there is one."""
    sync = operations.create_erp_sync(session, principal, body, now=now)
    return answers.accepted(sync, location=f"/v1/inventory/erp-syncs/{sync.erp_sync_id}")


@router.get("/erp-syncs", responses=responses(LimitedKeyError, *CURSOR_ERRORS))
def list_erp_syncs(session: ReadSession, principal: _Reader, query: Annotated[ErpSyncQuery, Query()]) -> ErpSyncPage:
    """Readings of the tenant's ERPs with their parts, oldest change first."""
    return operations.list_erp_syncs(session, principal, query)


@router.get("/erp-syncs/{erp_sync_id}", responses=responses(LimitedKeyError, NotFoundError))
def get_erp_sync(session: ReadSession, principal: _Reader, erp_sync_id: _Id) -> ErpSyncRead:
    """One reading with its parts."""
    return operations.get_erp_sync(session, principal, erp_sync_id)


@router.get("/erp-syncs/{erp_sync_id}/changes", responses=responses(LimitedKeyError, NotFoundError, *CURSOR_ERRORS))
def list_erp_sync_changes(
    session: ReadSession, principal: _Reader, erp_sync_id: _Id, query: Annotated[ErpChangeQuery, Query()]
) -> ErpChangePage:
    """What a dry run would have changed, by kind and key; of a reading in earnest nothing."""
    return operations.list_erp_changes(session, principal, erp_sync_id, query)


@router.post(
    "/erp-dead-letters/{dead_letter_id}/replay",
    status_code=202,
    response_model=ErpSyncRead,
    responses=responses(LimitedKeyError, NotFoundError, IdempotencyKeyReusedError, ErpSyncUnderWayError),
)
@idempotent
def replay_erp_dead_letter(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    dead_letter_id: _Id,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Ask the ERP for the record again; it is resolved when it can be read by then."""
    sync = operations.replay_erp_dead_letter(session, principal, dead_letter_id, now=now)
    return answers.accepted(sync, location=f"/v1/inventory/erp-syncs/{sync.erp_sync_id}")
