"""Stops on the wire."""

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field

from services.gateway.stops.rules import Level


class StopSet(BaseModel):
    """What to stop, and why."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=True)

    level: Level = Field(description="writes: nothing is changed at Amazon; everything: no call leaves")
    reason: str = Field(min_length=3, max_length=500)


class StopRead(BaseModel):
    """What is stopped, by whom, since when and why."""

    level: str = Field(max_length=10, examples=["everything"], description="writes or everything")
    scope: str = Field(max_length=12, examples=["account"], description="account or installation")
    reason: str = Field(max_length=500)
    actor_id: str = Field(max_length=36)
    stopped_at: datetime
