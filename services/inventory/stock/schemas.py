"""Stock on the wire."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.inventory.stock.rules import AMAZON
from shared.amazon.ids import MarketplaceId, SellerId
from shared.amazon.skus import Sku, without_ends
from shared.bulk.items import EACH_FOR_ITSELF
from shared.bulk.schemas import MAX_ITEMS, BulkItem, BulkRequest, BulkResult
from shared.fields import FieldValueError, explained
from shared.http.filters import MarketplaceFilter
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage
from shared.texts import Text

KEY = ("seller_id", "marketplace_id", "sku", "warehouse")
"""What names an item of a push."""

_TEXT = explained(r"^[^\x00]+$", en="Must not be empty or hold a NUL character", zh="不得为空，不得含 NUL 字符")
_OWN = Text(
    en="AMAZON is not one of the seller's own warehouses: give yours another name, such as SZ-1",
    zh="AMAZON 不是卖家自有仓库：请使用其他名称，例如 SZ-1",
)
Quantity = Annotated[int, Field(strict=True, ge=0, le=10**12, json_schema_extra={"format": "int64"})]


def _own(warehouse: str) -> str:
    if warehouse == AMAZON:
        raise FieldValueError("warehouse_amazons", _OWN)
    return warehouse


Warehouse = Annotated[
    str,
    BeforeValidator(without_ends),
    Field(min_length=1, max_length=50, pattern=_TEXT, description="Any name but AMAZON", examples=["SZ-1"]),
    AfterValidator(_own),
]


class InventoryStockRead(BaseModel):
    """Units of a SKU in one warehouse; Amazon's words. `updated_at` moves with the units, not with each look.

    What Amazon has left out of its answers since `absent_since` is as it was at first; after a day of that its units
    are unknown (null), never 0.
    """

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    sku: str = Field(max_length=40)
    channel: str = Field(max_length=3, description="AFN: Amazon's warehouses; MFN: the seller's own")
    warehouse: str = Field(max_length=50, examples=["AMAZON"])
    fulfillable_quantity: Quantity | None
    inbound_working_quantity: Quantity | None
    inbound_shipped_quantity: Quantity | None
    inbound_receiving_quantity: Quantity | None
    reserved_quantity: Quantity | None
    unfulfillable_quantity: Quantity | None
    observed_at: datetime
    updated_at: datetime
    changed_by: str | None = Field(max_length=36, description="The actor who told of it; null of Amazon's")
    absent_since: datetime | None
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class InventoryStockPage(PolledPage[InventoryStockRead]):
    """A slice of the stock, in the order of `updated_at`."""


class InventoryStockQuery(DeletedQuery):
    """Filters of a list of stock."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    sku: Annotated[str | SkipJsonSchema[None], Field(max_length=40)] = None
    channel: Literal["AFN", "MFN"] | None = None
    warehouse: Annotated[str | SkipJsonSchema[None], Field(max_length=50)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class InventoryStockKey(BaseModel):
    """What one of the seller's own warehouses holds of a SKU, by its key."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId
    marketplace_id: MarketplaceId
    sku: Sku
    warehouse: Warehouse


class InventoryStockItem(BulkItem):
    """What one of the seller's own warehouses holds of a SKU: absolute quantities, as counted at `observed_at`.

    A quantity that is left out stays as it is (unknown at first); null says that it is not known any more.
    """

    marketplace_id: MarketplaceId
    sku: Sku
    warehouse: Warehouse
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


class InventoryStockResults(BaseModel):
    """One result for each item of the push, in its order."""

    results: list[InventoryStockResult] = Field(max_length=MAX_ITEMS)
