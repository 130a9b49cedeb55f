"""All SQL about messages to buyers."""

from sqlmodel import col, select

from services.sandbox.models import SellerMessage
from shared.db import Session


class MessageRepository:
    """The messages of one seller."""

    def __init__(self, session: Session, seller_id: str) -> None:
        self._session = session
        self._seller_id = seller_id

    def add(self, message: SellerMessage) -> None:
        """Keep a message."""
        self._session.add(message)
        self._session.flush()

    def list_about(self, order_id: str) -> list[SellerMessage]:
        """What was written about an order, oldest first."""
        query = (
            select(SellerMessage)
            .where(SellerMessage.seller_id == self._seller_id)
            .where(SellerMessage.order_id == order_id)
            .order_by(col(SellerMessage.message_id))
        )
        return list(self._session.exec(query))
