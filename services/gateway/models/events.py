"""Events of all services."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, Integer
from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime


class Event(GatewayModel, table=True):
    """Something that happened. `sequence` is the order of arrival, which keeps each subject's own order.

    `content` is the event's data as JSON text; `seller_id` is that of the data, null where it is of no account.
    """

    __tablename__ = "event"
    __table_args__ = (
        # With the moment in it, whoever asks for what came after one reads no rows before.
        Index("ix_event_tenant", "tenant_id", "sequence", "received_at"),
        Index("ix_event_type", "tenant_id", "type", "sequence"),
        Index("ix_event_subject", "tenant_id", "subject", "sequence"),
        # SQLite would give the number of a deleted last row again, and cursors would pass over the new one.
        {"sqlite_autoincrement": True},
    )

    sequence: int | None = Field(default=None, primary_key=True, sa_type=BigInteger().with_variant(Integer, "sqlite"))
    event_id: str = Field(max_length=36, unique=True)
    tenant_id: str = Field(max_length=36)
    seller_id: str | None = Field(default=None, max_length=20)
    type: str = Field(max_length=100)
    subject: str = Field(max_length=300)
    content: str
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    received_at: datetime = Field(sa_type=UtcDateTime)
