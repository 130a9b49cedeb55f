"""The audit trail."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime
from shared.db.positions import position_field


class AuditEntry(GatewayModel, table=True):
    """Who changed what, when, from what and to what. Triggers refuse to change or delete a row.

    The rows of a tenant are a chain: `seq` counts them from 1, `previous_mac` is the `mac` of the one before, and
    `mac` is keyed and over all of a row but `pos`. `seller_id` and `marketplace_id` are null where the change is of
    none; `before` and `after` are JSON objects, or null. No names, no secrets: the row stays for good.
    """

    __tablename__ = "audit_entry"
    __table_args__ = (Index("ix_audit_entry_position", "tenant_id", "pos", "seq", "recorded_at"),)

    tenant_id: str = Field(primary_key=True, max_length=36)
    seq: int = Field(primary_key=True, sa_type=BigInteger)
    entry_id: str = Field(max_length=36, unique=True)
    actor_id: str = Field(max_length=36)
    actor_kind: str = Field(max_length=10)
    way: str = Field(max_length=20)
    key_id: str | None = Field(default=None, max_length=36)
    action: str = Field(max_length=100)
    subject_kind: str = Field(max_length=40)
    subject_id: str = Field(max_length=300)
    seller_id: str | None = Field(default=None, max_length=20)
    marketplace_id: str | None = Field(default=None, max_length=20)
    before: str | None = None
    after: str | None = None
    request_id: str | None = Field(default=None, max_length=200)
    occurred_at: datetime = Field(sa_type=UtcDateTime)
    recorded_at: datetime = Field(sa_type=UtcDateTime)
    previous_mac: str = Field(max_length=64)
    mac: str = Field(max_length=64)
    pos: int | None = position_field()
