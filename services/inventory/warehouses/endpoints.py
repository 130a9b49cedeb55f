"""HTTP of own warehouses."""

from typing import Annotated

from fastapi import APIRouter, Path, Query, Response

from services.inventory.warehouses import operations
from services.inventory.warehouses.operations import WarehouseNameTakenError
from services.inventory.warehouses.schemas import (
    InventoryWarehousePage,
    InventoryWarehouseQuery,
    InventoryWarehouseRead,
    InventoryWarehouseUpdate,
)
from shared.auth import Principal, requires
from shared.clock import Now
from shared.db import ReadSession, WriteSession
from shared.http import answers
from shared.http.etags import IfMatch, PreconditionFailedError
from shared.pages import CURSOR_ERRORS
from shared.problems import NotFoundError, responses

router = APIRouter(prefix="/v1/inventory/warehouses", tags=["inventory: warehouses"])
_Reader = Annotated[Principal, requires("inventory:read")]
_Writer = Annotated[Principal, requires("inventory:write")]
_Id = Annotated[str, Path(min_length=1, max_length=36)]


@router.get("", responses=responses(*CURSOR_ERRORS))
def list_inventory_warehouses(
    session: ReadSession, principal: _Reader, query: Annotated[InventoryWarehouseQuery, Query()]
) -> InventoryWarehousePage:
    """The seller's own warehouses, oldest change first; the first push of stock that names one makes it."""
    return operations.list_inventory_warehouses(session, principal, query)


@router.get("/{warehouse_id}", response_model=InventoryWarehouseRead, responses=responses(NotFoundError))
def get_inventory_warehouse(session: ReadSession, principal: _Reader, warehouse_id: _Id) -> Response:
    """One warehouse."""
    found = operations.get_inventory_warehouse(session, principal, warehouse_id)
    return answers.shown(found, version=found.version)


@router.patch(
    "/{warehouse_id}",
    response_model=InventoryWarehouseRead,
    responses=responses(NotFoundError, PreconditionFailedError, WarehouseNameTakenError),
)
def update_inventory_warehouse(
    session: WriteSession,
    principal: _Writer,
    now: Now,
    warehouse_id: _Id,
    body: InventoryWarehouseUpdate,
    if_match: IfMatch = None,
) -> Response:
    """Name a warehouse, or say which marketplaces it serves; its account is judged by that within seconds."""
    changed = operations.update_inventory_warehouse(
        session, principal, warehouse_id, body, if_match=if_match, now=now
    )
    return answers.shown(changed, version=changed.version)


@router.delete("/{warehouse_id}", status_code=204, responses=responses(NotFoundError, PreconditionFailedError))
def delete_inventory_warehouse(
    session: WriteSession, principal: _Writer, now: Now, warehouse_id: _Id, if_match: IfMatch = None
) -> None:
    """Delete a warehouse with all that it holds. A later push that names it brings it back, empty."""
    operations.delete_inventory_warehouse(session, principal, warehouse_id, if_match=if_match, now=now)
