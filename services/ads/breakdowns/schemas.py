"""Breakdowns on the wire."""

from datetime import date, datetime
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from services.ads.breakdowns.rules import DAILY_ELSEWHERE, Kind
from services.ads.performance.schemas import MAX_DAYS, MAX_PRODUCTS, AdsNumbers, Count
from services.ads.products import AdProduct, AdProductRead
from shared.fields import FieldValueError
from shared.http.filters import MarketplaceFilter, RequiredMarketplaceFilter
from shared.http.moments import Day, Moment, check_window
from shared.money import Currency, Money
from shared.pages import Page, PageQuery, PolledPage
from shared.texts import Text

_OURS = "Of the orders, units and sales those of the advertised product itself; null where the file tells none"

_ONE_OF_BOTH = Text(en="Give either period_id, or from_on and to_on", zh="请填写 period_id，或 from_on 与 to_on")
_DAILY_ELSEWHERE = Text(
    en="The days of the kind {kind} are in /v1/ads/performance; here give period_id",
    zh="{kind} 的按日数据见 /v1/ads/performance；此处请填写 period_id",
)

BreakdownKind = Annotated[str, Field(max_length=20, json_schema_extra={"x-extensible-enum": [*get_args(Kind)]})]
"""In answers: files may be cut along another line one day."""


class AdsBreakdownNumbers(AdsNumbers):
    """Sums, and what of them is of the advertised product itself; the rest is its halo."""

    promoted_orders: Count | None = Field(description=_OURS)
    promoted_units: Count | None
    promoted_sales: Money | None


class AdsBreakdownRow(AdsBreakdownNumbers):
    """The numbers of one subject. What is not named has none of the texts: in totals, and never a proposal."""

    from_on: date | None
    to_on: date | None = Field(description="Exclusive")
    ad_product: AdProductRead
    campaign_id: str | None = Field(max_length=30)
    campaign_name: str | None = Field(max_length=500)
    ad_group_id: str | None = Field(max_length=30)
    ad_group_name: str | None = Field(max_length=500)
    named: bool = Field(description="Whether the row says which target, product, placement or term it is about")
    target_id: str | None = Field(max_length=40)
    targeting: str | None = Field(max_length=500)
    match_type: str | None = Field(max_length=40)
    search_term: str | None = Field(max_length=500)
    asin: str | None = Field(max_length=40)
    sku: str | None = Field(max_length=100)
    product_name: str | None = Field(max_length=500)
    ad_id: str | None = Field(max_length=40)
    placement: str | None = Field(max_length=500)
    target_type: str | None = Field(max_length=40)
    target_state: str | None = Field(max_length=40, description="Null where it changed within the days")
    bid: Money | None = Field(description="Null where it changed within the days")


class AdsBreakdownProductTotals(AdsBreakdownNumbers):
    """The numbers of one ad product over all pages."""

    ad_product: AdProductRead


class AdsBreakdownPage(Page[AdsBreakdownRow]):
    """A slice of the subjects, and the totals over all of them."""

    kind: BreakdownKind
    currency: Currency
    timezone: str = Field(max_length=50, description="The days are days of this time zone")
    from_on: date
    to_on: date = Field(description="Exclusive")
    period_id: str | None = Field(max_length=36)
    totals: AdsBreakdownNumbers | None = Field(
        description="Null when the subjects are of several ad products, whose orders and sales do not add up"
    )
    totals_by_ad_product: list[AdsBreakdownProductTotals] = Field(max_length=MAX_PRODUCTS)


class AdsBreakdownPeriod(BaseModel):
    """One file over several days; `from_on` and `to_on` (exclusive) are its outermost days."""

    period_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    kind: BreakdownKind
    from_on: date
    to_on: date
    import_id: str = Field(max_length=36)
    row_count: Count
    totals_by_ad_product: list[AdsBreakdownProductTotals] = Field(max_length=MAX_PRODUCTS)
    updated_at: datetime


class AdsBreakdownPeriodPage(PolledPage[AdsBreakdownPeriod]):
    """A slice of the periods, in the order of `updated_at`."""


class BreakdownQuery(PageQuery):
    """Which numbers of one marketplace of one seller account: those of some days, or those of a period."""

    seller_id: Annotated[str, Field(min_length=1, max_length=20, examples=["A1EXAMPLE"])]
    marketplace_id: RequiredMarketplaceFilter
    kind: Kind
    from_on: Day | SkipJsonSchema[None] = None
    to_on: Annotated[Day | SkipJsonSchema[None], Field(description="Exclusive")] = None
    period_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    time_unit: Literal["SUMMARY", "DAILY"] = "SUMMARY"
    ad_product: AdProduct | None = None
    campaign_id: Annotated[str | SkipJsonSchema[None], Field(max_length=30)] = None

    @model_validator(mode="after")
    def _check_days(self) -> "BreakdownQuery":
        if self.period_id is not None:
            if self.from_on or self.to_on:
                raise FieldValueError("window", _ONE_OF_BOTH, member="period_id")
            return self
        if self.from_on is None or self.to_on is None:
            raise FieldValueError("window", _ONE_OF_BOTH, member="to_on" if self.from_on else "from_on")
        check_window(self.from_on, self.to_on, days=MAX_DAYS)
        if self.kind in DAILY_ELSEWHERE:
            raise FieldValueError("window", _DAILY_ELSEWHERE.filled(kind=self.kind), member="period_id")
        return self


class BreakdownPeriodQuery(PageQuery):
    """Filters of a list of periods."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    kind: Kind | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
