"""Authorizations on the wire."""

from dataclasses import dataclass
from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.consents.rules import Api
from shared.amazon.marketplaces import Region
from shared.audit import Who


class AuthorizationCreate(BaseModel):
    """For which of Amazon's interfaces the seller is to consent."""

    model_config = ConfigDict(extra="forbid")

    api: Api


class AuthorizationRead(BaseModel):
    """Where the seller consents, once and until then."""

    api: str = Field(max_length=10)
    authorize_url: str = Field(max_length=2000, description="Open it in the browser of who may sign in there")
    expires_at: datetime


_Text = Annotated[str, Field(max_length=4096)]


class CallbackQuery(BaseModel):
    """With what Amazon sends a browser back; members that we do not use are left alone."""

    state: _Text = ""
    code: _Text = ""
    spapi_oauth_code: _Text = ""
    selling_partner_id: _Text = ""
    error: _Text = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """An account for whose consent somebody has asked."""

    tenant_id: str
    seller_id: str
    api: Api
    livemode: bool
    region: Region
    marketplace_ids: tuple[str, ...]
    by: Who
