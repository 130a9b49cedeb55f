"""HTTP of syncs."""

from services.inventory.syncs.operations import create_inventory_sync
from services.inventory.syncs.repository import SyncRepository
from services.inventory.syncs.schemas import (
    InventorySyncCreate,
    InventorySyncPage,
    InventorySyncQuery,
    InventorySyncRead,
)
from shared.syncs import endpoints

router = endpoints.router(
    endpoints.SyncApi(
        service="inventory",
        purpose="spapi",
        summary="Read a seller account's stock, orders and reports; the reading under way is given if there is one.",
        create=InventorySyncCreate,
        read=InventorySyncRead,
        page=InventorySyncPage,
        query=InventorySyncQuery,
        start=create_inventory_sync,
        repository=SyncRepository,
    )
)
