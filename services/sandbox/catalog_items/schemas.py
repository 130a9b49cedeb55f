"""Queries of the Catalog Items API 2022-04-01, spelled as Amazon spells them."""

from typing import Annotated, Literal

from pydantic import BaseModel, Field

from services.sandbox.parameters import Several

Part = Literal[
    "attributes",
    "classifications",
    "dimensions",
    "identifiers",
    "images",
    "productTypes",
    "relationships",
    "salesRanks",
    "summaries",
    "vendorDetails",
]


class CatalogQuery(BaseModel):
    """Which parts of catalogue items to show."""

    marketplaceIds: Annotated[list[str], Several]
    includedData: Annotated[list[Part], Several] = ["summaries"]
    locale: str | None = None


class CatalogSearch(CatalogQuery):
    """Which items to find: by identifiers, or by keywords."""

    identifiers: Annotated[list[str], Several, Field(max_length=20)] = []
    identifiersType: Literal["ASIN", "EAN", "GTIN", "ISBN", "JAN", "MINSAN", "SKU", "UPC"] | None = None
    sellerId: str | None = None
    keywords: Annotated[list[str], Several, Field(max_length=20)] = []
    brandNames: Annotated[list[str], Several] = []
    classificationIds: Annotated[list[str], Several] = []
    pageSize: int = Field(default=10, ge=1, le=20)
    pageToken: str | None = None
    keywordsLocale: str | None = None
