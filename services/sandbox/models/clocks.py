"""How far each seller's present is ahead."""

from sqlalchemy import BigInteger
from sqlmodel import Field

from services.sandbox.models.base import SandboxModel


class SellerClock(SandboxModel, table=True):
    """One seller whose clock has been moved; without a row it goes right."""

    __tablename__ = "seller_clock"

    seller_id: str = Field(primary_key=True, max_length=20)
    ahead_seconds: int = Field(sa_type=BigInteger)
