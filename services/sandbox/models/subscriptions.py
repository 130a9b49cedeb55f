"""Where notifications go, and which are wished for."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime


class Destination(SandboxModel, table=True):
    """A queue or event bus of the application; `resource` is JSON."""

    __tablename__ = "destination"

    destination_id: str = Field(primary_key=True, max_length=36)
    name: str = Field(max_length=256, unique=True)
    resource: str
    created_at: datetime = Field(sa_type=UtcDateTime)


class Subscription(SandboxModel, table=True):
    """One seller's notifications of a type; `directive` is JSON or empty."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("seller_id", "notification_type", "payload_version"),)

    subscription_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(max_length=20)
    notification_type: str = Field(max_length=100)
    payload_version: str = Field(max_length=10)
    destination_id: str = Field(max_length=36)
    directive: str
