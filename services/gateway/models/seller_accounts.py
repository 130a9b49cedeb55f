"""Seller accounts on Amazon."""

from datetime import datetime

from sqlalchemy import Index, UniqueConstraint
from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime
from shared.db.positions import position_field


class SellerAccount(GatewayModel, table=True):
    """A seller account of a tenant (live tenant or test twin) in one of Amazon's regions.

    `marketplace_ids` and `ads_profile_ids` are separated by blanks; no profile ids means all that the
    consent opens. One with `deleted_at` is not there: it is kept for those who follow the list.
    """

    __tablename__ = "seller_account"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seller_id"),
        Index("ix_seller_account_updated", "updated_at", "seller_account_id"),
        Index("ix_seller_account_position", "tenant_id", "pos", "seller_id", "updated_at"),
    )

    seller_account_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(foreign_key="tenant.tenant_id", max_length=36)
    seller_id: str = Field(max_length=20)
    name: str = Field(max_length=200)
    region: str = Field(max_length=2)
    marketplace_ids: str = Field(max_length=500)
    ads_profile_ids: str = Field(max_length=2000)
    version: int
    changed_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Departure(GatewayModel, table=True):
    """A service of ours that has yet to end what it holds of an account that was deleted."""

    __tablename__ = "departure"

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    service: str = Field(primary_key=True, max_length=20)
    deleted_at: datetime = Field(sa_type=UtcDateTime)
