"""The shapes of POST /sp/campaigns/list (application/vnd.spCampaign.v3+json)."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/vnd.spCampaign.v3+json"


class StateFilter(BaseModel):
    """Which campaigns to list."""

    model_config = ConfigDict(extra="forbid")

    include: list[Literal["ENABLED", "PAUSED", "ARCHIVED"]] = Field(min_length=1)


class CampaignQuery(BaseModel):
    """What to list; a `nextToken` brings its own filter and page size."""

    model_config = ConfigDict(extra="forbid")

    stateFilter: StateFilter | None = None
    maxResults: int = Field(default=100, ge=1, le=1000)
    nextToken: str | None = None


class Budget(BaseModel):
    """An amount a day, in the profile's currency."""

    budget: float
    budgetType: Literal["DAILY"] = "DAILY"


class DynamicBidding(BaseModel):
    """How bids follow the chance of a sale."""

    strategy: Literal["LEGACY_FOR_SALES"] = "LEGACY_FOR_SALES"
    placementBidding: list[str] = []


class CampaignRead(BaseModel):
    """One campaign."""

    campaignId: str
    name: str
    state: str
    targetingType: str
    startDate: date
    budget: Budget
    dynamicBidding: DynamicBidding


class CampaignPage(BaseModel):
    """A page of campaigns; without `nextToken` it is the last one. `totalResults` counts all pages."""

    campaigns: list[CampaignRead]
    totalResults: int
    nextToken: str | None = None
