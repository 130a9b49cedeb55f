"""What the table `thresholds` of every service has besides its bounds."""

from datetime import datetime

from sqlalchemy import BigInteger
from sqlmodel import Field, SQLModel

from shared.db.columns import UtcDateTime


class ThresholdsMixin(SQLModel):
    """Whose bounds they are, and how often they were changed; no row means the defaults."""

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    version: int
    changed_by: str | None = Field(default=None, max_length=36)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class StakeMixin(SQLModel):
    """From which amount on a finding is HIGH; None of both is the default."""

    high_stake_micros: int | None = Field(default=None, sa_type=BigInteger)
    high_stake_currency: str | None = Field(default=None, max_length=3)
