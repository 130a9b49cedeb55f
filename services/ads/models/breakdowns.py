"""Numbers of whole files that cut the money finer than campaigns do, or are over several days at once."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.ads.models.base import AdsModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}


class BreakdownFact(AdsModel, table=True):
    """The numbers of one subject (a target, a product, a placement, a term) of an ad group; money in micros.

    Each `kind` cuts the same money along another line, so rows of two kinds never add up. `period_id` is "" for a
    day, and what is of a period belongs to it alone. `to_on` is exclusive, `subject_key` a hash of the texts that
    make up the subject; one that is not named has none of them. `promoted_*` are null where the file tells none.
    """

    __tablename__ = "breakdown_fact"
    __table_args__ = _BY_KEY

    profile_key: int = Field(primary_key=True)
    kind: str = Field(primary_key=True, max_length=20)
    period_id: str = Field(primary_key=True, max_length=36)
    from_on: date = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    campaign_key: int = Field(primary_key=True, sa_type=BigInteger)
    ad_group_key: int = Field(primary_key=True, sa_type=BigInteger)
    subject_key: int = Field(primary_key=True, sa_type=BigInteger)
    to_on: date = Field(primary_key=True)
    target_id: str = Field(max_length=40)
    targeting: str = Field(max_length=500)
    match_type: str = Field(max_length=40)
    search_term: str = Field(max_length=500)
    asin: str = Field(max_length=40)
    sku: str = Field(max_length=100)
    product_name: str = Field(max_length=500)
    ad_id: str = Field(max_length=40)
    placement: str = Field(max_length=500)
    target_type: str = Field(max_length=40)
    target_state: str = Field(max_length=40)
    bid_micros: int | None = Field(default=None, sa_type=BigInteger)
    impressions: int = Field(sa_type=BigInteger)
    clicks: int = Field(sa_type=BigInteger)
    cost_micros: int = Field(sa_type=BigInteger)
    orders: int = Field(sa_type=BigInteger)
    units: int = Field(sa_type=BigInteger)
    sales_micros: int = Field(sa_type=BigInteger)
    promoted_orders: int | None = Field(default=None, sa_type=BigInteger)
    promoted_units: int | None = Field(default=None, sa_type=BigInteger)
    promoted_sales_micros: int | None = Field(default=None, sa_type=BigInteger)


class AdvertiserAccount(AdsModel, table=True):
    """Amazon's id of a profile's account in files that hold several, as the first unambiguous one has shown it."""

    __tablename__ = "advertiser_account"

    profile_key: int = Field(primary_key=True)
    account_id: str = Field(max_length=500)


class BreakdownPeriod(AdsModel, table=True):
    """One file over several days: from its first day on to the one after its last, which is a lower bound.

    A file of the same kind and days takes the place of the one before; files of other days stand beside it.
    """

    __tablename__ = "breakdown_period"
    __table_args__ = (Index("ix_breakdown_period_position", "pos", "period_id", "updated_at"),)

    period_id: str = Field(primary_key=True, max_length=36)
    profile_key: int
    kind: str = Field(max_length=20)
    from_on: date
    to_on: date
    import_id: str = Field(max_length=36)
    row_count: int = Field(sa_type=BigInteger)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
