"""Scores and drivers of the Inventory Performance Index on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from shared.amazon.ids import MarketplaceId, SellerId
from shared.bulk.items import EACH_FOR_ITSELF
from shared.bulk.schemas import MAX_ITEMS, BulkItem, BulkRequest, BulkResult
from shared.fields import FieldValueError
from shared.http.filters import MarketplaceFilter, RequiredMarketplaceFilter
from shared.http.moments import Day, Moment
from shared.pages import PageQuery, PolledPage
from shared.texts import Text

KEY = ("seller_id", "marketplace_id", "measured_on")
"""What names a score."""

_Score = Annotated[int, Field(strict=True, ge=0, le=1000, json_schema_extra={"format": "int32"})]
_FIRST_DAY = date(2017, 1, 1)
"""Nobody has a score of before: Amazon announced the index in the autumn of 2017 and made it count from July 2018
(trade press of June 2018). The four weeks before a day are looked at, too."""

_BEFORE = Text(en="There were no scores before {day}", zh="{day} 之前没有 IPI 分数").filled(day=_FIRST_DAY)


def _since_the_first(day: date) -> date:
    if day < _FIRST_DAY:
        raise FieldValueError("before_the_first", _BEFORE)
    return day


_MeasuredOn = Annotated[Day, AfterValidator(_since_the_first)]

_Units = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]
_Ratio = Annotated[
    float | None, Field(json_schema_extra={"format": "double"}, description="A fraction; null where undefined")
]


class IpiScoreCreate(BaseModel):
    """A score as Seller Central showed it on a day; another of the same day takes its place."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId
    marketplace_id: MarketplaceId
    measured_on: _MeasuredOn
    score: _Score


class IpiScoreItem(BulkItem):
    """A score of a bulk request; an earlier one of the same day is replaced."""

    marketplace_id: MarketplaceId
    measured_on: _MeasuredOn
    score: _Score


class IpiScoreImport(BulkRequest):
    """Scores of any accounts and days, each item for itself."""

    items: list[Annotated[IpiScoreItem, EACH_FOR_ITSELF]] = Field(min_length=1, max_length=MAX_ITEMS)


class IpiScoreResult(BulkResult):
    """What became of one score."""

    seller_id: str | None = Field(max_length=20)
    marketplace_id: str | None = Field(max_length=20)
    measured_on: date | None


class IpiScoreResults(BaseModel):
    """One result for each item, in their order."""

    results: list[IpiScoreResult] = Field(max_length=MAX_ITEMS)


class IpiScoreRead(BaseModel):
    """What Amazon showed on a day."""

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    measured_on: date
    score: _Score
    changed_by: str | None = Field(max_length=36, description="The actor who told of it")
    updated_at: datetime


class IpiScorePage(PolledPage[IpiScoreRead]):
    """A slice of scores, in the order of `updated_at`."""


class IpiScoreQuery(PageQuery):
    """Filters of a list of scores."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class IpiDriversQuery(BaseModel):
    """Whose drivers."""

    model_config = ConfigDict(extra="forbid")

    seller_id: Annotated[str, Field(min_length=1, max_length=20, examples=["A1EXAMPLE"])]
    marketplace_id: RequiredMarketplaceFilter


class IpiDriversRead(BaseModel):
    """What drives the index, over the 90 days from `from_on`; units are those at Amazon.

    One stock that several marketplaces sell counts once: each of them has the drivers of all, which do not add up.
    Less excess and stranded stock, and a higher sell-through, raise the index. The in-stock rate does not lower it.
    """

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    pool_id: str | None = Field(max_length=36, description="Of a stock that several marketplaces sell")
    marketplace_ids: list[Annotated[str, Field(max_length=20)]] = Field(
        max_length=50, description="All that sell the stock"
    )
    from_on: date
    to_on: date = Field(description="Exclusive")
    fba_units: _Units
    excess_units: _Units = Field(description="Beyond 90 days of demand")
    excess_ratio: _Ratio
    stranded_units: _Units
    stranded_ratio: _Ratio
    units_sold: _Units
    average_units: float = Field(
        ge=0, json_schema_extra={"format": "double"}, description="Mean of today, 30, 60 and 90 days ago"
    )
    sell_through: _Ratio
    in_stock_rate: _Ratio = Field(description="Days in stock of the last 30, weighed by what sold in the last 60")
