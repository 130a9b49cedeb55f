"""Account health, and the syncs that bring it."""

from datetime import date, datetime
from typing import ClassVar

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.tickets.models.base import TicketsModel
from shared.db import UtcDateTime
from shared.db.positions import position_field
from shared.jobs.row_counts import ReportCountMixin
from shared.syncs.columns import SyncMixin, one_at_a_time


class AccountMetric(TicketsModel, table=True):
    """A metric of a marketplace as Amazon last told it; `updated_at` is when it last changed."""

    __tablename__ = "account_metric"
    __table_args__ = (
        Index(
            "ix_account_metric_position",
            *("tenant_id", "pos", "seller_id", "marketplace_id", "metric", "updated_at"),
        ),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    metric: str = Field(primary_key=True, max_length=80)
    value: float
    target_value: float
    target_condition: str = Field(max_length=20)
    is_missed: bool
    order_count: int | None = Field(default=None, sa_type=BigInteger)
    from_on: date
    to_on: date
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class Sync(SyncMixin, TicketsModel, table=True):
    """One reading of a seller account's health; an account has one under way at a time."""

    service: ClassVar[str] = "tickets"
    __tablename__ = "sync"
    __table_args__ = one_at_a_time()

    rows_received: int = 0
    rows_changed: int = 0
    rows_rejected: int = 0


class ReportCount(ReportCountMixin, TicketsModel, table=True):
    """The numbers of metrics by which later reports of a marketplace are judged."""

    __tablename__ = "report_count"
