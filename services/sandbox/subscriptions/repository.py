"""All SQL about destinations and subscriptions."""

from sqlmodel import col, select

from services.sandbox.models import Destination, Subscription
from shared.db import Session


class DestinationRepository:
    """The application's destinations."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, destination: Destination) -> None:
        """Keep a destination."""
        self._session.add(destination)
        self._session.flush()

    def find(self, destination_id: str) -> Destination | None:
        """The destination of an id."""
        return self._session.get(Destination, destination_id)

    def find_named(self, name: str) -> Destination | None:
        """The destination of a name."""
        return self._session.exec(select(Destination).where(Destination.name == name)).first()

    def list_all(self) -> list[Destination]:
        """Every destination, oldest first."""
        return list(self._session.exec(select(Destination).order_by(col(Destination.destination_id))))

    def delete(self, destination: Destination) -> None:
        """Forget a destination."""
        self._session.delete(destination)
        self._session.flush()


class SubscriptionRepository:
    """Subscriptions of all sellers."""

    def __init__(self, session: Session) -> None:
        self._session = session

    def add(self, subscription: Subscription) -> None:
        """Keep a subscription."""
        self._session.add(subscription)
        self._session.flush()

    def find(self, subscription_id: str) -> Subscription | None:
        """The subscription of an id."""
        return self._session.get(Subscription, subscription_id)

    def list_of(self, seller_id: str, notification_type: str) -> list[Subscription]:
        """A seller's subscriptions to a type, oldest first."""
        query = (
            select(Subscription)
            .where(Subscription.seller_id == seller_id)
            .where(Subscription.notification_type == notification_type)
            .order_by(col(Subscription.subscription_id))
        )
        return list(self._session.exec(query))

    def find_to(self, destination_id: str) -> Subscription | None:
        """A subscription that goes to a destination."""
        return self._session.exec(select(Subscription).where(Subscription.destination_id == destination_id)).first()

    def delete(self, subscription: Subscription) -> None:
        """Forget a subscription."""
        self._session.delete(subscription)
        self._session.flush()
