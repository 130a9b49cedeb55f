"""Tenants and the persons and systems that act for them."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime
from shared.db.positions import position_field


class Tenant(GatewayModel, table=True):
    """One customer, or the test twin of one: the twin has data of its own and points to its live tenant."""

    __tablename__ = "tenant"

    tenant_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=200)
    livemode: bool
    live_tenant_id: str | None = Field(default=None, foreign_key="tenant.tenant_id", max_length=36, unique=True)
    created_at: datetime = Field(sa_type=UtcDateTime)


class Actor(GatewayModel, table=True):
    """A person or a system of a tenant; all its keys, live and test, count as one actor.

    `roles` and `seller_ids` are separated by blanks; no `seller_ids` (null) means all of the tenant's.
    """

    __tablename__ = "actor"
    __table_args__ = (Index("ix_actor_position", "tenant_id", "pos", "actor_id", "updated_at"),)

    actor_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(foreign_key="tenant.tenant_id", max_length=36)
    kind: str = Field(max_length=10)
    name: str = Field(max_length=200)
    language: str = Field(max_length=2)
    roles: str = Field(max_length=200)
    seller_ids: str | None = Field(default=None, max_length=2000)
    changed_by: str | None = Field(default=None, max_length=36)
    version: int
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    deactivated_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    pos: int | None = position_field()
