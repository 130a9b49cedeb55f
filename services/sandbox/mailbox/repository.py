"""All SQL about answers to buyers."""

from datetime import datetime

from sqlmodel import select

from services.sandbox.models import SellerMessage
from shared.db import Session


class AnswerRepository:
    """What one seller wrote to buyers."""

    def __init__(self, session: Session, seller_id: str) -> None:
        self._session = session
        self._seller_id = seller_id

    def moments_by_order(self) -> dict[str, list[datetime]]:
        """When the seller wrote, by order."""
        found: dict[str, list[datetime]] = {}
        query = select(SellerMessage).where(SellerMessage.seller_id == self._seller_id)
        for each in self._session.exec(query):
            found.setdefault(each.order_id, []).append(each.sent_at)
        return found
