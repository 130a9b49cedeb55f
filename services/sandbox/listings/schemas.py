"""Requests of the Listings Items API 2021-08-01, spelled as Amazon spells them.

Its model lets bodies have other members, which are ignored.
"""

import json
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

from services.sandbox.parameters import Moment, Several

Part = Literal[
    "summaries",
    "attributes",
    "issues",
    "offers",
    "fulfillmentAvailability",
    "procurement",
    "relationships",
    "productTypes",
]
Status = Literal["BUYABLE", "DISCOVERABLE"]


class ItemQuery(BaseModel):
    """Which listing's parts to show."""

    marketplaceIds: Annotated[list[str], Several]
    issueLocale: str | None = None
    includedData: Annotated[list[Part], Several] = ["summaries"]


class ItemSearch(ItemQuery):
    """Which listings to find, in which order."""

    identifiers: Annotated[list[str], Several, Field(max_length=20)] = []
    identifiersType: Literal["ASIN", "EAN", "FNSKU", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"] | None = None
    variationParentSku: str | None = None
    packageHierarchySku: str | None = None
    createdAfter: Moment | None = None
    createdBefore: Moment | None = None
    lastUpdatedAfter: Moment | None = None
    lastUpdatedBefore: Moment | None = None
    withIssueSeverity: Annotated[list[Literal["WARNING", "ERROR"]], Several] = []
    withStatus: Annotated[list[Status], Several] = []
    withoutStatus: Annotated[list[Status], Several] = []
    sortBy: Literal["sku", "createdDate", "lastUpdatedDate"] = "lastUpdatedDate"
    sortOrder: Literal["ASC", "DESC"] = "DESC"
    pageSize: int = Field(default=10, ge=1, le=20)
    pageToken: str | None = None


class SubmissionQuery(BaseModel):
    """Where a submission goes, and whether it is only to be checked."""

    marketplaceIds: Annotated[list[str], Several]
    issueLocale: str | None = None
    includedData: Annotated[list[Literal["identifiers", "issues"]], Several] = ["issues"]
    mode: Literal["VALIDATION_PREVIEW"] | None = None


class DeletionQuery(BaseModel):
    """Where a listing is to be deleted."""

    marketplaceIds: Annotated[list[str], Several]
    issueLocale: str | None = None


def _storable(values: Any) -> Any:
    """What JSON can name and a database can hold. Raises ValueError for NUL, half characters and no numbers."""
    text = json.dumps(values, ensure_ascii=False, allow_nan=False)
    if "\\u0000" in text:
        raise ValueError("holds a NUL character")
    text.encode()
    return values


Values = AfterValidator(_storable)
"""For attributes and their values."""


class ListingPut(BaseModel):
    """A whole listing."""

    productType: str = Field(max_length=100)
    requirements: Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"] = "LISTING"
    attributes: Annotated[dict[str, Any], Values]


class PatchOperation(BaseModel):
    """One attribute's change; `path` is `/attributes/<name>`."""

    op: Literal["add", "replace", "merge", "delete"]
    path: str
    value: Annotated[list[dict[str, Any]] | None, Values] = None


class ListingPatch(BaseModel):
    """Changes to some attributes."""

    productType: str = Field(max_length=100)
    patches: list[PatchOperation] = Field(min_length=1)
