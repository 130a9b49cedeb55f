"""Profiles on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage


class AdsProfileRead(BaseModel):
    """An advertiser; `profile_id` is null until the account has been synced through the Ads API."""

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    profile_id: str | None = Field(max_length=30)
    country_code: str = Field(max_length=2)
    currency: str = Field(max_length=3)
    timezone: str = Field(max_length=50)
    updated_at: datetime


class AdsProfilePage(PolledPage[AdsProfileRead]):
    """A slice of profiles, in the order of `updated_at`."""


class ProfileQuery(PageQuery):
    """Filters of a list of profiles."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
