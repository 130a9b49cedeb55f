"""The shapes of GET and POST /sandbox/clock."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field


class ClockUpdate(BaseModel):
    """How many days to move the clock on. Time never goes back."""

    model_config = ConfigDict(extra="forbid")

    advance_days: int = Field(ge=1, le=366)


class ClockRead(BaseModel):
    """The seller's present, and how far it is ahead of the real one."""

    moment: datetime
    ahead_seconds: int
