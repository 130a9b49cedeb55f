"""Batches of the Product Pricing API 2022-05-01, spelled as Amazon spells them."""

from typing import Any, Literal

from pydantic import BaseModel, Field

Method = Literal["GET", "PUT", "PATCH", "DELETE", "POST"]


class ExpectedPriceQuery(BaseModel):
    """Which offer to judge."""

    uri: str = Field(min_length=6, max_length=512)
    method: Method
    body: dict[str, Any] | None = None
    headers: dict[str, str] | None = None
    marketplaceId: str
    sku: str
    segment: dict[str, Any] | None = None


class ExpectedPriceBatch(BaseModel):
    """Up to 40 offers."""

    requests: list[ExpectedPriceQuery] = Field(min_length=1, max_length=40)


class LowestOffersInput(BaseModel):
    """Which of the lowest offers to show."""

    itemCondition: Literal["New", "Used", "Collectible", "Refurbished", "Club"]
    offerType: Literal["Consumer"]


class SummaryQuery(BaseModel):
    """Which product to look at, and what of it."""

    asin: str
    marketplaceId: str
    includedData: list[Literal["featuredBuyingOptions", "referencePrices", "lowestPricedOffers", "similarItems"]] = (
        Field(min_length=1)
    )
    lowestPricedOffersInputs: list[LowestOffersInput] = Field(default=[], max_length=5)
    method: Method
    uri: str = Field(min_length=6, max_length=512)


class SummaryBatch(BaseModel):
    """Up to 20 products."""

    requests: list[SummaryQuery] = Field(min_length=1, max_length=20)
