"""Feeds that clients have handed in, and their documents."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime


class FeedDocument(SandboxModel, table=True):
    """What was or is to be uploaded, or the result of a feed; `content` is None until then."""

    __tablename__ = "feed_document"

    document_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(max_length=20)
    content_type: str = Field(max_length=100)
    content: bytes | None


class Feed(SandboxModel, table=True):
    """One accepted feed. `marketplace_ids` is JSON; `outcome` is DONE or FATAL once it was processed.

    `requested_at` and `cancelled_at` are real moments, `moment` is the seller's when it was handed in.
    """

    __tablename__ = "feed"
    __table_args__ = (Index("ix_feed_seller", "seller_id", "moment"),)

    feed_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(max_length=20)
    seed: int = Field(sa_type=BigInteger)
    size: int
    feed_type: str = Field(max_length=100)
    marketplace_ids: str
    document_id: str = Field(max_length=36)
    result_document_id: str | None = Field(max_length=36)
    outcome: str | None = Field(max_length=10)
    moment: datetime = Field(sa_type=UtcDateTime)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(sa_type=UtcDateTime)
