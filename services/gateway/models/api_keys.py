"""API keys."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime
from shared.db.positions import position_field


class ApiKey(GatewayModel, table=True):
    """A key of an actor. `tenant_id` is the live tenant's also where `livemode` is False.

    `digest` is an HMAC of the key, never the key. `scopes` and `seller_ids` (null: all that its actor
    has) are separated by blanks. Keys that follow each other by rotation share `chain_id`, the `key_id` of the first.
    """

    __tablename__ = "api_key"
    __table_args__ = (Index("ix_api_key_position", "tenant_id", "pos", "key_id", "updated_at"),)

    key_id: str = Field(primary_key=True, max_length=8)
    tenant_id: str = Field(foreign_key="tenant.tenant_id", max_length=36)
    actor_id: str = Field(foreign_key="actor.actor_id", max_length=36)
    chain_id: str = Field(max_length=8, index=True)
    name: str = Field(max_length=200)
    livemode: bool
    digest: str = Field(max_length=64, unique=True)
    last_four: str = Field(max_length=4)
    scopes: str = Field(max_length=500)
    seller_ids: str | None = Field(default=None, max_length=2000)
    created_by: str | None = Field(default=None, max_length=36)
    revoked_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    expires_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    revoked_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
