"""Requests of the Product Fees API v0, spelled as Amazon spells them."""

from typing import Any

from pydantic import BaseModel, Field


class MoneyType(BaseModel):
    """An amount in a currency."""

    CurrencyCode: str = Field(min_length=3, max_length=3)
    Amount: float = Field(ge=0)


class PriceToEstimateFees(BaseModel):
    """The price that the fees are of."""

    ListingPrice: MoneyType
    Shipping: MoneyType | None = None
    Points: dict[str, Any] | None = None


class FeesEstimateRequest(BaseModel):
    """What is to be estimated."""

    MarketplaceId: str
    IsAmazonFulfilled: bool = False
    PriceToEstimateFees: PriceToEstimateFees
    Identifier: str
    OptionalFulfillmentProgram: str | None = None


class FeesEstimateBody(BaseModel):
    """How Amazon wraps it."""

    FeesEstimateRequest: FeesEstimateRequest
