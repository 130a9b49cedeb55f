"""Seller accounts on the wire. Refresh tokens go in and never come out."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.gateway.consents.schemas import ConnectionRead, RefreshToken
from services.gateway.stops.schemas import StopRead
from shared.amazon.ids import MarketplaceId, SellerId
from shared.amazon.marketplaces import Region
from shared.fields import explained
from shared.http.moments import Day, Moment
from shared.pages import DeletedQuery, PolledPage

_PROFILE = explained(
    r"^[0-9]{1,20}$",
    en='The number of a profile in double quotes, such as "3312345678901234"',
    zh='应为加双引号的广告配置文件编号，例如 "3312345678901234"',
)
ProfileId = Annotated[str, Field(pattern=_PROFILE, max_length=20, examples=["3312345678901234"])]
_Marketplaces = Annotated[list[MarketplaceId], Field(min_length=1, max_length=30)]
_Profiles = Annotated[
    list[ProfileId], Field(max_length=100, description="Leave empty for all that the consent opens")
]
_AuthorizedOn = Annotated[Day | None, Field(description="When the seller gave the consent; null if unknown")]


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
    ads_authorized_on: _AuthorizedOn = None
    spapi_authorized_on: _AuthorizedOn = None


class SellerAccountUpdate(BaseModel):
    """What is left out stays as it is; null takes a consent away."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    # A default factory keeps null out of these three; what it makes is never read, only what was given is.
    name: Annotated[str, Field(min_length=1, max_length=200, default_factory=str)]
    marketplace_ids: Annotated[_Marketplaces, Field(default_factory=list)]
    ads_profile_ids: Annotated[_Profiles, Field(default_factory=list)]
    ads_refresh_token: RefreshToken | None = None
    spapi_refresh_token: RefreshToken | None = None
    ads_authorized_on: _AuthorizedOn = None
    spapi_authorized_on: _AuthorizedOn = None


class SellerAccountRead(BaseModel):
    """A seller account of the tenant."""

    seller_id: str = Field(max_length=20)
    name: str = Field(max_length=200)
    region: str = Field(max_length=2, examples=["NA"], description="NA, EU or FE")
    marketplace_ids: list[Annotated[str, Field(max_length=20)]] = Field(max_length=30)
    ads_profile_ids: list[Annotated[str, Field(max_length=20)]] = Field(max_length=100)
    has_ads_connection: bool = Field(description="Whether the Ads API is connected")
    has_spapi_connection: bool = Field(description="Whether the Selling Partner API is connected")
    connection_status: str = Field(
        max_length=20, examples=["connected"], description="Of both connections the one that needs somebody most"
    )
    connections: list[ConnectionRead] = Field(max_length=10, description="How it stands with each interface")
    stop: StopRead | None = Field(description="What is stopped for it, if anything is")
    changed_by: str | None = Field(max_length=36, description="The actor who connected or last changed it")
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    created_at: datetime
    updated_at: datetime
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class SellerAccountPage(PolledPage[SellerAccountRead]):
    """A slice of seller accounts, in the order of `updated_at`."""


class SellerAccountQuery(DeletedQuery):
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
    ads_status: str
    spapi_status: str
    has_writes_stopped: bool
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
