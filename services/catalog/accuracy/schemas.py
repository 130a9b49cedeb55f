"""SKU accuracy on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.filters import MarketplaceFilter
from shared.http.moments import Moment
from shared.pages import DaysQuery, PolledPage

_Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]


class SkuAccuracyRead(BaseModel):
    """How many SKUs of a marketplace were without an error on a day."""

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    day_on: date = Field(description="The day of the judgement in UTC; the last one of the day counts")
    skus: _Count
    skus_with_error: Annotated[_Count, Field(description="SKUs with a finding of severity CRITICAL or HIGH")]
    sku_accuracy: float | None = Field(
        ge=0,
        le=1,
        description="Share of SKUs without an error; null without SKUs",
        json_schema_extra={"format": "double"},
    )
    updated_at: datetime
    judged_at: datetime | None = Field(
        description="When the marketplace was last judged, at whatever day; what is pushed is judged within seconds"
    )


class SkuAccuracyPage(PolledPage[SkuAccuracyRead]):
    """A slice of days, in the order of `updated_at`."""


class AccuracyQuery(DaysQuery):
    """Filters of a list of days."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
