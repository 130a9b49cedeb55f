"""Seller accounts on their marketplaces, and the thresholds they are judged by."""

from datetime import datetime
from decimal import Decimal

from sqlalchemy import Numeric, UniqueConstraint
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.db import UtcDateTime
from shared.thresholds.columns import StakeMixin, ThresholdsMixin


class SellerMarketplace(InventoryModel, table=True):
    """A seller account on one marketplace.

    `marketplace_key` is our short key, which the other tables carry instead of tenant, seller and marketplace.
    `read_at` is what Amazon's clock said when its stock was last read: judgements are as of that moment. Orders are
    known that changed until `orders_read_at`, by the same clock. `judged_at` is ours: what changed later is unjudged.
    """

    __tablename__ = "seller_marketplace"
    __table_args__ = (UniqueConstraint("tenant_id", "seller_id", "marketplace_id"),)

    marketplace_key: int | None = Field(default=None, primary_key=True)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    marketplace_id: str = Field(max_length=20)
    currency: str = Field(max_length=3)
    timezone: str = Field(max_length=50)
    orders_read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    created_at: datetime = Field(sa_type=UtcDateTime)

    @property
    def key(self) -> int:
        """`marketplace_key` of a stored row. Raises ValueError before it is stored."""
        if self.marketplace_key is None:
            raise ValueError("the marketplace is not stored")
        return self.marketplace_key


class Thresholds(StakeMixin, ThresholdsMixin, InventoryModel, table=True):
    """What one seller account judges its stock by; no row means the defaults."""

    __tablename__ = "thresholds"

    lead_time_days: int
    review_days: int
    critical_cover_days: int
    critical_units_a_day: Decimal = Field(sa_type=Numeric(9, 6))
    long_out_days: int
    excess_days: int
    min_sell_through: Decimal = Field(sa_type=Numeric(9, 6))
    slow_min_units: int
    min_ipi: int
    max_ipi_drop: int
    fill_rate_target: Decimal = Field(sa_type=Numeric(9, 6))
    own_count_max_age_days: int
