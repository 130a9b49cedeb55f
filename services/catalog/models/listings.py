"""Listings, the shelves that they stand on, and how many of them are without an error."""

from datetime import date, datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, column
from sqlmodel import Field

from services.catalog.models.base import CatalogModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_IS_DELETED = column("deleted_at").is_not(None)


class Listing(CatalogModel, table=True):
    """One SKU on one marketplace of one seller account, as one side tells it (ADR-0020).

    `source` is `amazon` (reported by Amazon) or `erp` (wanted by the seller's own system): two rows that never
    overwrite each other. `bullets`, `images` (the main one first), `attributes` and `issues` are JSON; `status`
    holds Amazon's BUYABLE and DISCOVERABLE, joined by a comma. `content_at` is when anything but the
    quantity last changed. `report_digest` is that of the row of Amazon's report with which the listing was read.
    `changed_by` is the actor who last told of a listing of the ERP's. Amazon has named it nowhere since
    `absent_since`; after a day of that it is no longer listed. One with `deleted_at` is not there: it is kept for
    those who follow the list. Told again it begins anew, under its id.
    """

    __tablename__ = "listing"
    __table_args__ = (
        UniqueConstraint("listing_id"),
        Index("ix_listing_position", "tenant_id", "pos", "listing_id", "updated_at"),
        Index("ix_listing_sku", "tenant_id", "sku"),
        Index("ix_listing_asin", "tenant_id", "asin"),
        Index(
            "ix_listing_deleted",
            *("tenant_id", "seller_id", "marketplace_id"),
            sqlite_where=_IS_DELETED,
            postgresql_where=_IS_DELETED,
        ),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    sku: str = Field(primary_key=True, max_length=100)
    source: str = Field(primary_key=True, max_length=6)
    listing_id: str = Field(max_length=36)
    asin: str | None = Field(default=None, max_length=20)
    fn_sku: str | None = Field(default=None, max_length=20)
    title: str | None = Field(default=None, max_length=2000)
    item_highlight: str | None = None
    brand: str | None = Field(default=None, max_length=500)
    bullets: str = "[]"
    description: str | None = None
    search_terms: str | None = None
    product_type: str | None = Field(default=None, max_length=100)
    condition_type: str | None = Field(default=None, max_length=40)
    gtin: str | None = Field(default=None, max_length=100)
    gtin_type: str | None = Field(default=None, max_length=20)
    images: str = "[]"
    price_micros: int | None = Field(default=None, sa_type=BigInteger)
    currency: str | None = Field(default=None, max_length=3)
    quantity: int | None = Field(default=None, sa_type=BigInteger)
    fulfillment_channel: str | None = Field(default=None, max_length=40)
    status: str = Field(default="", max_length=30)
    is_listed: bool = True
    is_parent: bool = False
    attributes: str = "{}"
    issues: str = "[]"
    report_digest: str | None = Field(default=None, max_length=32)
    version: int
    changed_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    content_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    absent_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Shelf(CatalogModel, table=True):
    """The listings of one seller account on one marketplace: what is locked, read and judged together.

    `read_at` is when the newest complete reading from Amazon began, `read_whole_at` when the newest one began
    that looked at every listing. `is_stale` says that a judgement has been asked for and is not done yet;
    `revision` counts the changes by an ERP.
    """

    __tablename__ = "shelf"

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    read_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    read_whole_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    is_stale: bool = False
    revision: int = 0
    judged_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class SkuAccuracy(CatalogModel, table=True):
    """The SKUs of a shelf by the last judgement of a day (UTC): all, and those with an error."""

    __tablename__ = "sku_accuracy"
    __table_args__ = (
        Index(
            "ix_sku_accuracy_position", *("tenant_id", "pos", "seller_id", "marketplace_id", "day_on", "updated_at")
        ),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    day_on: date = Field(primary_key=True)
    skus: int
    skus_with_error: int
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
