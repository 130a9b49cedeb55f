"""FBA Inventory API version 1: what lies in Amazon's warehouses.

Usage plan: developer-docs.amazon.com/sp-api/docs/fbainventory-api-v1-reference.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from sp_api.api import Inventories as _Library

from shared.amazon.sp_api.connection import Connection
from shared.amazon.sp_api.operations import Operation
from shared.amazon.sp_api.payloads import CamelStruct, Moment, PagedShape
from shared.throttle import Rate

_SUMMARIES = Operation("inventory.getInventorySummaries", _Library, "get_inventory_summary_marketplace", Rate(2.0, 2))


class ReservedQuantity(CamelStruct, frozen=True):
    """Units that are promised or on their way within Amazon."""

    total_reserved_quantity: int = 0
    pending_customer_order_quantity: int = 0
    pending_transshipment_quantity: int = 0
    fc_processing_quantity: int = 0


class ResearchingQuantity(CamelStruct, frozen=True):
    """Units that Amazon looks for."""

    total_researching_quantity: int = 0


class UnfulfillableQuantity(CamelStruct, frozen=True):
    """Units that cannot be sold, by reason."""

    total_unfulfillable_quantity: int = 0
    customer_damaged_quantity: int = 0
    warehouse_damaged_quantity: int = 0
    distributor_damaged_quantity: int = 0
    carrier_damaged_quantity: int = 0
    defective_quantity: int = 0
    expired_quantity: int = 0


class InventoryDetails(CamelStruct, frozen=True):
    """Units by what can be done with them."""

    fulfillable_quantity: int = 0
    inbound_working_quantity: int = 0
    inbound_shipped_quantity: int = 0
    inbound_receiving_quantity: int = 0
    reserved_quantity: ReservedQuantity = ReservedQuantity()
    researching_quantity: ResearchingQuantity = ResearchingQuantity()
    unfulfillable_quantity: UnfulfillableQuantity = UnfulfillableQuantity()


class InventorySummary(CamelStruct, frozen=True):
    """The stock of one SKU in one marketplace; `inventory_details` only where asked for."""

    seller_sku: str
    fn_sku: str | None = None
    asin: str | None = None
    condition: str | None = None
    product_name: str | None = None
    total_quantity: int = 0
    last_updated_time: Moment | None = None
    inventory_details: InventoryDetails | None = None


class _Summaries(CamelStruct, frozen=True):
    inventory_summaries: tuple[InventorySummary, ...]


class InventoryPage(PagedShape, frozen=True):
    """A slice of the stock."""

    payload: _Summaries

    @property
    def summaries(self) -> tuple[InventorySummary, ...]:
        """The stock of each SKU of the slice."""
        return self.payload.inventory_summaries


class Inventory:
    """The FBA Inventory API of one seller account. Methods raise what `Connection.call` does."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def list_summaries(
        self,
        marketplace_id: str,
        *,
        details: bool = True,
        start_date_time: datetime | None = None,
        seller_skus: Sequence[str] | None = None,
    ) -> Iterator[InventoryPage]:
        """The stock of a marketplace: all, what changed since a moment (18 months back at most), or up to 50 SKUs."""
        return self._connection.pages(
            _SUMMARIES,
            InventoryPage,
            cursor="nextToken",
            granularityType="Marketplace",
            granularityId=marketplace_id,
            marketplaceIds=marketplace_id,
            details=details,
            startDateTime=start_date_time,
            sellerSkus=seller_skus,
        )
