"""Marketplaces on the wire."""

from pydantic import BaseModel, Field


class MarketplaceName(BaseModel):
    """What people call it."""

    en: str = Field(max_length=60, examples=["Germany"])
    zh: str = Field(max_length=60, examples=["德国"])


class MarketplaceRead(BaseModel):
    """One of Amazon's shops for a country."""

    marketplace_id: str = Field(max_length=20, examples=["A1PA6795UKMFR9"])
    country_code: str = Field(max_length=2, examples=["DE"], description="Amazon's own: UK, not GB")
    name: MarketplaceName
    currency: str = Field(max_length=3, examples=["EUR"], description="ISO 4217")
    timezone: str = Field(max_length=40, examples=["Europe/Paris"], description="Where a day of its reports begins")
    language: str = Field(max_length=10, examples=["de-DE"], description="The shop's first language (BCP 47)")
    region: str = Field(max_length=2, examples=["EU"], description="NA, EU or FE: that of the seller account")
    selling_partner_endpoint: str = Field(max_length=100, examples=["https://sellingpartnerapi-eu.amazon.com"])
    ads_endpoint: str = Field(max_length=100, examples=["https://advertising-api-eu.amazon.com"])


class MarketplaceList(BaseModel):
    """All of them, in Amazon's order of regions."""

    items: list[MarketplaceRead] = Field(max_length=100)
