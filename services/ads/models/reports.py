"""Syncs, imports and deliveries: how numbers came in."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index, LargeBinary, UniqueConstraint
from sqlmodel import Field

from services.ads.models.base import AdsModel
from shared.db import UtcDateTime
from shared.db.positions import position_field
from shared.syncs.columns import POSITION_INDEX, SyncMixin


class Sync(SyncMixin, AdsModel, table=True):
    """One fetch of a seller account's reports; `attempt` counts repetitions of a failed one.

    `days` is the window asked for as `2026-01-01/2026-02-01`, or `default`.
    """

    service: ClassVar[str] = "ads"
    __tablename__ = "sync"
    __table_args__ = (
        UniqueConstraint("tenant_id", "seller_id", "days", "fetched_on", "attempt"),
        Index("ix_sync_position", *POSITION_INDEX),
    )

    days: str = Field(max_length=21)
    fetched_on: date
    attempt: int


class SyncReport(AdsModel, table=True):
    """One report of a sync: days from `from_on` to `to_on`, the last exclusive.

    `requested_at` is when Amazon was asked for it. `rejections` is a JSON object of rows by reason, and
    `missing_on` a JSON array of the days that should have had rows.
    """

    __tablename__ = "sync_report"

    sync_id: str = Field(primary_key=True, max_length=36)
    profile_key: int = Field(primary_key=True)
    report: str = Field(primary_key=True, max_length=40)
    from_on: date = Field(primary_key=True)
    to_on: date
    status: str = Field(max_length=10)
    rows_received: int = Field(default=0, sa_type=BigInteger)
    rows_changed: int = Field(default=0, sa_type=BigInteger)
    rows_rejected: int = Field(default=0, sa_type=BigInteger)
    rows_duplicate: int = Field(default=0, sa_type=BigInteger)
    rows_superseded: int = Field(default=0, sa_type=BigInteger)
    rejections: str = "{}"
    missing_on: str = "[]"
    requested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)


class Delivery(AdsModel, table=True):
    """One day of one report, as delivered; `source` is `api` or `file`.

    `requested_at` is when Amazon was asked for the report that the numbers are of. `digest` is that of the rows
    which are stored, without one from the moment at which others begin to take their place.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        Index("ix_delivery_position", *("pos", "profile_key", "report", "date_on", "last_delivered_at")),
    )

    profile_key: int = Field(primary_key=True)
    ad_product: str = Field(primary_key=True, max_length=2)
    report: str = Field(primary_key=True, max_length=40)
    date_on: date = Field(primary_key=True)
    source: str = Field(max_length=4)
    row_count: int = Field(sa_type=BigInteger)
    requested_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    digest: str | None = Field(default=None, max_length=32)
    due_at: datetime = Field(sa_type=UtcDateTime)
    first_delivered_at: datetime = Field(sa_type=UtcDateTime)
    last_delivered_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()


class ReportImport(AdsModel, table=True):
    """A report file that somebody sent; `details` is a JSON object of what is only shown.

    Only the run of `run_number` may write; `deaths` are runs whose process ended without a word.
    """

    __tablename__ = "report_import"
    __table_args__ = (Index("ix_report_import_position", "tenant_id", "pos", "import_id", "updated_at"),)

    import_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(max_length=36)
    profile_key: int
    file_name: str = Field(max_length=255)
    file_sha256: str = Field(max_length=64)
    file_bytes: int = Field(sa_type=BigInteger)
    status: str = Field(max_length=10)
    run_number: int = 0
    deaths: int = 0
    created_by: str | None = Field(default=None, max_length=36)
    report: str | None = Field(default=None, max_length=40)
    attribution_days: int | None = None
    rows_read: int = 0
    rows_imported: int = 0
    rows_changed: int = 0
    rows_superseded: int = 0
    rows_rejected: int = 0
    rows_skipped: int = 0
    first_on: date | None = None
    last_on: date | None = None
    impressions: int = Field(default=0, sa_type=BigInteger)
    clicks: int = Field(default=0, sa_type=BigInteger)
    orders: int = Field(default=0, sa_type=BigInteger)
    units: int = Field(default=0, sa_type=BigInteger)
    cost_micros: int = Field(default=0, sa_type=BigInteger)
    sales_micros: int = Field(default=0, sa_type=BigInteger)
    unknown_columns: str = "[]"
    details: str = "{}"
    failure_code: str | None = Field(default=None, max_length=100)
    failure_detail: str | None = Field(default=None, max_length=500)
    failure_detail_zh: str | None = Field(default=None, max_length=500)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()


class ImportFile(AdsModel, table=True):
    """A piece of a file until that has been imported; in rows, so that any worker can read it.

    The pieces in their order are the file, packed with gzip if `is_packed`: those of before 0.2 are not.
    """

    __tablename__ = "import_file"

    import_id: str = Field(primary_key=True, max_length=36)
    position: int = Field(primary_key=True)
    is_packed: bool
    content: bytes = Field(sa_type=LargeBinary)


class ReportImportError(AdsModel, table=True):
    """One rejected row of an imported file; `line` counts from 1, the header included."""

    __tablename__ = "report_import_error"

    import_id: str = Field(primary_key=True, max_length=36)
    position: int = Field(primary_key=True)
    line: int
    column_name: str | None = Field(default=None, max_length=200)
    code: str = Field(max_length=100)
    message: str = Field(max_length=500)
    message_zh: str | None = Field(default=None, max_length=500)
