"""Campaigns on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.ads.products import AdProduct, AdProductRead
from shared.fields import explained
from shared.http.filters import SORT, MarketplacesFilter, SearchFilter
from shared.http.moments import Moment
from shared.money import Money
from shared.pages import DeletedQuery, PolledPage

_STATE = explained(
    "^[A-Z_]+$", en="A state in Amazon's capitals, such as ENABLED", zh="应为亚马逊的大写状态，例如 ENABLED"
)


class AdsCampaignRead(BaseModel):
    """A campaign; `campaign_id` starts with `name-` while only an imported file has told of it."""

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    ad_product: AdProductRead
    campaign_id: str = Field(max_length=30)
    name: str = Field(max_length=500)
    state: str = Field(max_length=20, examples=["ENABLED"], description="Amazon's: ENABLED, PAUSED, ARCHIVED ...")
    targeting_type: str | None = Field(max_length=20, examples=["MANUAL"])
    budget: Money | None
    budget_type: str | None = Field(max_length=20, examples=["DAILY"])
    start_on: date | None
    updated_at: datetime
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")
    replaced_by: str | None = Field(max_length=30, description="The `campaign_id` that took its place")


class AdsCampaignPage(PolledPage[AdsCampaignRead]):
    """A slice of campaigns, in the order of `updated_at`."""


CampaignSort = Literal["name", "-name", "budget", "-budget"]


class CampaignQuery(DeletedQuery):
    """Filters of a list of campaigns."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplacesFilter = ()
    q: Annotated[SearchFilter, Field(description="A part of the name")] = None
    sort: Annotated[CampaignSort | SkipJsonSchema[None], Field(description=SORT)] = None
    campaign_id: Annotated[str | SkipJsonSchema[None], Field(max_length=30)] = None
    ad_product: AdProduct | None = None
    state: Annotated[str | None, Field(max_length=20, pattern=_STATE)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
