"""Seller accounts on the wire. Refresh tokens go in and never come out."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, SecretStr
from pydantic.json_schema import SkipJsonSchema

from shared.amazon.ids import MarketplaceId, SellerId
from shared.amazon.marketplaces import Region
from shared.http.moments import Moment
from shared.pages import Page, PageQuery

ProfileId = Annotated[str, Field(pattern=r"^[0-9]{1,20}$", max_length=20, examples=["3312345678901234"])]
RefreshToken = Annotated[
    SecretStr,
    Field(min_length=8, max_length=2048, json_schema_extra={"writeOnly": True, "examples": ["Atzr|IwEB..."]}),
]
_Marketplaces = Annotated[list[MarketplaceId], Field(min_length=1, max_length=30)]
_Profiles = Annotated[
    list[ProfileId], Field(max_length=100, description="Leave empty for all that the consent opens")
]


Purpose = Literal["ads", "spapi"]
"""Which of Amazon's interfaces a token is for; the consent for each is a refresh token of its own."""


class SellerAccountCreate(BaseModel):
    """A seller account to connect; the consents can be given now or later."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    seller_id: SellerId
    name: str = Field(min_length=1, max_length=200)
    region: Region
    marketplace_ids: _Marketplaces
    ads_profile_ids: _Profiles = []
    ads_refresh_token: RefreshToken | None = None
    spapi_refresh_token: RefreshToken | None = None


class SellerAccountUpdate(BaseModel):
    """What is left out stays as it is; null takes a consent away."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    # A default factory keeps null out of these three; what it makes is never read, only what was given is.
    name: Annotated[str, Field(min_length=1, max_length=200, default_factory=str)]
    marketplace_ids: Annotated[_Marketplaces, Field(default_factory=list)]
    ads_profile_ids: Annotated[_Profiles, Field(default_factory=list)]
    ads_refresh_token: RefreshToken | None = None
    spapi_refresh_token: RefreshToken | None = None


class SellerAccountRead(BaseModel):
    """A seller account of the tenant."""

    seller_id: str = Field(max_length=20)
    name: str = Field(max_length=200)
    region: str = Field(max_length=2, examples=["NA"], description="NA, EU or FE")
    marketplace_ids: list[Annotated[str, Field(max_length=20)]] = Field(max_length=30)
    ads_profile_ids: list[Annotated[str, Field(max_length=20)]] = Field(max_length=100)
    has_ads_connection: bool = Field(description="Whether there is a consent for the Ads API")
    has_spapi_connection: bool = Field(description="Whether there is a consent for the Selling Partner API")
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    created_at: datetime
    updated_at: datetime


class SellerAccountPage(Page[SellerAccountRead]):
    """A slice of seller accounts, in the order of `updated_at`."""


class SellerAccountQuery(PageQuery):
    """Filters of a list of seller accounts."""

    region: Region | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class KnownAccount(BaseModel):
    """A seller account as our services see it, of any tenant."""

    tenant_id: str
    livemode: bool
    seller_id: str
    region: str
    marketplace_ids: list[str]
    ads_profile_ids: list[str]
    has_ads_connection: bool
    has_spapi_connection: bool
    updated_at: datetime


class KnownAccounts(BaseModel):
    """What a service's sync has to work on."""

    items: list[KnownAccount]


class KnownAccountsQuery(BaseModel):
    """Which of them."""

    model_config = ConfigDict(extra="forbid")

    tenant_id: str | None = None
    seller_id: str | None = None
    updated_after: Moment | None = None


class AccessTokenCreate(BaseModel):
    """For which account a service wants to speak with Amazon."""

    model_config = ConfigDict(extra="forbid")

    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    purpose: Purpose


class AccessTokenRead(BaseModel):
    """An access token, the client that it was given to, and where it is good for."""

    access_token: str
    expires_at: datetime
    client_id: str
    api_base_url: str


class Consent(BaseModel):
    """An opened refresh token on its way to Login with Amazon; it never leaves the process."""

    model_config = ConfigDict(frozen=True)

    tenant_id: str
    seller_id: str
    purpose: Purpose
    livemode: bool
    region: Region
    refresh_token: SecretStr
