"""Syncs on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.amazon.ids import SellerId
from shared.pages import Page
from shared.syncs.schemas import SyncQuery

_Count = Annotated[int, Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})]


class TicketsSyncCreate(BaseModel):
    """Whose account health to read."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId


class TicketsSyncRead(BaseModel):
    """One reading of all marketplaces of an account; rows are metrics."""

    sync_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    status: str = Field(max_length=10, examples=["running"], description="waiting, running, completed or failed")
    rows_received: _Count
    rows_changed: _Count
    rows_rejected: _Count
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    created_at: datetime
    updated_at: datetime


class TicketsSyncPage(Page[TicketsSyncRead]):
    """A slice of syncs, in the order of `updated_at`."""


class TicketsSyncQuery(SyncQuery):
    """Filters of a list of syncs."""
