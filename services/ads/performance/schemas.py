"""Performance on the wire."""

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared.http.moments import Day, Moment
from shared.money import Currency, Money
from shared.pages import Page, PageQuery

MAX_DAYS = 400
_REPORT_OF_TERMS = {"search_term": "spSearchTerm"}

Ratio = Annotated[
    float | None, Field(json_schema_extra={"format": "double"}, description="A fraction; null where undefined")
]
Count = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]

AttributionDays = Annotated[int, Field(ge=1, le=30, json_schema_extra={"format": "int32"})]


class AdsNumbers(BaseModel):
    """Sums over a window and the ratios of the sums (never means of daily ratios)."""

    impressions: Count
    clicks: Count
    orders: Count
    units: Count
    cost: Money
    sales: Money
    ctr: Ratio
    cpc: Money | None
    cvr: Ratio
    acos: Ratio
    roas: Ratio


class AdsPerformanceRow(AdsNumbers):
    """One group's numbers; members that do not belong to the grouping are null."""

    date_on: date | None
    campaign_id: str | None = Field(max_length=30)
    campaign_name: str | None = Field(max_length=500)
    ad_group_id: str | None = Field(max_length=30)
    ad_group_name: str | None = Field(max_length=500)
    targeting: str | None = Field(max_length=500)
    match_type: str | None = Field(max_length=40)
    search_term: str | None = Field(max_length=500)
    settled: bool | None = Field(description="Whether Amazon restates the day no more; null in a sum of days")


class AdsPerformancePage(Page[AdsPerformanceRow]):
    """A slice of the groups, and the totals over all of them."""

    currency: Currency
    timezone: str = Field(max_length=50, description="The days are days of this time zone")
    from_on: date
    to_on: date = Field(description="Exclusive")
    attribution_days: AttributionDays | None = Field(
        description="Days after the click in which orders count; null when files of both kinds mix"
    )
    totals: AdsNumbers


class PerformanceQuery(PageQuery):
    """Which numbers: one marketplace of one seller account over a half-open window of days."""

    seller_id: Annotated[str, Field(min_length=1, max_length=20, examples=["A1EXAMPLE"])]
    marketplace_id: Annotated[str, Field(min_length=1, max_length=20, examples=["ATVPDKIKX0DER"])]
    from_on: Day
    to_on: Annotated[Day, Field(description="Exclusive")]
    group_by: Literal["campaign", "ad_group", "search_term"] = "campaign"
    time_unit: Literal["SUMMARY", "DAILY"] = "SUMMARY"
    report: Annotated[
        Literal["spCampaigns", "spSearchTerm"] | None,
        Field(description="Which report to sum; by default the one that is complete for the grouping"),
    ] = None
    campaign_id: Annotated[str | SkipJsonSchema[None], Field(max_length=30)] = None
    as_of: Annotated[
        Moment | SkipJsonSchema[None],
        Field(description="The numbers as they had been reported by then; a delivery says when its day first was"),
    ] = None

    @model_validator(mode="after")
    def _check_window(self) -> "PerformanceQuery":
        if not 0 < (self.to_on - self.from_on).days <= MAX_DAYS:
            raise ValueError(f"to_on must be 1 to {MAX_DAYS} days after from_on")
        if self.group_by == "search_term" and self.report == "spCampaigns":
            raise ValueError("search terms are in the report spSearchTerm only")
        if self.as_of is not None and "spSearchTerm" in (self.report, _REPORT_OF_TERMS.get(self.group_by)):
            raise ValueError("as_of is kept for campaigns and ad groups of the report spCampaigns only")
        return self
