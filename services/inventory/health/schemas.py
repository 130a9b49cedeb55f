"""The health of stock on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shared.findings.schemas import FindingPool
from shared.http.filters import SORT, MarketplaceFilter
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage

_Quantity = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]
_Days = Annotated[int, Field(ge=0, le=90, json_schema_extra={"format": "int32"})]
_OutDays = Annotated[int, Field(ge=0, le=36_500, json_schema_extra={"format": "int32"})]
_Number = Annotated[float, Field(ge=0, json_schema_extra={"format": "double"})]


class StockHealthRead(BaseModel):
    """How a SKU's stock was doing on a marketplace, or on all of a pool, when it was last judged, which every reading
    of Amazon does.

    The units are Amazon's (AFN), or the seller's own (MFN) where Amazon stores none. Cover is what is fulfillable
    or arriving, in days of demand; demand is what left the stock on a day on which there was some, multi-channel
    units among it, over the 90 days from `from_on`, newer weeks counting more.
    """

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    sku: str = Field(max_length=40)
    product_name: str = Field(max_length=500)
    channel: str = Field(max_length=3)
    fulfillable_quantity: _Quantity
    arriving_quantity: _Quantity = Field(description="Shipped to Amazon or being received there")
    inbound_quantity: _Quantity = Field(description="Arriving, or only planned")
    own_quantity: _Quantity = Field(description="In the seller's own warehouses that serve the marketplace")
    own_old_quantity: _Quantity = Field(description="Of them, counted too long ago to be relied on")
    units_sold: _Quantity
    multi_channel_units: _Quantity = Field(description="Delivered for orders taken elsewhere; no sales")
    in_stock_days: _Days
    out_days: _OutDays = Field(description="Complete days without stock until now")
    units_a_day: _Number
    demand_confidence: str = Field(
        max_length=10, examples=["usual"], description="low where fewer than 7 days in stock tell it, else usual"
    )
    cover_days: _Number | None = Field(description="Null where nothing sells")
    stock_out_on: date | None = Field(description="The first day that begins without stock, if it sells as it did")
    sell_through: _Number | None = Field(description="Units sold / units on hand on average; null where unknown")
    safety_units: _Quantity = Field(description="Beyond the demand of these days, for the fill rate that is wanted")
    units_needed: _Quantity = Field(description="Lacking for the lead time, a review and the safety stock")
    units_to_send: _Quantity = Field(
        description="Of them those that own warehouses have for this stock; all, where nobody has told of any"
    )
    from_on: date
    to_on: date = Field(description="Exclusive")
    pool: FindingPool | None = Field(
        description="Of one stock that several marketplaces sell; its row stands at the first of them only"
    )
    updated_at: datetime
    deleted_at: datetime | None = Field(
        description="Since when a pool counts it elsewhere; shown with `include_deleted` only"
    )


class StockHealthPage(PolledPage[StockHealthRead]):
    """A slice of the health of stock, in the order of `updated_at`."""


StockHealthSort = Literal[
    "cover_days", "-cover_days", "stock_out_on", "-stock_out_on", "units_to_send", "-units_to_send", "sku", "-sku"
]


class StockHealthQuery(DeletedQuery):
    """Filters of a list of the health of stock; `marketplace_id` finds the rows of its pool, too."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    sku: Annotated[str | SkipJsonSchema[None], Field(max_length=40)] = None
    sort: Annotated[StockHealthSort | SkipJsonSchema[None], Field(description=SORT)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
