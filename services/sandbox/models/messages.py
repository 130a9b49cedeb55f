"""What sellers have written to buyers."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime


class SellerMessage(SandboxModel, table=True):
    """One message; `body` is the JSON that was sent, `sent_at` the seller's moment."""

    __tablename__ = "seller_message"
    __table_args__ = (Index("ix_seller_message_order", "seller_id", "order_id"),)

    message_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(max_length=20)
    order_id: str = Field(max_length=19)
    action: str = Field(max_length=40)
    body: str
    sent_at: datetime = Field(sa_type=UtcDateTime)
