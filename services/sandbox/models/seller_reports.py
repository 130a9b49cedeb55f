"""Seller reports that clients have asked for; their content is made when it is downloaded."""

from datetime import datetime

from sqlalchemy import BigInteger, Index
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime


class SellerReport(SandboxModel, table=True):
    """One accepted request. `marketplace_ids` and `options` are JSON.

    `requested_at` and `cancelled_at` are real moments, `moment` is the seller's when it was asked for.
    """

    __tablename__ = "seller_report"
    __table_args__ = (Index("ix_seller_report_seller", "seller_id", "moment"),)

    report_id: str = Field(primary_key=True, max_length=36)
    seller_id: str = Field(max_length=20)
    seed: int = Field(sa_type=BigInteger)
    size: int
    report_type: str = Field(max_length=100)
    marketplace_ids: str
    options: str
    start_at: datetime | None = Field(sa_type=UtcDateTime)
    end_at: datetime | None = Field(sa_type=UtcDateTime)
    moment: datetime = Field(sa_type=UtcDateTime)
    requested_at: datetime = Field(sa_type=UtcDateTime)
    cancelled_at: datetime | None = Field(sa_type=UtcDateTime)
