"""Thresholds on the wire."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from shared.money import Money
from shared.thresholds.ratios import ratio_up_to
from shared.thresholds.stakes import HIGH_STAKE, Stake, no_stake

# Six decimals are stored: what would be rounded out of its range is refused.
_Fraction = Annotated[
    float,
    Field(strict=True, ge=0.000001, le=9.999999, json_schema_extra={"format": "double"}),
    ratio_up_to(9.999999),
]
_Least = Annotated[int, Field(strict=True, ge=1, le=1_000_000, json_schema_extra={"format": "int32"})]
_Confidence = Annotated[
    float, Field(strict=True, ge=0.5, le=0.999999, json_schema_extra={"format": "double"}), ratio_up_to(1)
]


class AdsThresholdsRead(BaseModel):
    """The bounds in force for one seller account; `is_default` while nobody has changed them."""

    seller_id: str = Field(max_length=20)
    target_acos: _Fraction
    acos_min_clicks: _Least
    acos_min_orders: _Least
    acos_confidence: _Confidence
    min_ctr: _Fraction
    ctr_min_impressions: _Least
    ctr_confidence: _Confidence
    waste_confidence: _Confidence
    high_stake: Money = Field(description=HIGH_STAKE)
    is_default: bool
    version: int = Field(ge=0, le=2**31 - 1, json_schema_extra={"format": "int32"})
    changed_by: str | None = Field(max_length=36, description="The actor who last changed it")
    updated_at: datetime | None
    judged_at: datetime | None = Field(
        description="Since when all of the account is judged; a change of bounds has been once this is later"
    )


class AdsThresholdsUpdate(BaseModel):
    """The bounds to change; what is left out stays. The account is judged by them within seconds."""

    model_config = ConfigDict(extra="forbid")

    # A default factory keeps null out; what it makes is never read, only what was given is.
    target_acos: Annotated[_Fraction, Field(default_factory=float)]
    acos_min_clicks: Annotated[_Least, Field(default_factory=int)]
    acos_min_orders: Annotated[_Least, Field(default_factory=int)]
    acos_confidence: Annotated[_Confidence, Field(default_factory=float)]
    min_ctr: Annotated[_Fraction, Field(default_factory=float)]
    ctr_min_impressions: Annotated[_Least, Field(default_factory=int)]
    ctr_confidence: Annotated[_Confidence, Field(default_factory=float)]
    waste_confidence: Annotated[_Confidence, Field(default_factory=float)]
    high_stake: Annotated[Stake, Field(default_factory=no_stake, description=HIGH_STAKE)]
