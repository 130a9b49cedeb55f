"""What clients have changed about listings."""

from datetime import datetime

from sqlmodel import Field

from services.sandbox.models.base import SandboxModel
from shared.db import UtcDateTime


class ListingChange(SandboxModel, table=True):
    """One listing's changes beside what was planned; `attributes` is JSON. Moments are the seller's."""

    __tablename__ = "listing_change"

    seller_id: str = Field(primary_key=True, max_length=20)
    marketplace_id: str = Field(primary_key=True, max_length=20)
    sku: str = Field(primary_key=True, max_length=100)
    product_type: str = Field(max_length=100)
    attributes: str
    is_deleted: bool
    created_at: datetime = Field(sa_type=UtcDateTime)
    changed_at: datetime = Field(sa_type=UtcDateTime)
