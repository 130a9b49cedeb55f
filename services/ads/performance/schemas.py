"""Performance on the wire."""

from datetime import date
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from services.ads.products import AdProduct, AdProductRead, code_of, word_of
from services.ads.report_types.rules import NAMES, type_of
from shared.fields import FieldValueError
from shared.http.filters import RequiredMarketplaceFilter
from shared.http.moments import Day, Moment, check_window
from shared.money import Currency, Money
from shared.pages import Page, PageQuery
from shared.texts import Text

MAX_DAYS, MAX_PRODUCTS = 400, 6

Ratio = Annotated[
    float | None, Field(json_schema_extra={"format": "double"}, description="A fraction; null where undefined")
]
Count = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]

_REPORTS = Text(en="One of: {names}", zh="可选值：{names}").filled(names=", ".join(NAMES))
_OTHER_PRODUCT = Text(
    en="The report is of another ad_product: leave this out", zh="该报告属于其他 ad_product：请勿填写此项"
)
_NO_TERMS = Text(
    en="Search terms are in reports of search terms only: leave report out",
    zh="搜索词仅见于搜索词报告：勿填 report",
)
_TERMS_ONLY = Text(en="Goes with group_by=search_term only", zh="仅可与 group_by=search_term 一起使用")
_NOT_KEPT = Text(
    en="Kept for campaigns and ad groups only, not for search terms", zh="仅支持广告活动和广告组，不支持搜索词"
)


def _known(name: str) -> str:
    if name not in NAMES:
        raise FieldValueError("literal_error", _REPORTS)
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
    ad_product: AdProductRead
    campaign_id: str | None = Field(max_length=30)
    campaign_name: str | None = Field(max_length=500)
    ad_group_id: str | None = Field(max_length=30)
    ad_group_name: str | None = Field(max_length=500)
    targeting: str | None = Field(max_length=500)
    match_type: str | None = Field(max_length=40)
    search_term: str | None = Field(max_length=500)
    acos_above: bool | None = Field(
        description="Whether the ACOS is above the account's `target_acos` (35 %), whatever little it rests on; "
        "null where there is none. What is told with confidence is a finding"
    )
    ctr_below: bool | None = Field(description="The same of a CTR below the account's `min_ctr` (0.3 %)")
    settled: bool | None = Field(description="Whether Amazon restates the day no more; null in a sum of days")


class AdsProductTotals(AdsNumbers):
    """The numbers of one ad product over all pages."""

    ad_product: AdProductRead
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
    from_search_terms: bool = Field(
        description="Whether the numbers are sums of search terms, as those of campaigns are where no report has "
        "told of campaigns themselves in these days: they leave out what was shown and not clicked"
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
        Field(
            description="Which report to sum; by default those that are complete for the grouping, and for campaigns "
            "those of search terms where no other has told of these days"
        ),
    ] = None
    campaign_id: Annotated[str | SkipJsonSchema[None], Field(max_length=30)] = None
    search_term: Annotated[
        str | SkipJsonSchema[None],
        Field(max_length=500, description="The numbers of this search term only, as reports write it"),
    ] = None
    as_of: Annotated[
        Moment | SkipJsonSchema[None],
        Field(description="The numbers as they had been reported by then; a delivery says when its day first was"),
    ] = None

    @model_validator(mode="after")
    def _check_window(self) -> "PerformanceQuery":
        check_window(self.from_on, self.to_on, days=MAX_DAYS)
        if self.report is not None and self.ad_product not in (None, word_of(type_of(self.report).ad_product)):
            raise FieldValueError("report", _OTHER_PRODUCT, member="ad_product")
        if self.group_by == "search_term" and not self.is_of_terms:
            raise FieldValueError("report", _NO_TERMS, member="report")
        if self.search_term is not None and self.group_by != "search_term":
            raise FieldValueError("search_term", _TERMS_ONLY, member="search_term")
        if self.as_of is not None and self.is_of_terms:
            raise FieldValueError("as_of", _NOT_KEPT, member="as_of")
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
