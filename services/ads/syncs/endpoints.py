"""HTTP of syncs."""

from typing import Annotated

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from services.ads.clients import Accounts
from services.ads.profiles.operations import ProfileNotFoundError
from services.ads.syncs import operations
from services.ads.syncs.operations import AdsNotConnectedError
from services.ads.syncs.schemas import AdsSyncCreate, AdsSyncPage, AdsSyncRead
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.idempotency import IdempotencyKey, IdempotencyKeyReusedError, idempotent
from shared.pages import CursorError, CursorMismatchError
from shared.problems import NotFoundError, responses
from shared.seller_accounts import CALLS_AT_ONCE, AccountUnknownError
from shared.syncs.schemas import SyncQuery

router = APIRouter(prefix="/v1/ads/syncs", tags=["ads: syncs"])
_Reader = Annotated[Principal, requires("ads:read")]
_Writer = Annotated[Principal, requires("ads:write")]


def _require_connection(accounts: Accounts, principal: _Writer, body: AdsSyncCreate) -> None:
    """Ask the gateway before the endpoint begins its transaction, so that no lock is held meanwhile."""
    try:
        account = accounts.one(principal.tenant_id, body.seller_id)
    except AccountUnknownError as error:
        raise ProfileNotFoundError from error
    if not account.has_ads_connection:
        raise AdsNotConnectedError


@router.post(
    "",
    status_code=202,
    response_model=AdsSyncRead,
    responses=responses(ProfileNotFoundError, AdsNotConnectedError, IdempotencyKeyReusedError),
)
@idempotent
def create_ads_sync(
    request: Request,
    session: WriteSession,
    principal: _Writer,
    now: Now,
    body: AdsSyncCreate,
    _connected: Annotated[None, Depends(_require_connection, max_concurrency=CALLS_AT_ONCE)],
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Fetch a seller account's reports; one of the same day that runs or has completed is given instead."""
    sync = operations.create_ads_sync(session, principal, body, now=now)
    return answers.accepted(sync, location=f"/v1/ads/syncs/{sync.sync_id}")


@router.get("", responses=responses(CursorError, CursorMismatchError))
def list_ads_syncs(session: ReadSession, principal: _Reader, query: Annotated[SyncQuery, Query()]) -> AdsSyncPage:
    """Fetches and how they went, oldest change first."""
    return operations.list_ads_syncs(session, principal, query)


@router.get("/{sync_id}", responses=responses(NotFoundError))
def get_ads_sync(
    session: ReadSession, principal: _Reader, sync_id: Annotated[str, Path(min_length=1, max_length=36)]
) -> AdsSyncRead:
    """One fetch with each of its reports."""
    return operations.get_ads_sync(session, principal, sync_id)
