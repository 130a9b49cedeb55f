"""Syncs on the wire."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator
from pydantic.json_schema import SkipJsonSchema

from shared.amazon.ids import SellerId
from shared.http.moments import Day
from shared.pages import Page

MAX_DAYS = 95
_Count = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]


class AdsSyncCreate(BaseModel):
    """What to fetch. Without a window: 60 days when the account is new; afterwards the newest 30 and the 60th.

    Days among the 60 that have not been delivered yet are fetched, too.
    """

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId
    from_on: Day | SkipJsonSchema[None] = None
    to_on: Annotated[Day | SkipJsonSchema[None], Field(description="Exclusive")] = None

    @model_validator(mode="after")
    def _check_window(self) -> "AdsSyncCreate":
        if (self.from_on is None) != (self.to_on is None):
            raise ValueError("give both from_on and to_on, or none")
        if self.from_on and self.to_on and not 0 < (self.to_on - self.from_on).days <= MAX_DAYS:
            raise ValueError(f"to_on must be 1 to {MAX_DAYS} days after from_on")
        return self


class AdsRowRejection(BaseModel):
    """Rows that were not stored, and why."""

    reason: str = Field(max_length=200, examples=["Expected `int`, got `str` - at `$.clicks`"])
    rows: _Count


class AdsSyncReport(BaseModel):
    """One report of a sync; `to_on` is exclusive."""

    marketplace_id: str = Field(max_length=20)
    report: str = Field(max_length=40)
    from_on: date
    to_on: date
    status: str = Field(max_length=10, description="waiting, running, completed or failed")
    rows_received: _Count
    rows_changed: _Count
    rows_rejected: _Count
    rows_duplicate: Annotated[_Count, Field(description="Rows that repeat another's key; the last one is stored")]
    rows_superseded: Annotated[
        _Count, Field(description="Rows of days that are known from a report requested later; not stored")
    ]
    rejections: list[AdsRowRejection] = Field(max_length=20)
    missing_on: list[date] = Field(
        max_length=MAX_DAYS, description="Days that should have had rows; they stay as they were before"
    )
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)


class AdsSyncRead(BaseModel):
    """One fetch. It is `completed` when all reports are; `failed` when one is and none is under way."""

    sync_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    status: str = Field(max_length=10, examples=["running"], description="waiting, running, completed or failed")
    attempt: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    reports: list[AdsSyncReport] = Field(max_length=1000)
    created_at: datetime
    updated_at: datetime


class AdsSyncPage(Page[AdsSyncRead]):
    """A slice of syncs, in the order of `updated_at`."""
