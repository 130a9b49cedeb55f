"""Stops of accounts and of the installation."""

from datetime import datetime

from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime


class Stop(GatewayModel, table=True):
    """What is stopped: an account of a tenant, or everything (the tenant that is the installation, no seller)."""

    __tablename__ = "stop"

    tenant_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(primary_key=True, max_length=20)
    level: str = Field(max_length=10)
    reason: str = Field(max_length=500)
    actor_id: str = Field(max_length=36)
    stopped_at: datetime = Field(sa_type=UtcDateTime)
