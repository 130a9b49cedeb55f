"""Order lines on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.filters import MarketplaceFilter
from shared.http.moments import Moment
from shared.money import Money
from shared.pages import PageQuery, PolledPage


class OrderLineRead(BaseModel):
    """A SKU of an order, without its buyer; `item_price` is what all its units cost, null while it is pending."""

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    amazon_order_id: str = Field(max_length=30)
    sku: str = Field(max_length=40)
    order_status: str = Field(max_length=40)
    fulfillment_channel: str = Field(max_length=3)
    quantity: int = Field(ge=-(2**63), le=2**63 - 1, json_schema_extra={"format": "int64"})
    item_price: Money | None
    purchased_at: datetime
    purchased_on: date = Field(description="In the marketplace's time zone")
    last_updated_at: datetime = Field(description="When Amazon last changed the order")
    updated_at: datetime


class OrderLinePage(PolledPage[OrderLineRead]):
    """A slice of the order lines, in the order of `updated_at`."""


class OrderLineQuery(PageQuery):
    """Filters of a list of order lines."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    amazon_order_id: Annotated[str | SkipJsonSchema[None], Field(max_length=30)] = None
    sku: Annotated[str | SkipJsonSchema[None], Field(max_length=40)] = None
    order_status: Annotated[str | SkipJsonSchema[None], Field(max_length=40)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
