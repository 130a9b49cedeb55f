"""Metrics of account health on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.filters import MarketplaceFilter
from shared.http.moments import Moment
from shared.pages import DeletedQuery, PolledPage


class AccountMetricRead(BaseModel):
    """A metric of a marketplace as Amazon last told it; `to_on` is exclusive."""

    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    metric: str = Field(max_length=80, examples=["lateShipmentRate"], description="Amazon's name")
    value: float = Field(description="A fraction; a count where the target is EQUALS")
    target_value: float
    target_condition: str = Field(max_length=20, description="LESS_THAN, GREATER_THAN or EQUALS")
    is_missed: bool
    order_count: Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})] | None
    from_on: date
    to_on: date
    updated_at: datetime = Field(description="When it was last told otherwise than before")
    deleted_at: datetime | None = Field(description="Shown with `include_deleted` only")


class AccountMetricPage(PolledPage[AccountMetricRead]):
    """A slice of metrics, in the order of `updated_at`."""


class AccountMetricQuery(DeletedQuery):
    """Filters of a list of metrics."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    marketplace_id: MarketplaceFilter = None
    metric: Annotated[str | SkipJsonSchema[None], Field(max_length=80)] = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
