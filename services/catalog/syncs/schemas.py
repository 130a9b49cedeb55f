"""Syncs on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.amazon.ids import SellerId
from shared.pages import Page
from shared.syncs.schemas import SyncQuery

_Count = Annotated[int, Field(ge=0, le=2**63 - 1, json_schema_extra={"format": "int64"})]


class CatalogSyncCreate(BaseModel):
    """Whose listings to fetch."""

    model_config = ConfigDict(extra="forbid")

    seller_id: SellerId


class CatalogSyncPart(BaseModel):
    """One marketplace of a sync."""

    part: str = Field(max_length=40, examples=["listings"])
    marketplace_id: str = Field(max_length=20)
    status: str = Field(max_length=10, description="waiting, running, completed or failed")
    rows_received: _Count
    rows_changed: _Count
    rows_rejected: _Count
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)


class CatalogSyncRead(BaseModel):
    """One fetch. It is `completed` when all parts are; `failed` when one is and none is under way."""

    sync_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    status: str = Field(max_length=10, examples=["running"], description="waiting, running, completed or failed")
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    parts: list[CatalogSyncPart] = Field(max_length=100)
    created_at: datetime
    updated_at: datetime


class CatalogSyncPage(Page[CatalogSyncRead]):
    """A slice of syncs, in the order of `updated_at`."""


class CatalogSyncQuery(SyncQuery):
    """Filters of a list of syncs."""
