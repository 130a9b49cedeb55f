"""HTTP of thresholds."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from services.inventory.thresholds import operations
from services.inventory.thresholds.schemas import InventoryThresholdsRead, InventoryThresholdsUpdate
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/inventory/thresholds", tags=["inventory: thresholds"])
_SellerId = Annotated[str, Path(min_length=1, max_length=20)]


@router.get("/{seller_id}", response_model=InventoryThresholdsRead, responses=responses(NotFoundError))
def get_inventory_thresholds(
    session: ReadSession, principal: Annotated[Principal, requires("inventory:read")], seller_id: _SellerId
) -> Response:
    """The bounds that a seller account's stock is judged by."""
    found = operations.get_inventory_thresholds(session, principal, seller_id)
    return answers.shown(found, version=found.version)


@router.patch(
    "/{seller_id}",
    response_model=InventoryThresholdsRead,
    responses=responses(NotFoundError, PreconditionFailedError),
)
def update_inventory_thresholds(
    session: WriteSession,
    principal: Annotated[Principal, requires("inventory:write")],
    now: Now,
    seller_id: _SellerId,
    body: InventoryThresholdsUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Change some bounds; with `If-Match` only if nobody else did meanwhile."""
    changed = operations.update_inventory_thresholds(session, principal, seller_id, body, if_match=if_match, now=now)
    return answers.shown(changed, version=changed.version)
