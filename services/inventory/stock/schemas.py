"""Stock on the wire."""

from datetime import datetime
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from services.inventory.warehouses.schemas import WarehouseId, WarehouseName
from shared.amazon.ids import MarketplaceId, SellerId
from shared.amazon.skus import Sku
from shared.bulk.items import EACH_FOR_ITSELF
from shared.bulk.schemas import MAX_ITEMS, BulkItem, BulkRequest, BulkResult
from shared.fields import FieldValueError
from shared.http.filters import MarketplaceFilter
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage
from shared.texts import Text

KEY = ("seller_id", "marketplace_id", "sku", "warehouse", "warehouse_id")
"""What names an item of a push."""

ONE_NAME = Text(
    en="Name the warehouse by either `warehouse` or `warehouse_id`",
    zh="请用 `warehouse` 或 `warehouse_id` 之一指明仓库",
)
_IGNORED = "Ignored: a warehouse serves all marketplaces unless told (PATCH /v1/inventory/warehouses/{warehouse_id})"
Quantity = Annotated[int, Field(strict=True, ge=0, le=10**12, json_schema_extra={"format": "int64"})]


class InventoryStockRead(BaseModel):
    """Units of a SKU in one warehouse; Amazon's words. `updated_at` moves with the units, not with each look.

    The seller's own are of no marketplace (null): a warehouse serves several. `warehouse` is its name, which may
    change. What Amazon has left out of its answers since `absent_since` is as it was at first; after a day of that
    its units are unknown (null), never 0.
    """

    seller_id: str = Field(max_length=20)
    marketplace_id: str | None = Field(max_length=20)
    sku: str = Field(max_length=40)
    channel: str = Field(max_length=3, description="AFN: Amazon's warehouses; MFN: the seller's own")
    warehouse: str = Field(max_length=50, examples=["AMAZON"])
    warehouse_id: str | None = Field(max_length=36, description="Null of Amazon's")
    fulfillable_quantity: Quantity | None
    inbound_working_quantity: Quantity | None
    inbound_shipped_quantity: Quantity | None
    inbound_receiving_quantity: Quantity | None
    reserved_quantity: Quantity | None
    unfulfillable_quantity: Quantity | None
    observed_at: datetime
    is_old: bool = Field(
        description="As of this answer: an own count that is too old to be relied on (`own_count_max_age_days`)"
    )
    updated_at: datetime
    changed_by: str | None = Field(max_length=36, description="The actor who told of it; null of Amazon's")
    absent_since: datetime | None
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class InventoryStockPage(PolledPage[InventoryStockRead]):
    """A slice of the stock, in the order of `updated_at`."""


class InventoryStockQuery(DeletedQuery):
    """Filters of a list of stock."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: Annotated[
        MarketplaceFilter, Field(description="Amazon's stock there, and that of own warehouses that serve it")
    ] = None
    sku: Annotated[str | SkipJsonSchema[None], Field(max_length=40)] = None
    channel: Literal["AFN", "MFN"] | None = None
    warehouse: Annotated[str | SkipJsonSchema[None], Field(max_length=50)] = None
    warehouse_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class InventoryStockKey(BaseModel):
    """What one of the seller's own warehouses holds of a SKU, by its key; the warehouse by its name or its id."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId
    marketplace_id: Annotated[MarketplaceId | SkipJsonSchema[None], Field(description=_IGNORED)] = None
    sku: Sku
    warehouse: Annotated[WarehouseName | SkipJsonSchema[None], Field()] = None
    warehouse_id: Annotated[WarehouseId | SkipJsonSchema[None], Field()] = None

    @model_validator(mode="after")
    def _check_named_once(self) -> Self:
        if (self.warehouse is None) == (self.warehouse_id is None):
            code = "missing" if self.warehouse is None else "named-twice"
            raise FieldValueError(code, ONE_NAME, member="warehouse")
        return self


class InventoryStockItem(BulkItem):
    """What one of the seller's own warehouses holds of a SKU: absolute quantities, as counted at `observed_at`.

    The warehouse is named by `warehouse`, which makes a new one of a new name, or by `warehouse_id`. A quantity that
    is left out stays as it is (unknown at first); null says that it is not known any more.
    """

    marketplace_id: Annotated[MarketplaceId | None, Field(description=_IGNORED)] = None
    sku: Sku
    warehouse: WarehouseName | None = None
    warehouse_id: WarehouseId | None = None
    fulfillable_quantity: Quantity | None = None
    inbound_working_quantity: Quantity | None = None
    inbound_shipped_quantity: Quantity | None = None
    inbound_receiving_quantity: Quantity | None = None
    reserved_quantity: Quantity | None = None
    unfulfillable_quantity: Quantity | None = None
    observed_at: Moment


class InventoryStockPush(BulkRequest):
    """Stock of the seller's own warehouses, each item for itself."""

    items: list[Annotated[InventoryStockItem, EACH_FOR_ITSELF]] = Field(min_length=1, max_length=MAX_ITEMS)


class InventoryStockResult(BulkResult):
    """What became of what a warehouse holds of a SKU."""

    seller_id: str | None = Field(max_length=20)
    marketplace_id: str | None = Field(max_length=20)
    sku: str | None = Field(max_length=100)
    warehouse: str | None = Field(max_length=100)
    warehouse_id: str | None = Field(max_length=100)


class InventoryStockResults(BaseModel):
    """One result for each item of the push, in its order."""

    results: list[InventoryStockResult] = Field(max_length=MAX_ITEMS)
