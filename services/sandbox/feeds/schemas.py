"""Requests of the Feeds API 2021-06-30, spelled as Amazon spells them, and the listings feed's own content."""

from typing import Annotated, Any, Literal

from pydantic import BaseModel, Field

from services.sandbox.listings.schemas import PatchOperation, Values
from services.sandbox.parameters import Moment, Several

ProcessingStatus = Literal["CANCELLED", "DONE", "FATAL", "IN_PROGRESS", "IN_QUEUE"]


class FeedCreate(BaseModel):
    """A feed of a document that has been uploaded."""

    feedType: str = Field(min_length=1, max_length=100)
    marketplaceIds: list[str] = Field(min_length=1, max_length=25)
    inputFeedDocumentId: str = Field(max_length=60)
    feedOptions: dict[str, str] | None = None


class FeedSearch(BaseModel):
    """Which feeds to list; a nextToken brings its own question."""

    feedTypes: Annotated[list[str], Several, Field(max_length=10)] = []
    marketplaceIds: Annotated[list[str], Several, Field(max_length=10)] = []
    pageSize: int = Field(default=10, ge=1, le=100)
    processingStatuses: Annotated[list[ProcessingStatus], Several] = []
    createdSince: Moment | None = None
    createdUntil: Moment | None = None
    nextToken: str | None = None


class FeedHeader(BaseModel):
    """Whose listings a feed is about."""

    sellerId: str
    version: Literal["2.0"]
    issueLocale: str | None = None


class FeedMessage(BaseModel):
    """One listing's submission."""

    messageId: int = Field(ge=1)
    sku: str = Field(min_length=1, max_length=100)
    operationType: Literal["UPDATE", "PATCH", "DELETE"]
    productType: str | None = None
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] = "LISTING"
    attributes: Annotated[dict[str, Any], Values] = {}
    patches: list[PatchOperation] = []


class ListingsFeed(BaseModel):
    """The content of a JSON_LISTINGS_FEED."""

    header: FeedHeader
    messages: list[FeedMessage] = Field(min_length=1, max_length=25_000)
