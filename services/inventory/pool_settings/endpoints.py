"""HTTP of the settings of pools."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.inventory.pool_settings import operations
from services.inventory.pool_settings.schemas import PoolSettingsRead, PoolSettingsWrite
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/inventory/pool-settings", tags=["inventory: pools"])
_Reader = Annotated[Principal, requires("inventory:read")]
_Writer = Annotated[Principal, requires("inventory:write")]
_SellerId = Annotated[str, Path(min_length=1, max_length=20)]


@router.get("/{seller_id}", response_model=PoolSettingsRead, responses=responses(NotFoundError))
def get_inventory_pool_settings(session: ReadSession, principal: _Reader, seller_id: _SellerId) -> Response:
    """What people have set of an account's pools, and what readings have told so far."""
    found = operations.get_pool_settings(session, principal, seller_id)
    return answers.shown(found, version=found.version)


@router.put(
    "/{seller_id}",
    response_model=PoolSettingsRead,
    responses=responses(NotFoundError, PreconditionFailedError),
)
def set_inventory_pools(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    seller_id: _SellerId,
    body: PoolSettingsWrite,
    if_match: IfMatch = None,
) -> Response:
    """Say which marketplaces sell one stock, and which are in no pool; what is not named is detected.

    It holds at once, and the account is judged by it within seconds. With `If-Match` only if nobody else changed it.
    """
    changed = operations.set_pools(session, principal, seller_id, body, if_match=if_match, now=now)
    return answers.shown(changed, version=changed.version)
