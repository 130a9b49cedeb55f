"""Daily numbers as Amazon reports them; money in micros of the profile's currency.

`ad_product` is a code of `products` and part of every key: what orders and sales mean depends on it.

Fact tables are `WITHOUT ROWID` on SQLite: the key is the table, which halves the work of an upsert.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import BigInteger, Index, SmallInteger, column
from sqlmodel import Field, SQLModel

from services.ads.models.base import AdsModel
from shared.db import UtcDateTime

_BY_KEY: dict[str, Any] = {"sqlite_with_rowid": False}


class Metrics(SQLModel):
    """The numbers of one day. Orders, sales and units are those attributed within `attribution_days`."""

    impressions: int = Field(sa_type=BigInteger)
    clicks: int = Field(sa_type=BigInteger)
    cost_micros: int = Field(sa_type=BigInteger)
    orders: int = Field(sa_type=BigInteger)
    units: int = Field(sa_type=BigInteger)
    sales_micros: int = Field(sa_type=BigInteger)
    attribution_days: int = Field(sa_type=SmallInteger)


class CampaignFact(Metrics, AdsModel, table=True):
    """A campaign's day, or with an `ad_group_key` an ad group's day: 0 is the whole campaign."""

    __tablename__ = "campaign_fact"
    __table_args__ = _BY_KEY

    profile_key: int = Field(primary_key=True)
    date_on: date = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    campaign_key: int = Field(primary_key=True, sa_type=BigInteger)
    ad_group_key: int = Field(primary_key=True, sa_type=BigInteger)


class CampaignFactVersion(Metrics, AdsModel, table=True):
    """What a day of `CampaignFact` was reported as at `reported_at`; all 0 when it was reported no more.

    Amazon restates days for weeks. Only changes are kept, so the newest version says what the fact says.
    """

    __tablename__ = "campaign_fact_version"
    __table_args__ = _BY_KEY

    profile_key: int = Field(primary_key=True)
    date_on: date = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    campaign_key: int = Field(primary_key=True, sa_type=BigInteger)
    ad_group_key: int = Field(primary_key=True, sa_type=BigInteger)
    reported_at: datetime = Field(primary_key=True, sa_type=UtcDateTime)


class AdGroup(AdsModel, table=True):
    """The name of an ad group; `ad_group_key` is Amazon's numeric id, or negative while only the name is known."""

    __tablename__ = "ad_group"

    profile_key: int = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    ad_group_key: int = Field(primary_key=True, sa_type=BigInteger)
    campaign_key: int = Field(sa_type=BigInteger)
    name: str = Field(max_length=500)


class SearchTermFact(Metrics, AdsModel, table=True):
    """A search term's day under one target of one ad group."""

    __tablename__ = "search_term_fact"
    __table_args__ = _BY_KEY

    profile_key: int = Field(primary_key=True)
    date_on: date = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    campaign_key: int = Field(primary_key=True, sa_type=BigInteger)
    ad_group_key: int = Field(primary_key=True, sa_type=BigInteger)
    targeting: str = Field(primary_key=True, max_length=500)
    match_type: str = Field(primary_key=True, max_length=40)
    search_term: str = Field(primary_key=True, max_length=500)


def _orderless_by(name: str) -> Index:
    """Of the sums of terms that had no order, by one of their numbers."""
    orderless = column("orders") == 0
    key = ("profile_key", "ad_product", name)
    return Index(f"ix_search_term_sum_{name}", *key, sqlite_where=orderless, postgresql_where=orderless)


class SearchTermSum(Metrics, AdsModel, table=True):
    """Roll-up of the facts to a campaign's search term from `from_on` to `to_on`, exclusive.

    A profile has the terms of one window, or none while they are to be made anew. The key leads from a term to its
    campaigns, the indexes to those terms without an order that had much of something.
    """

    __tablename__ = "search_term_sum"
    __table_args__ = (*map(_orderless_by, ("clicks", "cost_micros")), _BY_KEY)

    profile_key: int = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    search_term: str = Field(primary_key=True, max_length=500)
    campaign_key: int = Field(primary_key=True, sa_type=BigInteger)
    from_on: date
    to_on: date


class TermBelief(AdsModel, table=True):
    """What the sums of a product's search terms tell of one more: see `performance.rules.beliefs`. Made with them."""

    __tablename__ = "term_belief"

    profile_key: int = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    mean: float
    strength: float
    never: float


class SearchTermDay(Metrics, AdsModel, table=True):
    """Roll-up of the search terms to campaign and day, kept with the ingest."""

    __tablename__ = "search_term_day"
    __table_args__ = _BY_KEY

    profile_key: int = Field(primary_key=True)
    date_on: date = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    campaign_key: int = Field(primary_key=True, sa_type=BigInteger)
