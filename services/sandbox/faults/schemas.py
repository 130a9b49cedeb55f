"""Faults and calls on the wire: the sandbox's own, Amazon has none of them."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, model_validator

from services.sandbox.advertisers.rules import plan
from services.sandbox.faults.rules import NAMES, Kind, can_meet

_Seconds = Annotated[float, Field(gt=0, le=86_400)]


class FaultCreate(BaseModel):
    """Which calls of which advertiser go wrong, and how: `times` times, for `for_seconds`, or until deleted."""

    model_config = ConfigDict(extra="forbid")

    seed: int = Field(ge=0, le=plan.MAX_SEED)
    size: int = Field(ge=plan.MIN_SIZE, le=plan.MAX_SIZE)
    operation: str
    kind: Kind
    times: int | None = Field(default=None, ge=1, le=1_000_000)
    for_seconds: _Seconds | None = None
    retry_after: int | None = Field(
        default=None, ge=0, le=86_400, description="throttled, at the Ads API: the header, in seconds"
    )
    pause_seconds: _Seconds = Field(default=1.0, description="slow: before the answer; trickle: before each byte")
    every: int = Field(default=2, ge=1, description="malformed_rows: the first of so many rows")
    day_on: date | None = Field(default=None, description="missing_day; without it the one in the middle")

    @model_validator(mode="after")
    def _check_kind(self) -> "FaultCreate":
        if self.operation not in NAMES:
            raise ValueError(f"operation is none of {', '.join(sorted(NAMES))}")
        if not can_meet(self.operation, self.kind):
            raise ValueError(f"{self.operation} cannot meet {self.kind}")
        return self


class FaultRead(FaultCreate):
    """A fault that is switched on; `times` are those that are left."""

    fault_id: str
    times: int | None
    ends_at: datetime | None


class FaultList(BaseModel):
    """The faults of an advertiser, in the order in which they are met."""

    items: list[FaultRead]


class CallRead(BaseModel):
    """A call of the last hour; `fault` is the kind that it met."""

    operation: str
    called_at: datetime
    fault: Kind | None


class CallList(BaseModel):
    """The calls of an advertiser, oldest first."""

    items: list[CallRead]
