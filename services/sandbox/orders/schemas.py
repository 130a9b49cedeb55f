"""Queries of the Orders API 2026-01-01 and v0, spelled as Amazon spells them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.sandbox.parameters import Moment, Several

Part = Literal[
    "BUYER",
    "RECIPIENT",
    "PROCEEDS",
    "EXPENSE",
    "PROMOTION",
    "CANCELLATION",
    "FULFILLMENT",
    "PACKAGES",
    "TAX",
    "PAYMENT",
    "FULFILLMENT_ORDERS",
]
FulfillmentStatus = Literal[
    "PENDING_AVAILABILITY", "PENDING", "UNSHIPPED", "PARTIALLY_SHIPPED", "SHIPPED", "CANCELLED", "UNFULFILLABLE"
]
OrderStatus = Literal[
    "Pending",
    "Unshipped",
    "PartiallyShipped",
    "Shipped",
    "Canceled",
    "Unfulfillable",
    "InvoiceUnconfirmed",
    "PendingAvailability",
]


class OrderQuery(BaseModel):
    """Which parts of an order to show."""

    includedData: Annotated[list[Part], Several] = []


class OrderSearch(OrderQuery):
    """Which orders to find: by when they were placed, or by when they changed."""

    createdAfter: Moment | None = None
    createdBefore: Moment | None = None
    lastUpdatedAfter: Moment | None = None
    lastUpdatedBefore: Moment | None = None
    fulfillmentStatuses: Annotated[list[FulfillmentStatus], Several] = []
    marketplaceIds: Annotated[list[str], Several, Field(max_length=50)] = []
    fulfilledBy: Annotated[list[Literal["MERCHANT", "AMAZON"]], Several] = []
    maxResultsPerPage: int = Field(default=100, ge=1, le=100)
    paginationToken: str | None = None


class V0OrderSearch(BaseModel):
    """The same in v0; a NextToken brings its own question."""

    CreatedAfter: Moment | None = None
    CreatedBefore: Moment | None = None
    LastUpdatedAfter: Moment | None = None
    LastUpdatedBefore: Moment | None = None
    OrderStatuses: Annotated[list[OrderStatus], Several] = []
    MarketplaceIds: Annotated[list[str], Several, Field(max_length=50)]
    FulfillmentChannels: Annotated[list[Literal["AFN", "MFN"]], Several] = []
    MaxResultsPerPage: int = Field(default=100, ge=1, le=100)
    AmazonOrderIds: Annotated[list[str], Several, Field(max_length=50)] = []
    NextToken: str | None = None
