"""Thresholds on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

_Hours = Annotated[int, Field(strict=True, ge=1, le=720, json_schema_extra={"format": "int32"})]
_Percent = Annotated[int, Field(strict=True, ge=1, le=99, json_schema_extra={"format": "int32"})]


class TicketsThresholdsRead(BaseModel):
    """The bounds in force for one seller account; `is_default` while nobody has changed them."""

    seller_id: str = Field(max_length=20)
    first_response_hours: _Hours
    resolution_hours: _Hours
    at_risk_percent: _Percent
    is_default: bool
    version: int = Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})
    changed_by: str | None = Field(max_length=36, description="The actor who last changed it")
    updated_at: datetime | None


class TicketsThresholdsUpdate(BaseModel):
    """The bounds to change; what is left out stays. They count for cases that open from now on."""

    model_config = ConfigDict(extra="forbid")

    # A default factory keeps null out; what it makes is never read, only what was given is.
    first_response_hours: Annotated[_Hours, Field(default_factory=int)]
    resolution_hours: Annotated[_Hours, Field(default_factory=int)]
    at_risk_percent: Annotated[_Percent, Field(default_factory=int)]
