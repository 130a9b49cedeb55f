"""Consents on the wire, and on their way to Amazon. Refresh tokens go in and never come out."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from services.gateway.consents.rules import Api
from services.gateway.stops.rules import Intent
from shared.amazon.marketplaces import Region

RefreshToken = Annotated[
    SecretStr,
    Field(min_length=8, max_length=2048, json_schema_extra={"writeOnly": True, "examples": ["Atzr|IwEB..."]}),
]


class ConnectionRead(BaseModel):
    """How the account stands with one of Amazon's interfaces."""

    api: str = Field(max_length=10, examples=["spapi"], description="ads or spapi")
    connection_status: str = Field(
        max_length=20,
        examples=["connected"],
        description="not_connected, checking, connected, unproven, foreign or lost",
    )
    proof: str | None = Field(
        max_length=10,
        description="What has shown that the consent is this seller's: fees, listings, profiles, or admin by hand",
    )
    reason: str | None = Field(max_length=100, description="A code: why it is not connected, or what is odd about it")
    checked_at: datetime | None = Field(description="When Amazon last answered to a check")
    authorized_on: date | None = Field(description="When the seller gave the consent; null if unknown")
    ends_on: date | None = Field(description="When it ends at the latest; null if unknown, or if it has no end")
    ends_within_30_days: bool | None
    confirmed_by: str | None = Field(max_length=36, description="The actor who confirmed it by hand")
    confirmed_at: datetime | None


class AccessTokenCreate(BaseModel):
    """For which account a service wants to speak with Amazon."""

    model_config = ConfigDict(extra="forbid")

    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    purpose: Api
    intent: Intent = "read"


class AccessTokenRead(BaseModel):
    """An access token, the client that it was given to, and where it is good for."""

    access_token: str
    expires_at: datetime
    client_id: str
    api_base_url: str


class Consent(BaseModel):
    """An opened refresh token on its way to Login with Amazon; it never leaves the process.

    `is_known` says that it was asked about before, so that whether it still works matters more than whose it is.
    """

    model_config = ConfigDict(frozen=True)

    tenant_id: str
    seller_id: str
    purpose: Api
    livemode: bool
    region: Region
    refresh_token: SecretStr
    marketplace_ids: tuple[str, ...] = ()
    is_known: bool = False
