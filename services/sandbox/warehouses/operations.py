"""Describing a seller's warehouse."""

from services.sandbox.sellers.rules.account import Seller
from services.sandbox.warehouses import rules
from services.sandbox.warehouses.schemas import CountRead, WarehouseRead


def get_warehouse(seller: Seller) -> WarehouseRead:
    """What is in it, and what should be found of that."""
    return WarehouseRead(
        warehouse=rules.NAME,
        counts=[
            CountRead(
                sku=each.sku,
                fulfillable_quantity=each.units,
                stockout_risk_in=[shelf.market.marketplace_id for shelf in each.short_in],
            )
            for each in rules.held_by(seller)
        ],
    )
