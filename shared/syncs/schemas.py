"""Syncs on the wire: what those of all services have."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from shared.amazon.ids import SellerId
from shared.http.moments import Moment
from shared.pages import PageQuery

Count = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]
Attempt = Annotated[int, Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})]
Status = Annotated[
    str, Field(max_length=10, examples=["running"], description="waiting, running, completed or failed")
]


class SyncCreate(BaseModel):
    """Whose account to read."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId


class SyncPart(BaseModel):
    """How one part of a sync went: rows received, stored because they were new or changed, and not stored."""

    status: Annotated[str, Field(max_length=10, description="waiting, running, completed, suspect or failed")]
    rows_received: Count
    rows_changed: Count
    rows_rejected: Count
    failure_code: str | None = Field(max_length=100, description="Why it failed, or what it waits for")
    failure_detail: str | None = Field(max_length=500)


class SyncRead(BaseModel):
    """One sync: `failed` when a part is and none is under way; the other parts are stored all the same."""

    sync_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    status: Status
    requested_by: str | None = Field(max_length=36, description="The actor who asked for it; null where it was time")
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    created_at: datetime
    updated_at: datetime


class SyncQuery(PageQuery):
    """Filters of a list of syncs; a service's subclass gives its cursors, which hold the name, to that list alone."""

    seller_id: Annotated[str | SkipJsonSchema[None], Field(max_length=20)] = None
    status: Literal["waiting", "running", "completed", "failed"] | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None
