"""Syncs: how listings came in from Amazon."""

from typing import ClassVar

from sqlalchemy import BigInteger
from sqlmodel import Field

from services.catalog.models.base import CatalogModel
from shared.jobs.row_counts import ReportCountMixin
from shared.syncs.columns import ReportHeaderMixin, SyncMixin, one_at_a_time


class Sync(SyncMixin, CatalogModel, table=True):
    """One fetch of a seller account's listings; an account has one under way at a time."""

    service: ClassVar[str] = "catalog"
    __tablename__ = "sync"
    __table_args__ = one_at_a_time()


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


class ReportHeader(ReportHeaderMixin, CatalogModel, table=True):
    """The headers of the reports' last files."""

    __tablename__ = "report_header"


class ReportCount(ReportCountMixin, CatalogModel, table=True):
    """The numbers of rows by which later files are judged."""

    __tablename__ = "report_count"
