"""The shape of what a warehouse holds."""

from pydantic import BaseModel


class CountRead(BaseModel):
    """Units of a product, by the newest count and by that of 95 days ago; `stockout_risk_in` are marketplaces."""

    sku: str
    fulfillable_quantity: int
    stockout_risk_in: list[str]


class WarehouseRead(BaseModel):
    """The seller's own warehouse. Who tells the product of these counts should find what they say, and no more."""

    warehouse: str
    counts: list[CountRead]
