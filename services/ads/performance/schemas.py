"""Performance on the wire."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from services.ads.products import AdProduct, code_of, word_of
from services.ads.report_types.rules import NAMES, type_of
from shared.http.filters import RequiredMarketplaceFilter
from shared.http.moments import Day, Moment
from shared.money import Currency, Money
from shared.pages import Page, PageQuery

MAX_DAYS, MAX_PRODUCTS = 400, 6

Ratio = Annotated[
    float | None, Field(json_schema_extra={"format": "double"}, description="A fraction; null where undefined")
]
Count = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]


def _known(name: str) -> str:
    if name not in NAMES:
        raise ValueError(f"must be one of {', '.join(NAMES)}")
    return name


ReportName = Annotated[str, AfterValidator(_known), Field(max_length=40, json_schema_extra={"enum": [*NAMES]})]
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
    ad_product: AdProduct
    campaign_id: str | None = Field(max_length=30)
    campaign_name: str | None = Field(max_length=500)
    ad_group_id: str | None = Field(max_length=30)
    ad_group_name: str | None = Field(max_length=500)
    targeting: str | None = Field(max_length=500)
    match_type: str | None = Field(max_length=40)
    search_term: str | None = Field(max_length=500)
    settled: bool | None = Field(description="Whether Amazon restates the day no more; null in a sum of days")


class AdsProductTotals(AdsNumbers):
    """The numbers of one ad product over all pages."""

    ad_product: AdProduct
    attribution_days: AttributionDays | None = Field(
        description="Days after the click in which orders count; null when files of both kinds mix"
    )


class AdsPerformancePage(Page[AdsPerformanceRow]):
    """A slice of the groups, and the totals over all of them."""

    currency: Currency
    timezone: str = Field(max_length=50, description="The days are days of this time zone")
    from_on: date
    to_on: date = Field(description="Exclusive")
    attribution_days: AttributionDays | None = Field(
        description="Days after the click in which orders count; null when numbers of several kinds mix"
    )
    totals: AdsNumbers | None = Field(
        description="Null when the groups are of several ad products, whose orders and sales do not add up"
    )
    totals_by_ad_product: list[AdsProductTotals] = Field(max_length=MAX_PRODUCTS)


class PerformanceQuery(PageQuery):
    """Which numbers: one marketplace of one seller account over a half-open window of days."""

    seller_id: Annotated[str, Field(min_length=1, max_length=20, examples=["A1EXAMPLE"])]
    marketplace_id: RequiredMarketplaceFilter
    from_on: Day
    to_on: Annotated[Day, Field(description="Exclusive")]
    group_by: Literal["campaign", "ad_group", "search_term"] = "campaign"
    time_unit: Literal["SUMMARY", "DAILY"] = "SUMMARY"
    ad_product: AdProduct | None = None
    report: Annotated[
        ReportName | None,
        Field(description="Which report to sum; by default those that are complete for the grouping"),
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
        if self.report is not None and self.ad_product not in (None, word_of(type_of(self.report).ad_product)):
            raise ValueError("the report is of another ad_product")
        if self.group_by == "search_term" and not self.is_of_terms:
            raise ValueError("search terms are in the search-term reports only")
        if self.as_of is not None and self.is_of_terms:
            raise ValueError("as_of is kept for campaigns and ad groups, not for search terms")
        return self

    @property
    def is_of_terms(self) -> bool:
        """Whether the numbers are those of a search-term report."""
        return (type_of(self.report).level if self.report else self.group_by) == "search_term"

    @property
    def product(self) -> str | None:
        """The code of the ad product that is asked for."""
        if self.report is not None:
            return type_of(self.report).ad_product
        return None if self.ad_product is None else code_of(self.ad_product)
