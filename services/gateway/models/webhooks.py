"""Webhook endpoints of tenants, and what is delivered to them."""

from datetime import datetime

from sqlalchemy import BigInteger, Index, UniqueConstraint, text
from sqlmodel import Field

from services.gateway.models.base import GatewayModel
from shared.db import UtcDateTime
from shared.db.positions import position_field

_SCHEDULED, _PENDING = text("next_attempt_at IS NOT NULL"), text("status = 'pending'")


class WebhookEndpoint(GatewayModel, table=True):
    """An address of a tenant (live or twin) that events are sent to.

    `event_types` are separated by blanks, none means all. The secrets are sealed (`shared.secrets`); the
    previous one signs too until its end. `failing_since` is the first failure after the last success;
    until `paused_until` the receiver wants to be left alone. A deleted one gives its address back.
    """

    __tablename__ = "webhook_endpoint"
    __table_args__ = (
        UniqueConstraint("tenant_id", "url"),
        Index("ix_webhook_endpoint_position", "tenant_id", "pos", "endpoint_id", "updated_at"),
    )

    endpoint_id: str = Field(primary_key=True, max_length=36)
    tenant_id: str = Field(foreign_key="tenant.tenant_id", max_length=36)
    url: str = Field(max_length=2000)
    description: str = Field(max_length=200)
    event_types: str = Field(max_length=6000)
    secret: str
    previous_secret: str | None = None
    previous_secret_ends_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    enabled: bool
    disabled_reason: str | None = Field(default=None, max_length=20)
    failing_since: datetime | None = Field(default=None, sa_type=UtcDateTime)
    paused_until: datetime | None = Field(default=None, sa_type=UtcDateTime)
    version: int
    changed_by: str | None = Field(default=None, max_length=36)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    deleted_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookDelivery(GatewayModel, table=True):
    """One event on its way to one endpoint; `event_sequence` is the event's place in the order of arrival.

    A pending delivery with `next_attempt_at` is the next of its subject; without, it waits for an earlier
    one. A claim sets `lease_id` and moves `next_attempt_at` to the end of the lease, after which another
    worker may claim it. `tries` counts since the delivery was last started anew, `attempts` all.
    """

    __tablename__ = "webhook_delivery"
    __table_args__ = (
        UniqueConstraint("endpoint_id", "event_id"),
        # One at a time of each subject: the database itself keeps the order.
        Index(
            "ix_webhook_delivery_scheduled",
            "endpoint_id",
            "subject",
            unique=True,
            sqlite_where=_SCHEDULED,
            postgresql_where=_SCHEDULED,
        ),
        Index(
            "ix_webhook_delivery_pending",
            "endpoint_id",
            "subject",
            "event_sequence",
            sqlite_where=_PENDING,
            postgresql_where=_PENDING,
        ),
        Index("ix_webhook_delivery_due", "next_attempt_at", sqlite_where=_SCHEDULED, postgresql_where=_SCHEDULED),
        Index(
            "ix_webhook_delivery_due_of_endpoint",
            "endpoint_id",
            "next_attempt_at",
            sqlite_where=_SCHEDULED,
            postgresql_where=_SCHEDULED,
        ),
        Index("ix_webhook_delivery_position", "tenant_id", "pos", "delivery_id", "updated_at"),
    )

    delivery_id: str = Field(primary_key=True, max_length=36)
    endpoint_id: str = Field(foreign_key="webhook_endpoint.endpoint_id", ondelete="CASCADE", max_length=36)
    tenant_id: str = Field(max_length=36)
    event_id: str = Field(max_length=36)
    event_sequence: int = Field(sa_type=BigInteger)
    event_type: str = Field(max_length=100)
    subject: str = Field(max_length=300)
    status: str = Field(max_length=10)
    attempts: int
    tries: int
    next_attempt_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    lease_id: str | None = Field(default=None, max_length=36)
    last_status_code: int | None = None
    last_error: str | None = Field(default=None, max_length=40)
    created_at: datetime = Field(sa_type=UtcDateTime)
    updated_at: datetime = Field(sa_type=UtcDateTime)
    pos: int | None = position_field()
    delivered_at: datetime | None = Field(default=None, sa_type=UtcDateTime)


class WebhookAttempt(GatewayModel, table=True):
    """One call of a receiver and how it ended; `status_code` is None when no answer came."""

    __tablename__ = "webhook_attempt"

    delivery_id: str = Field(
        primary_key=True, foreign_key="webhook_delivery.delivery_id", ondelete="CASCADE", max_length=36
    )
    number: int = Field(primary_key=True)
    attempted_at: datetime = Field(sa_type=UtcDateTime)
    duration_ms: int
    status_code: int | None = None
    error: str | None = Field(default=None, max_length=40)
