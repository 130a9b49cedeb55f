"""Authorizations that sellers are asked for."""

from datetime import datetime

from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime


class Authorization(GatewayModel, table=True):
    """A seller was sent to Amazon to consent; only a digest of the state is kept, which is used once."""

    __tablename__ = "authorization"

    state_digest: str = Field(primary_key=True, max_length=64)
    tenant_id: str = Field(max_length=36)
    seller_id: str = Field(max_length=20)
    api: str = Field(max_length=10)
    actor_id: str = Field(max_length=36)
    expires_at: datetime = Field(sa_type=UtcDateTime, index=True)
    used_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
