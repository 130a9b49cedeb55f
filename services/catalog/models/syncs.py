"""Syncs: how listings came in from Amazon."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, column
from sqlmodel import Field

from services.catalog.models.base import CatalogModel
from shared.db import UtcDateTime

_under_way = column("status").in_(("waiting", "running"))


class Sync(CatalogModel, table=True):
    """One fetch of a seller account's listings; an account has one under way at a time."""

    __tablename__ = "sync"
    __table_args__ = (
        Index(
            "uq_sync_under_way",
            *("tenant_id", "seller_id"),
            unique=True,
            sqlite_where=_under_way,
            postgresql_where=_under_way,
        ),
        Index("ix_sync_updated", "tenant_id", "updated_at", "sync_id"),
    )

    sync_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    status: str = Field(max_length=10)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)


class SyncPart(CatalogModel, table=True):
    """The listings of one marketplace in a sync."""

    __tablename__ = "sync_part"

    sync_id: str = Field(primary_key=True, max_length=36)
    part: str = Field(primary_key=True, max_length=40)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    status: str = Field(max_length=10)
    rows_received: int = Field(default=0, sa_type=BigInteger)
    rows_changed: int = Field(default=0, sa_type=BigInteger)
    rows_rejected: int = Field(default=0, sa_type=BigInteger)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)
