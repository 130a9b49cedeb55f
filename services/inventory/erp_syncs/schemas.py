"""Readings of an ERP on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from shared.http.moments import Moment
from shared.pages import Page, PageQuery, PolledPage
from shared.syncs.schemas import Count, Status


class ErpSyncCreate(BaseModel):
    """Which ERP to read, and whether in earnest."""

    model_config = ConfigDict(extra="forbid")

    connection_id: Annotated[str, Field(min_length=1, max_length=36)]
    whole: Annotated[bool, Field(strict=True, description="Read all, and not only what has changed")] = False
    dry_run: Annotated[
        bool, Field(strict=True, description="Store nothing but what would be changed: see its changes")
    ] = False


class ErpSyncPartRead(BaseModel):
    """How one part of a reading went: pages read, records received, changed, and not readable."""

    part: str = Field(max_length=20, description="shops, warehouses, products, bundles or stock")
    status: Annotated[str, Field(max_length=10, description="waiting, running, completed, suspect or failed")]
    pages: int = Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"}, description="Pages read so far")
    rows_received: Count
    rows_changed: Count
    rows_rejected: Count
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)


class ErpSyncRead(BaseModel):
    """One reading: `failed` when a part is; the other parts are stored all the same."""

    erp_sync_id: str = Field(max_length=36, description="Its own id")
    connection_id: str = Field(max_length=36)
    status: Status
    is_whole: bool = Field(description="Whether all is read, and not only what has changed")
    is_dry_run: bool = Field(description="Whether nothing is stored but what would be changed")
    requested_by: str | None = Field(max_length=36, description="The actor who asked for it; null where it was time")
    failure_code: str | None = Field(max_length=100)
    failure_detail: str | None = Field(max_length=500)
    parts: list[ErpSyncPartRead] = Field(max_length=10)
    created_at: datetime
    updated_at: datetime


class ErpSyncPage(PolledPage[ErpSyncRead]):
    """A slice of readings, in the order of `updated_at`."""


class ErpSyncQuery(PageQuery):
    """Filters of a list of readings."""

    connection_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    status: Literal["waiting", "running", "completed", "failed"] | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class ErpChangeRead(BaseModel):
    """What a dry run would have changed."""

    kind: str = Field(max_length=20, description="shop, warehouse, product, count or dead_letter")
    erp_sku: str = Field(max_length=100)
    place: str = Field(max_length=150, description="The ERP's warehouse of a count; empty otherwise")
    before: dict[str, Any] | None = Field(description="The members that differ, as they are; null of what is new")
    after: dict[str, Any] = Field(description="The same, as they would be")


class ErpChangePage(Page[ErpChangeRead]):
    """A slice of the changes, by kind and key."""


class ErpChangeQuery(PageQuery):
    """Which slice of the changes."""
