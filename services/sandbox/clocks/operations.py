"""Reading and moving a seller's clock."""

from datetime import datetime, timedelta

from services.sandbox.clocks.repository import ClockRepository
from services.sandbox.clocks.schemas import ClockRead, ClockUpdate
from services.sandbox.sellers.rules.account import Seller
from shared.db import Session

_DAY_SECONDS = 86_400


def moment_of(session: Session, seller_id: str, *, now: datetime) -> datetime:
    """A seller's present when it is really `now`."""
    return now + timedelta(seconds=ClockRepository(session).ahead_seconds(seller_id))


def get_clock(session: Session, seller: Seller, *, now: datetime) -> ClockRead:
    """What a seller's clock says."""
    ahead = ClockRepository(session).ahead_seconds(seller.seller_id)
    return ClockRead(moment=now + timedelta(seconds=ahead), ahead_seconds=ahead)


def advance_clock(session: Session, seller: Seller, data: ClockUpdate, *, now: datetime) -> ClockRead:
    """Move a seller's clock on by whole days of 24 hours."""
    clocks = ClockRepository(session)
    ahead = clocks.ahead_seconds(seller.seller_id) + data.advance_days * _DAY_SECONDS
    clocks.set_ahead(seller.seller_id, ahead)
    return ClockRead(moment=now + timedelta(seconds=ahead), ahead_seconds=ahead)
