"""Queries of the Product Type Definitions API 2020-09-01, spelled as Amazon spells them."""

from typing import Annotated, Literal

from pydantic import BaseModel

from services.sandbox.parameters import Several

Requirements = Literal["LISTING", "LISTING_PRODUCT_ONLY", "LISTING_OFFER_ONLY"]


class ProductTypeSearch(BaseModel):
    """Which product types to find: by keywords, or by the name of an item."""

    keywords: Annotated[list[str], Several] = []
    itemName: str | None = None
    marketplaceIds: Annotated[list[str], Several]
    locale: str | None = None
    searchLocale: str | None = None


class DefinitionQuery(BaseModel):
    """Which definition of a product type to show."""

    sellerId: str | None = None
    marketplaceIds: Annotated[list[str], Several]
    productTypeVersion: str = "LATEST"
    requirements: Requirements = "LISTING"
    requirementsEnforced: Literal["ENFORCED", "NOT_ENFORCED"] = "ENFORCED"
    locale: str = "DEFAULT"
    parentageLevel: Literal["NONE", "CHILD", "PARENT"] | None = None
