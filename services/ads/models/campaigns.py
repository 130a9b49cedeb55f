"""Profiles, campaigns, and the thresholds they are judged by."""

from datetime import date, datetime, timedelta
from decimal import Decimal

from sqlalchemy import BigInteger, Index, Numeric, UniqueConstraint
from sqlmodel import Field

from services.ads.models.base import AdsModel
from shared.db import UtcDateTime
from shared.db.positions import position_field
from shared.thresholds.columns import StakeMixin, ThresholdsMixin


class AdsProfile(AdsModel, table=True):
    """One advertiser: a seller account on one marketplace. `profile_id` is Amazon's, once known.

    `profile_key` is our short key, which fact rows carry instead of tenant, seller and marketplace. By
    `clock_ahead_seconds` Amazon's clock is ahead of ours: of a test twin it may be moved by days.
    """

    __tablename__ = "ads_profile"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seller_id", "marketplace_id"),
        Index("ix_ads_profile_position", "tenant_id", "pos", "profile_key", "updated_at"),
    )

    profile_key: int | None = Field(default=None, primary_key=True)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    profile_id: str | None = Field(default=None, max_length=30)
    country_code: str = Field(max_length=2)
    currency: str = Field(max_length=3)
    timezone: str = Field(max_length=50)
    clock_ahead_seconds: int = 0
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pos: int | None = position_field()

    @property
    def key(self) -> int:
        """`profile_key` of a stored profile. Raises ValueError before it is stored."""
        if self.profile_key is None:
            raise ValueError("the profile is not stored")
        return self.profile_key

    def present(self, now: datetime) -> datetime:
        """What Amazon's clock says when ours says `now`: its days are those that numbers are told for."""
        return now + timedelta(seconds=self.clock_ahead_seconds)


class Campaign(AdsModel, table=True):
    """A campaign. `campaign_key` is Amazon's numeric id, or negative while only the name is known.

    One that was known by its name is deleted, and replaced by another, once Amazon's id is known.
    """

    __tablename__ = "campaign"
    __table_args__ = (
        Index("ix_campaign_position", *("pos", "profile_key", "campaign_key", "ad_product", "updated_at")),
    )

    profile_key: int = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    campaign_key: int = Field(primary_key=True, sa_type=BigInteger)
    name: str = Field(max_length=500)
    state: str = Field(max_length=20)
    targeting_type: str | None = Field(default=None, max_length=20)
    budget_micros: int | None = Field(default=None, sa_type=BigInteger)
    budget_type: str | None = Field(default=None, max_length=20)
    start_on: date | None = None
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    replaced_by_key: int | None = Field(default=None, sa_type=BigInteger)


class Thresholds(StakeMixin, ThresholdsMixin, AdsModel, table=True):
    """What one seller account judges its campaigns by; no row means the defaults."""

    __tablename__ = "thresholds"

    target_acos: Decimal = Field(sa_type=Numeric(9, 6))
    acos_min_clicks: int
    acos_min_orders: int
    acos_confidence: Decimal = Field(sa_type=Numeric(9, 6))
    min_ctr: Decimal = Field(sa_type=Numeric(9, 6))
    ctr_min_impressions: int
    ctr_confidence: Decimal = Field(sa_type=Numeric(9, 6))
    waste_confidence: Decimal = Field(sa_type=Numeric(9, 6))
