"""Dead letters of an ERP on the wire."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field
from pydantic.json_schema import SkipJsonSchema

from services.inventory.erp_records.rules import Part
from shared.http.moments import Moment
from shared.pages import PageQuery, PolledPage


class ErpDeadLetterRead(BaseModel):
    """A record that cannot be read: nothing of it was stored, and what was known before still stands."""

    dead_letter_id: str = Field(max_length=36, description="Its own id")
    connection_id: str = Field(max_length=36)
    part: str = Field(max_length=20, description="shops, warehouses, products, bundles or stock")
    erp_sku: str = Field(max_length=100, description="The record's key; of one without, a `?` and a digest")
    status: str = Field(
        max_length=10, description="open, resolved (the ERP has told it well since) or dismissed", examples=["open"]
    )
    reason: str = Field(max_length=50, examples=["quantity-unknown"], description="Why, as a stable word")
    detail: str = Field(max_length=500, description="Why, in words")
    record: dict[str, Any] = Field(description="As the ERP told it; a very long one is left out")
    dismissed_because: str | None = Field(max_length=500, description="The reason that was given")
    changed_by: str | None = Field(max_length=36, description="The actor who dismissed it")
    version: int = Field(ge=1, le=2**31 - 1, json_schema_extra={"format": "int32"})
    created_at: datetime
    last_seen_at: datetime = Field(description="When the ERP last told it like this")
    updated_at: datetime


class ErpDeadLetterPage(PolledPage[ErpDeadLetterRead]):
    """A slice of the dead letters, in the order of `updated_at`."""


class ErpDeadLetterQuery(PageQuery):
    """Filters of a list of dead letters."""

    connection_id: Annotated[str | SkipJsonSchema[None], Field(max_length=36)] = None
    status: Literal["open", "resolved", "dismissed"] | None = None
    part: Part | None = None
    updated_after: Annotated[Moment | SkipJsonSchema[None], Field()] = None


class ErpDeadLetterDismiss(BaseModel):
    """Why nothing is to be done."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    reason: Annotated[str, Field(min_length=1, max_length=500)]
