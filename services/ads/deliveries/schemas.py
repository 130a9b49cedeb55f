"""Deliveries on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from services.ads.products import AdProduct, AdProductRead
from services.ads.report_types.rules import NAMES
from shared.http.filters import MarketplaceFilter, one_of
from shared.http.moments import Moment
from shared.pages import DaysQuery, PolledPage


class AdsDeliveryRead(BaseModel):
    """One day of one report. `on_time` is null for days that were due before the account was connected."""

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    ad_product: AdProductRead
    report: str = Field(max_length=40, examples=["spCampaigns", "spCampaigns.adGroup", "spSearchTerm"])
    date_on: date
    source: str = Field(max_length=4, examples=["api"], description="api or file")
    row_count: int = Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})
    settled: bool = Field(description="5 days have passed since the day ended: findings judge it")
    on_time: bool | None
    due_at: datetime
    first_delivered_at: datetime
    last_delivered_at: datetime


class AdsDeliveryPage(PolledPage[AdsDeliveryRead]):
    """A slice of deliveries, in the order of `last_delivered_at`."""


class DeliveryQuery(DaysQuery):
    """Filters of a list of deliveries."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    ad_product: AdProduct | None = None
    report: Annotated[
        str | SkipJsonSchema[None],
        Field(max_length=40, json_schema_extra={"x-extensible-enum": sorted(NAMES)}),
        one_of(NAMES),
    ] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
