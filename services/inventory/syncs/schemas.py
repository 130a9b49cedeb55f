"""Syncs on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.amazon.ids import SellerId
from shared.pages import Page
from shared.syncs.schemas import SyncQuery

_Count = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]


class InventorySyncCreate(BaseModel):
    """Whose stock, orders and reports to read: 91 days when the account is new, what changed since afterwards."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId


class InventorySyncPart(BaseModel):
    """One part of a sync; without a marketplace it is read for all of the account at once."""

    part: str = Field(max_length=20, examples=["orders"])
    marketplace_id: str | None = Field(max_length=20)
    status: str = Field(max_length=10, description="waiting, running, completed or failed")
    rows_received: _Count
    rows_changed: _Count
    rows_rejected: _Count
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)


class InventorySyncRead(BaseModel):
    """One reading. It is `failed` when a part is and none is under way; the other parts are stored all the same."""

    sync_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    status: str = Field(max_length=10, examples=["running"], description="waiting, running, completed or failed")
    attempt: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    parts: list[InventorySyncPart] = Field(max_length=100)
    created_at: datetime
    updated_at: datetime


class InventorySyncPage(Page[InventorySyncRead]):
    """A slice of syncs, in the order of `updated_at`."""


class InventorySyncQuery(SyncQuery):
    """Filters of a list of syncs."""
