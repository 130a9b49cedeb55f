"""Faults that are switched on, and the calls that came."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime


class Fault(SandboxModel, table=True):
    """A switch for one advertiser and operation; `times` counts down, None is without end."""

    __tablename__ = "fault"

    fault_id: str = Field(primary_key=True, max_length=36)
    seed: int = Field(sa_type=BigInteger)
    size: int
    operation: str = Field(max_length=80)
    kind: str = Field(max_length=20)
    times: int | None = None
    ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    retry_after: int | None = None
    pause_seconds: float
    every: int
    day_on: date | None = None


class Call(SandboxModel, table=True):
    """A call of an advertiser; `fault` is the kind that it met."""

    __tablename__ = "call"
    __table_args__ = (Index("ix_call_advertiser", "seed", "size", "called_at"),)

    # SQLite counts up only an INTEGER key.
    call_id: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    seed: int = Field(sa_type=BigInteger)
    size: int
    operation: str = Field(max_length=80)
    fault: str | None = Field(default=None, max_length=20)
    called_at: datetime = Field(sa_type=UtcDateTime)
