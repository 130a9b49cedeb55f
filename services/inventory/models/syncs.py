"""Syncs: how numbers came in."""

from datetime import date
from typing import ClassVar

from sqlalchemy import BigInteger, Index, UniqueConstraint
from sqlmodel import Field

from services.inventory.models.base import InventoryModel
from shared.jobs.row_counts import ReportCountMixin
from shared.syncs.columns import POSITION_INDEX, ReportHeaderMixin, SyncMixin


class Sync(SyncMixin, InventoryModel, table=True):
    """One reading of a seller account; `attempt` counts those of one day (UTC)."""

    service: ClassVar[str] = "inventory"
    __tablename__ = "sync"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seller_id", "started_on", "attempt"),
        Index("ix_sync_position", *POSITION_INDEX),
    )

    started_on: date
    attempt: int


class SyncPart(InventoryModel, table=True):
    """One part of a sync; `marketplace_id` is "" where it is read once for all marketplaces of the account."""

    __tablename__ = "sync_part"

    sync_id: str = Field(primary_key=True, max_length=36)
    part: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    status: str = Field(max_length=10)
    rows_received: int = Field(default=0, sa_type=BigInteger)
    rows_changed: int = Field(default=0, sa_type=BigInteger)
    rows_rejected: int = Field(default=0, sa_type=BigInteger)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)


class ReportHeader(ReportHeaderMixin, InventoryModel, table=True):
    """The headers of the reports' last files."""

    __tablename__ = "report_header"


class ReportCount(ReportCountMixin, InventoryModel, table=True):
    """The numbers of rows by which later files are judged."""

    __tablename__ = "report_count"
