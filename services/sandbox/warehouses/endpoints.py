"""GET /sandbox/warehouse; Amazon knows nothing of it."""

from fastapi import APIRouter

from services.sandbox.sellers.endpoints import NamedSeller
from services.sandbox.warehouses import operations
from services.sandbox.warehouses.schemas import WarehouseRead

router = APIRouter()


@router.get("/sandbox/warehouse")
def get_sandbox_warehouse(seller: NamedSeller) -> WarehouseRead:
    """What the seller's ERP could tell of his own stock; open to all, since nothing in here is real."""
    return operations.get_warehouse(seller)
