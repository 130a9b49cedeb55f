"""Thresholds on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.money import Money
from shared.thresholds.ratios import ratio_up_to
from shared.thresholds.stakes import HIGH_STAKE, Stake, no_stake

_Days = Annotated[int, Field(strict=True, ge=1, le=730, json_schema_extra={"format": "int32"})]
_Units = Annotated[int, Field(strict=True, ge=1, le=1_000_000, json_schema_extra={"format": "int32"})]
_Ipi = Annotated[int, Field(strict=True, ge=1, le=1000, json_schema_extra={"format": "int32"})]
# Six decimals are stored: what would be rounded out of its range is refused.
_Rate = Annotated[float, Field(strict=True, ge=0.000001, le=999.999999, json_schema_extra={"format": "double"})]

# What fills all wanted units at any time would need endless stock.
_FillRate = Annotated[
    float,
    Field(strict=True, ge=0.5, le=0.999, json_schema_extra={"format": "double"}),
    ratio_up_to(1),
]


class InventoryThresholdsRead(BaseModel):
    """The bounds in force for one seller account; `is_default` while nobody has changed them."""

    seller_id: str = Field(max_length=20)
    lead_time_days: _Days
    review_days: _Days
    critical_cover_days: _Days
    critical_units_a_day: _Rate
    long_out_days: _Days
    excess_days: _Days
    min_sell_through: _Rate
    slow_min_units: _Units
    min_ipi: _Ipi
    max_ipi_drop: _Ipi
    high_stake: Money = Field(description=HIGH_STAKE)
    fill_rate_target: _FillRate
    own_count_max_age_days: _Days = Field(description="Older counts of own warehouses are shown, and not relied on")
    is_default: bool
    version: int = Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})
    changed_by: str | None = Field(max_length=36, description="The actor who last changed it")
    updated_at: datetime | None
    judged_at: datetime | None = Field(
        description="Since when all of the account is judged; a change of bounds has been once this is later"
    )


class InventoryThresholdsUpdate(BaseModel):
    """The bounds to change; what is left out stays. The account is judged by them within seconds."""

    model_config = ConfigDict(extra="forbid")

    # A default factory keeps null out; what it makes is never read, only what was given is.
    lead_time_days: Annotated[_Days, Field(default_factory=int)]
    review_days: Annotated[_Days, Field(default_factory=int)]
    critical_cover_days: Annotated[_Days, Field(default_factory=int)]
    critical_units_a_day: Annotated[_Rate, Field(default_factory=float)]
    long_out_days: Annotated[_Days, Field(default_factory=int)]
    excess_days: Annotated[_Days, Field(default_factory=int)]
    min_sell_through: Annotated[_Rate, Field(default_factory=float)]
    slow_min_units: Annotated[_Units, Field(default_factory=int)]
    min_ipi: Annotated[_Ipi, Field(default_factory=int)]
    max_ipi_drop: Annotated[_Ipi, Field(default_factory=int)]
    high_stake: Annotated[Stake, Field(default_factory=no_stake, description=HIGH_STAKE)]
    fill_rate_target: Annotated[_FillRate, Field(default_factory=float)]
    own_count_max_age_days: Annotated[_Days, Field(default_factory=int)]
