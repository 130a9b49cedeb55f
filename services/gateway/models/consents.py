"""Consents of sellers."""

from datetime import date, datetime

from sqlalchemy import ForeignKeyConstraint, Index
from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime


class Consent(GatewayModel, table=True):
    """The consent of a seller account for one of Amazon's interfaces, and how it stands.

    The refresh token is sealed (`shared.secrets`); it is gone when it was another seller's. Whoever probes the
    consent moves `next_check_at` first, so that no other does meanwhile.
    """

    __tablename__ = "consent"
    __table_args__ = (
        ForeignKeyConstraint(["tenant_id", "seller_id"], ["seller_account.tenant_id", "seller_account.seller_id"]),
        Index("ix_consent_next_check", "next_check_at"),
    )

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    api: str = Field(primary_key=True, max_length=10)
    refresh_token: str | None = None
    status: str = Field(max_length=20)
    proof: str | None = Field(default=None, max_length=10)
    reason: str | None = Field(default=None, max_length=100)
    checked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    next_check_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    authorized_on: date | None = None
    is_ending: bool = False
    confirmed_by: str | None = Field(default=None, max_length=36)
    confirmed_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
