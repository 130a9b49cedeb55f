"""Requests of the Notifications API v1, spelled as Amazon spells them."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from services.sandbox.parameters import Several

NotificationType = Literal[
    "ACCOUNT_STATUS_CHANGED",
    "ANY_OFFER_CHANGED",
    "B2B_ANY_OFFER_CHANGED",
    "BRANDED_ITEM_CONTENT_CHANGE",
    "DATA_KIOSK_QUERY_PROCESSING_FINISHED",
    "DETAIL_PAGE_TRAFFIC_EVENT",
    "FBA_INVENTORY_AVAILABILITY_CHANGES",
    "FBA_OUTBOUND_SHIPMENT_STATUS",
    "FEE_PROMOTION",
    "FEED_PROCESSING_FINISHED",
    "FULFILLMENT_ORDER_STATUS",
    "ITEM_INVENTORY_EVENT_CHANGE",
    "ITEM_PRODUCT_TYPE_CHANGE",
    "ITEM_SALES_EVENT_CHANGE",
    "LISTINGS_ITEM_ISSUES_CHANGE",
    "LISTINGS_ITEM_MFN_QUANTITY_CHANGE",
    "LISTINGS_ITEM_STATUS_CHANGE",
    "ORDER_CHANGE",
    "ORDER_STATUS_CHANGE",
    "PRICING_HEALTH",
    "PRODUCT_TYPE_DEFINITIONS_CHANGE",
    "REPORT_PROCESSING_FINISHED",
]


class Sqs(BaseModel):
    """A queue."""

    arn: str = Field(max_length=1000, pattern=r"^arn:aws:sqs:\S+:\S+:\S+")


class EventBridge(BaseModel):
    """An event bus."""

    region: str
    accountId: str


class Resource(BaseModel):
    """One of the two."""

    sqs: Sqs | None = None
    eventBridge: EventBridge | None = None


class DestinationCreate(BaseModel):
    """A place for notifications, under a name of its own."""

    resourceSpecification: Resource
    name: str = Field(min_length=1, max_length=256)


class SubscriptionCreate(BaseModel):
    """Notifications of a type for a destination."""

    payloadVersion: str = Field(min_length=1, max_length=10)
    destinationId: str = Field(max_length=60)
    processingDirective: dict[str, Any] | None = None


class SubscriptionSearch(BaseModel):
    """Which subscriptions to list."""

    notificationTypes: Annotated[list[NotificationType], Several, Field(min_length=1, max_length=1)]
    payloadVersion: str | None = None
    pageSize: int = Field(default=30, ge=30, le=100)
    nextToken: str | None = None


class TestNotificationCreate(BaseModel):
    """A notification to try a destination with."""

    destinationId: str | None = None
    testNotification: dict[str, Any]
