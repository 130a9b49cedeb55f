"""The shapes of the lists of campaigns: each ad product has its own."""

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

MEDIA_TYPE = "application/vnd.spCampaign.v3+json"
BRANDS_TYPE = "application/vnd.sbcampaignresource.v4+json"


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


class BrandsQuery(BaseModel):
    """What to list of Sponsored Brands; a `nextToken` brings its own filter and page size."""

    model_config = ConfigDict(extra="forbid")

    stateFilter: StateFilter | None = None
    maxResults: int = Field(default=100, ge=1, le=100)
    nextToken: str | None = None


class BrandsCampaign(BaseModel):
    """One campaign of Sponsored Brands: the budget is a number."""

    campaignId: str
    name: str
    state: str
    startDate: date
    budget: float
    budgetType: Literal["DAILY"] = "DAILY"
    costType: Literal["CPC"] = "CPC"
    isMultiAdGroupsEnabled: bool = True


class BrandsPage(BaseModel):
    """A page of campaigns of Sponsored Brands; without `nextToken` it is the last one."""

    campaigns: list[BrandsCampaign]
    totalCount: int
    nextToken: str | None = None


class DisplayQuery(BaseModel):
    """Which part of the list of Sponsored Display; `stateFilter` are states with commas between."""

    model_config = ConfigDict(extra="forbid")

    startIndex: int = Field(default=0, ge=0)
    count: int = Field(default=100, ge=1, le=100)
    stateFilter: str = "enabled,paused,archived"


class DisplayCampaign(BaseModel):
    """One campaign of Sponsored Display; `startDate` is of the form 20260131."""

    campaignId: int
    name: str
    state: str
    tactic: Literal["T00030"] = "T00030"
    startDate: str
    budget: float
    budgetType: Literal["daily"] = "daily"
    costType: Literal["cpc"] = "cpc"
