"""All SQL about clocks."""

from services.sandbox.models import SellerClock
from shared.db import Session


class ClockRepository:
    """The clocks of all sellers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def ahead_seconds(self, seller_id: str) -> int:
        """How far a seller's clock is ahead."""
        clock = self._session.get(SellerClock, seller_id)
        return clock.ahead_seconds if clock else 0

    def set_ahead(self, seller_id: str, seconds: int) -> None:
        """Keep how far a seller's clock is ahead."""
        self._session.merge(SellerClock(seller_id=seller_id, ahead_seconds=seconds))
        self._session.flush()
